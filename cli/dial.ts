/** `ringoff dial`: an agent calls somebody; the running server dials, and tells what becomes of it. */
import { type ApiClient, apiClient } from '../contract/client.ts';
import { BadConfig } from '../contract/errors.ts';
import type { CallRecord } from '../contract/call.ts';
import { carrierLines, dialCarriers } from '../contract/routes/calls.ts';
import { explain } from './explain.ts';
import { needServer, type ServerAddress, type ServerOptions } from './find-server.ts';
import { paint } from './paint.ts';
import { inWords, serverClient } from './server-client.ts';

export type DialOptions = ServerOptions & {
  from?: string;
  carrier?: string;
  line?: string;
  variable?: Record<string, string>;
  idempotencyKey?: string;
  json?: boolean;
};

export async function dialCommand(agent: string, to: string, options: DialOptions): Promise<void> {
  const address = needServer(options);
  const found = await serverClient(address).agent(agent);
  const api = apiClient(address);
  const id = await dial(api, found.id, to, options).catch((error: unknown) => {
    throw inWords(error, address);
  });
  const tell = (text: string): void => void (options.json ? process.stderr : process.stdout).write(`${text}\n`);
  tell(paint.dim(`${id}: dialling. Ctrl-C stops watching, not the call.`));
  const record = await follow(api, address, id, tell);
  if (options.json) console.log(JSON.stringify(record));
  else console.log(`\n${explain(record)}\nMore: npx ringoff why ${id} --timeline`);
}

/** Answers the id of the call. */
async function dial(api: ApiClient, agentId: string, to: string, options: DialOptions): Promise<string> {
  const { from, variable, idempotencyKey } = options;
  const carrier = oneOf(dialCarriers, '--carrier', options.carrier);
  const line = oneOf(carrierLines, '--line', options.line);
  const { call_id: id } = await api.calls.dial({
    agent_id: agentId,
    to,
    ...(from !== undefined && { from }),
    ...(carrier && { carrier }),
    ...(line && { line }),
    ...(variable && { variables: variable }),
    ...(idempotencyKey !== undefined && { idempotency_key: idempotencyKey }),
  });
  return id;
}

function oneOf<Name extends string>(names: readonly Name[], option: string, text: string | undefined) {
  const found = names.find((known) => known === text);
  if (text === undefined || found) return found;
  throw new BadConfig(`${option}: "${text}" is none of ${names.join(', ')}`);
}

async function follow(
  api: ApiClient,
  address: ServerAddress,
  id: string,
  tell: (text: string) => void,
): Promise<CallRecord> {
  try {
    for await (const event of await api.calls.events({ id })) {
      if (event.type !== 'call.entry') continue;
      const line = lineOf(event.entry.event);
      if (line !== null) tell(line);
    }
  } catch (error) {
    throw inWords(error, address);
  }
  const record = await serverClient(address).record(id);
  if (record) return record;
  throw new BadConfig(`${id} goes on, and is no longer watched here; ask later: npx ringoff why ${id}`);
}

/** What somebody who waits wants to know; null for the rest. */
function lineOf(event: ({ type: string } & Record<string, unknown>) | null): string | null {
  switch (event?.type) {
    case 'leg.answered':
      return paint.green('Answered.');
    case 'voicemail.detected':
      return paint.dim('A machine has answered.');
    case 'transfer.requested':
      return paint.dim('Being transferred.');
    case 'caller.said':
      return event['text'] === '' ? null : String(event['text']);
    case 'agent.said':
      return `${paint.bold('Agent')}  ${String(event['text'])}`;
    default:
      return null;
  }
}
