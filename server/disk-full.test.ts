import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AgentInput } from '../contract/agent.ts';
import { BadConfig, StorageFull } from '../contract/errors.ts';
import type { LogEntry } from './session/log.ts';
import { openDatabase } from './store/database.ts';
import { afterCallQueue } from './store/jobs.ts';
import { openStore, type Store } from './store/store.ts';
import { fastClock } from './testing/fast-clock.ts';
import { politeAgent, type TestCall, type TestServer, testServer } from './testing/server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // The database is opened and recovered several times.
const folder = mkdtempSync(join(tmpdir(), 'ringoff-full-'));
const refused = mountRefused();
const skip = refused !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';
const title = `while the disk is full${skip ? ` (skipped: ${refused})` : ''}`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(skip)(title, () => {
  let store: Store;
  let server: TestServer;
  beforeEach(async () => {
    mount();
    store = await openStore({ dataDir: folder }, { onError: () => {} });
    await store.agents.put('acc_default', 'polite', patientAgent);
    server = await testServer(store, { clock: fastClock(20) });
  });
  afterEach(async () => {
    try {
      makeRoom();
      await backAgain();
      await server.close();
      await store.close();
    } finally {
      execFileSync('umount', [folder]);
    }
  });

  const put = (id: string): Promise<Response> =>
    server.send(`/v1/agents/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...politeAgent, id: undefined }),
    });
  const health = async (): Promise<object> => (await (await fetch(`${server.url}/healthz`)).json()) as object;
  const backAgain = async (): Promise<void> => {
    while (!(await fetch(`${server.url}/healthz`)).ok) await new Promise((resolve) => setImmediate(resolve));
  };
  /** The end as the session knows it; `session.done` waits until it is stored. */
  const ended = async ({ session }: TestCall): Promise<void> => {
    while (session.call.phase.name !== 'ended') await new Promise((resolve) => setImmediate(resolve));
  };
  const expectStoredOnce = async ({ accountId, callId, entries }: TestCall): Promise<void> => {
    const log = (await store.calls.log(accountId, callId)) as unknown as LogEntry[];
    expect(log.map(({ seq }) => seq)).toEqual(entries.map(({ seq }) => seq));
    expect(await server.api.calls.get({ id: callId })).toMatchObject({ state: 'ended' });
    const jobs = await store.jobs.boss.findJobs(afterCallQueue, { data: { callId } });
    expect(jobs.filter(({ data }) => !('step' in (data as object)))).toHaveLength(1);
  };
  /** Further WAL segments, until one has no room: PGlite does not survive that. */
  const fillWal = async (): Promise<unknown> => {
    for (;;) {
      try {
        await sql`insert into account (id, name) values (gen_random_uuid()::text, 'x')`.execute(store.db);
        await sql`select pg_switch_wal()`.execute(store.db);
      } catch (error) {
        return error;
      }
    }
  };

  test('an agent is refused with what to do, and no half of it is kept', async () => {
    fill();
    let last = 0;
    let answer = await put('agent-0');
    while (answer.ok) answer = await put(`agent-${++last}`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      error: {
        code: 'storage_full',
        message: expect.stringMatching(/disk/),
        hint: expect.stringMatching(/Free space/),
      },
    });
    makeRoom();
    await backAgain();
    expect((await server.send(`/v1/agents/agent-${last}`)).status).toBe(404);
    expect((await put(`agent-${last}`)).ok).toBe(true);
    expect((await server.send(`/v1/agents/agent-${last}`)).status).toBe(200);
  });

  test('calls go on and end, and are stored once when the folder has room and is open again', async () => {
    const [ending, staying] = [await server.call(), await server.call()];
    fill();
    expect(await fillWal()).toBeInstanceOf(StorageFull);
    ending.caller.says('bye');
    staying.caller.says('hello');
    await ended(ending);
    expect(await health()).toMatchObject({ database: 'storage_full', live_calls: 2 });
    expect((await put('agent-1')).status).toBe(503);
    await expect(server.call()).rejects.toThrow(StorageFull);
    await expect(openDatabase({ dataDir: folder })).rejects.toThrow(BadConfig);
    makeRoom();
    expect(await ending.session.done).toMatchObject({ ended_reason: 'agent_ended' });
    staying.caller.says('bye');
    expect(await staying.session.done).toMatchObject({ ended_reason: 'agent_ended' });
    for (const call of [ending, staying]) await expectStoredOnce(call);
    expect((await server.send('/v1/agents/agent-1')).status).toBe(404);
    expect(await health()).toMatchObject({ status: 'ok', database: 'ok' });
  });

  test('a server that stops meanwhile keeps what was committed', async () => {
    fill();
    await fillWal();
    await server.close();
    await store.close();
    makeRoom();
    store = await openStore({ dataDir: folder }, { onError: () => {} });
    server = await testServer(store);
    expect(await store.keys.list('acc_default')).not.toEqual([]);
  });
});

/** Its time passes faster than a database recovers. */
const patientAgent: AgentInput = {
  ...politeAgent,
  ending: { silence: { timeout_seconds: null, no_words_seconds: null }, max_duration: { seconds: 86_400 } },
};

function mount(): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', folder], { stdio: 'pipe' });
}

/** Why this machine has no small disk for us. */
function mountRefused(): string | null {
  try {
    mount();
    execFileSync('umount', [folder]);
    return null;
  } catch (error) {
    return `no tmpfs may be mounted: ${(error as Error).message.split('\n')[0]}`;
  }
}

function fill(): void {
  const ballast = openSync(join(folder, 'ballast'), 'w');
  try {
    for (;;) writeSync(ballast, Buffer.alloc(4_096));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(ballast);
  }
}

function makeRoom(): void {
  rmSync(join(folder, 'ballast'), { force: true });
}
