/** A whole server on loopback for tests, on a database that outlives it, and calls without a carrier. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type ApiClient, apiClient } from '../../contract/client.ts';
import type { AgentInput } from '../../contract/agent.ts';
import { type TextCaller, textLine } from '../../lines/text.ts';
import { systemClock } from '../../providers/clock.ts';
import { type Config, readConfig } from '../config.ts';
import { firstAccount, type RunningServer, type ServerParts, startServer } from '../main.ts';
import type { Store } from '../store/store.ts';
import type { LiveCall, NewCallOrder } from '../calls/switchboard.ts';

export type TestServer = RunningServer & {
  /** A key of the first account. */
  key: string;
  api: ApiClient;
  /** What was logged, as parsed lines. */
  logged: Record<string, unknown>[];
  dataDir: string;
  /** With the key, unless headers say otherwise. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** A call whose agent has greeted. */
  call(order?: Partial<NewCallOrder>): Promise<TestCall>;
};

export type TestCall = LiveCall & { caller: TextCaller };

export type TestServerOptions = Omit<ServerParts, 'store'> & { config?: Partial<Config> };

/** Far above the pace of speech: tests wait for no words. */
const charactersPerSecond = 2_000;

/** Closing it leaves the store open. */
export async function testServer(store: Store, options: TestServerOptions = {}): Promise<TestServer> {
  const { config, ...parts } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'ringoff-server-'));
  const logged: Record<string, unknown>[] = [];
  const log = pino({ base: null }, { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) });
  const lasting = { ...store, close: async () => {} };
  const settings = { ...readConfig({ RINGOFF_DATA_DIR: dataDir, PORT: '0', RINGOFF_SIP: 'off' }), ...config, dataDir };
  const server = await startServer(settings, { env: {}, log, ...parts, store: lasting });
  const { key } = await store.keys.create(firstAccount, 'test');
  return {
    ...server,
    key,
    logged,
    dataDir,
    api: apiClient({ url: server.url, key }),
    send: (path, init = {}) =>
      fetch(server.url + path, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } }),
    call: (order = {}) => testCall(server, order),
    close: async (graceMs = 0) => {
      await server.close(graceMs);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An agent that says goodbye to "bye", and its id. */
export const politeAgent: AgentInput = {
  id: 'polite',
  name: 'Polite',
  prompt: 'You are polite. Use end_call to end the call.',
  greeting: { mode: 'static', message: 'Hello.' },
  model: {
    provider: 'offline',
    script: [
      { when: ['bye'], say: 'Goodbye now!', tools: [{ name: 'end_call', arguments: {} }] },
      { when: 'anything', say: 'I see.' },
    ],
  },
};

async function testCall({ store, switchboard }: RunningServer, order: Partial<NewCallOrder>): Promise<TestCall> {
  const accountId = order.accountId ?? firstAccount;
  if (!(await store.agents.get(accountId, 'polite'))) await store.agents.put(accountId, 'polite', politeAgent);
  const { promise: greeted, resolve } = Promise.withResolvers<void>();
  const line = textLine({ clock: systemClock, charactersPerSecond, show: () => {}, showEnd: () => resolve() });
  const live = await switchboard.open({
    accountId,
    agentId: 'polite',
    direction: 'inbound',
    carrier: 'text',
    legId: null,
    from: '+15550001',
    to: '+15550002',
    metadata: {},
    makeLine: () => line,
    ...order,
  });
  line.caller.answers();
  await greeted;
  return Object.assign(live, { caller: line.caller });
}

/** An account of its own, and a key that opens it. */
export async function anotherAccount(store: Store): Promise<{ accountId: string; key: string }> {
  const accountId = 'acc_other';
  await store.db.insertInto('account').values({ id: accountId, name: 'Other' }).execute();
  const { key } = await store.keys.create(accountId, 'other');
  return { accountId, key };
}
