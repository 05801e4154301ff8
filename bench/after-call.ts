/**
 * The work after calls, on both databases: ended calls a second to all steps done, beside bare pg-boss in the same
 * database with as many jobs in chains as long, sent at once, whose workers do nothing but send the next; what was lost or done
 * twice; and how long after the end of a call its first webhook attempt comes. Source: design proof.md, 'Benchmarks'.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { addressGuard } from '../providers/web/address-guard.ts';
import { systemClock } from '../providers/clock.ts';
import { startReceiver } from '../providers/web/testing/receiver.ts';
import { type OutsideTools, startAfterCall } from '../server/steps/after-call.ts';
import { signedUrls } from '../server/http/signed-urls.ts';
import { firstAccount } from '../server/first-account.ts';
import { newId } from '../server/store/ids.ts';
import { workerOptions } from '../server/store/jobs.ts';
import { openStore, type Store } from '../server/store/store.ts';
import { findPostgres, startPostgres } from '../server/store/testing/postgres.ts';
import type { NewCall } from '../server/store/call.ts';
import { recordOfCall } from '../server/testing/ended-call.ts';
import { type MemoryLog, nothingOutside } from '../server/testing/outside-tools.ts';
import type { Row } from './row.ts';

const rounds = 3;
const calls = 200;
const warmUpCalls = 30;
const peer = 'bare pg-boss';
const pacedCalls = 100;
const pacedEveryMs = 100;
const waitMsMax = 120_000;

export async function benchAfterCall(): Promise<Row[]> {
  const rows = [...(await onFolder())];
  const source = findPostgres();
  if ('missing' in source) return [...rows, { name: `PostgreSQL was left out: ${source.missing}`, value: 0, unit: '' }];
  const server = await startPostgres(source);
  const store = await openStore({ url: server.url });
  try {
    rows.push(...(await measure(store, 'PostgreSQL')));
  } finally {
    await store.close();
    await server.stop();
  }
  return rows;
}

async function onFolder(): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ringoff-bench-'));
  const store = await openStore({ dataDir });
  try {
    return await measure(store, 'PGlite');
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(store: Store, database: string): Promise<Row[]> {
  await store.agents.put(firstAccount, agent.id, agent);
  const written: MemoryLog = [];
  await workAll(store, warmUpCalls, []);
  const chain = await chainLength(store);
  await bareChains(store, warmUpCalls, chain);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareChains(store, calls, chain));
    ours.push(await workAll(store, calls, written));
  }
  const counts = new Map<string, number>();
  for (const { record } of written) counts.set(record.call_id, (counts.get(record.call_id) ?? 0) + 1);
  const doubled = [...counts.values()].filter((count) => count > 1).length;
  const rate = calls / (median(ours) / 1_000);
  return [
    {
      name: `ended calls a second, ${chain} steps each, ${database}`,
      value: rate,
      unit: 'calls/s',
      peer,
      ratio: median(bare) / median(ours),
    },
    {
      name: `${peer}, chains a second of ${chain} jobs, ${database}`,
      value: calls / (median(bare) / 1_000),
      unit: '1/s',
    },
    { name: `lost, ${database}`, value: rounds * calls - counts.size, unit: 'calls' },
    { name: `doubled, ${database}`, value: doubled, unit: 'calls' },
    ...(await firstAttempts(store, database)),
  ];
}

const agent = { id: 'bench', name: 'Bench', after_call: { log: [{ kind: 'jsonl' as const }] } };

/** From the first end to the last step; every call is written into `written` by its last step. */
async function workAll(store: Store, count: number, written: MemoryLog): Promise<number> {
  const work = await start(store, nothingOutside({}, written));
  const begunCalls = await newCalls(store, count);
  const begun = performance.now();
  await Promise.all(begunCalls.map((call) => end(store, call)));
  await done(store, 'after_call%');
  const ms = performance.now() - begun;
  await work.stop();
  return ms;
}

/** As many chains of as many jobs, each sent by the one before it. */
async function bareChains(store: Store, count: number, length: number): Promise<number> {
  const { boss, queue } = store.jobs;
  await queue('bench');
  const id = await boss.work<{ left: number }>('bench', workerOptions, (jobs) =>
    Promise.all(
      jobs.map(async (job) => {
        if (job.data.left > 1) await boss.send('bench', { left: job.data.left - 1 });
        return { id: job.id, status: 'completed' as const };
      }),
    ),
  );
  const begun = performance.now();
  await boss.insert(
    'bench',
    Array.from({ length: count }, () => ({ data: { left: length } })),
  );
  await done(store, 'bench');
  const ms = performance.now() - begun;
  await boss.offWork('bench', { id });
  return ms;
}

/** How many jobs a call has, from those that were done. */
async function chainLength({ db }: Store): Promise<number> {
  const { rows } = await sql<{ jobs: number }>`
    select count(*)::int as jobs from pgboss.job where name like 'after_call%' and state = 'completed'`.execute(db);
  return rows[0]!.jobs / warmUpCalls;
}

/** Asks rarely, so that asking costs nothing to speak of. */
async function done({ db }: Store, queues: string): Promise<void> {
  for (let waited = 0; waited < waitMsMax; waited += 20) {
    const { rows } = await sql`
      select 1 from pgboss.job where name like ${queues} and state in ('created', 'retry', 'active') limit 1`.execute(
      db,
    );
    if (rows.length === 0) return;
    await pause(20);
  }
  throw new Error(`the jobs of ${queues} are not done after ${waitMsMax / 1_000} s`);
}

/** Ten calls a second: from the end to the first attempt at an endpoint that answers, beside one that hangs. */
async function firstAttempts(store: Store, database: string): Promise<Row[]> {
  const receiver = await startReceiver();
  const came = new Map<string, number>();
  receiver.reply = ({ path, body }) => {
    if (path.endsWith('/hangs')) return 'hang';
    came.set((JSON.parse(body) as { call_id: string }).call_id, performance.now());
    return 200;
  };
  const alone = await paced(store, receiver.url, came);
  const beside = await paced(store, receiver.url, came, `${receiver.url}/hangs`);
  await receiver.close();
  const row = (name: string, value: number): Row => ({ name: `${name}, ${database}`, value, unit: 'ms' });
  return [
    row('p50 from the end to the first webhook attempt, 10 calls a second', percentile(alone, 50)),
    row('p95 from the end to the first webhook attempt, 10 calls a second', percentile(alone, 95)),
    row('p95 beside an endpoint that hangs for 10 s each time', percentile(beside, 95)),
  ];
}

async function paced(store: Store, url: string, came: Map<string, number>, hanging?: string): Promise<number[]> {
  const endpoint = {
    agentId: null,
    events: ['call.ended' as const],
    format: 'ringoff' as const,
    includeTranscript: true,
  };
  const { endpoints } = store.webhooks;
  const made = [];
  for (const each of [url, ...(hanging ? [hanging] : [])]) {
    made.push(await endpoints.create(firstAccount, { ...endpoint, url: each }));
  }
  const work = await start(store, nothingOutside());
  const begunCalls = await newCalls(store, pacedCalls);
  const ended = new Map<string, number>();
  const first = performance.now();
  for (const [place, call] of begunCalls.entries()) {
    await pause(Math.max(0, first + place * pacedEveryMs - performance.now()));
    ended.set(call.id, performance.now());
    void end(store, call);
  }
  for (let waited = 0; waited < waitMsMax && begunCalls.some(({ id }) => !came.has(id)); waited += 20) await pause(20);
  for (const { id } of made) await endpoints.remove(firstAccount, id);
  await work.stop();
  return begunCalls.map(({ id }) => (came.get(id) ?? Infinity) - ended.get(id)!);
}

function start(store: Store, outside: OutsideTools) {
  const onError = (error: Error): void => console.error(error.message);
  const parts = { store, clock: systemClock, publicUrl: null, links: signedUrls('bench'), outside, onError };
  return startAfterCall({ ...parts, guard: addressGuard(['127.0.0.1']) });
}

/** Live, of the agent of this benchmark. */
async function newCalls(store: Store, count: number): Promise<NewCall[]> {
  const { version } = (await store.agents.get(firstAccount, agent.id))!;
  const who = { accountId: firstAccount, agentId: agent.id, agentVersion: version, direction: 'inbound' as const };
  const rest = { carrier: 'text', legId: null, from: '+15550100', to: '+15550199', intent: {}, metadata: {} };
  const made = Array.from({ length: count }, () => ({ id: newId('call'), ...who, ...rest, logFormat: 1 }));
  await Promise.all(made.map((call) => store.calls.begin(call, 'bench')));
  return made;
}

async function end(store: Store, call: NewCall): Promise<void> {
  const outcome = await store.calls.end(call.id, 1, recordOfCall(call), []);
  if (outcome !== 'ended') throw new Error(`a call was not ended: ${outcome}`);
}

function median(values: readonly number[]): number {
  return percentile(values, 50);
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))]!;
}
