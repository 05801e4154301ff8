/**
 * How many ends of calls the embedded database stores a second, each with its last log entries, its record and its first
 * job, and how long one takes that comes alone. Beside it, in the same run and the same database: bare inserts of as many
 * bytes, each synced to the disk by its own commit, as every end is. Source: design ending.md section 9.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { firstAccount } from '../server/first-account.ts';
import type { EndRecord, LogEntry } from '../server/store/call.ts';
import { newId } from '../server/store/ids.ts';
import { toJsonText } from '../server/store/json.ts';
import { openStore, type Store } from '../server/store/store.ts';
import type { Row } from './row.ts';

const callsAtOnce = 1_000;
const callsAlone = 200;
/** Until code is compiled. */
const warmUpCalls = 100;
/** What a call has not written yet when it ends. */
const lastEntries = 6;
const peer = 'bare inserts, each synced';

export async function benchEnds(): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ringoff-bench-'));
  const store = await openStore({ dataDir });
  try {
    return await measure(store);
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(store: Store): Promise<Row[]> {
  await sql`create table bench_row (id text primary key, body jsonb not null)`.execute(store.db);
  await endAll(store, await beginCalls(store, warmUpCalls));
  await insertAll(store, warmUpCalls);
  const bareMs = await insertAll(store, callsAtOnce);
  const atOnceMs = await endAll(store, await beginCalls(store, callsAtOnce));
  const aloneMs = await endOneByOne(store, await beginCalls(store, callsAlone));
  const bareAloneMs = await insertOneByOne(store, callsAlone);
  const bare = callsAtOnce / (bareMs / 1_000);
  const atOnce = callsAtOnce / (atOnceMs / 1_000);
  const ofOne = aloneMs / callsAlone;
  return [
    { name: `ends a second, ${callsAtOnce} at once`, value: atOnce, unit: 'calls/s', peer, ratio: atOnce / bare },
    { name: `${peer}, ${callsAtOnce} at once`, value: bare, unit: 'rows/s' },
    { name: 'one end alone', value: ofOne, unit: 'ms', peer, ratio: ofOne / (bareAloneMs / callsAlone) },
    { name: 'ends that are stored, and their jobs', value: await storedWhole(store), unit: 'calls' },
  ];
}

async function beginCalls(store: Store, count: number): Promise<string[]> {
  const { id: agentId, version: agentVersion } = await store.agents.put(firstAccount, 'bench', { name: 'Bench' });
  const ids = Array.from({ length: count }, () => newId('call'));
  const call = { accountId: firstAccount, agentId, agentVersion, direction: 'inbound' as const, carrier: 'text' };
  const rest = { legId: null, from: '+15550100', to: '+15550199', intent: {}, logFormat: 1, metadata: {} };
  await Promise.all(ids.map((id) => store.calls.begin({ id, ...call, ...rest }, 'bench')));
  return ids;
}

async function endAll(store: Store, ids: readonly string[]): Promise<number> {
  const begun = performance.now();
  await Promise.all(ids.map((id) => end(store, id)));
  return performance.now() - begun;
}

async function endOneByOne(store: Store, ids: readonly string[]): Promise<number> {
  const begun = performance.now();
  for (const id of ids) await end(store, id);
  return performance.now() - begun;
}

async function end(store: Store, id: string): Promise<void> {
  const outcome = await store.calls.end(id, 1, record, entries);
  if (outcome !== 'ended') throw new Error(`a call was not ended: ${outcome}`);
}

async function insertAll(store: Store, count: number): Promise<number> {
  const begun = performance.now();
  await Promise.all(Array.from({ length: count }, () => insert(store)));
  return performance.now() - begun;
}

async function insertOneByOne(store: Store, count: number): Promise<number> {
  const begun = performance.now();
  for (let done = 0; done < count; done++) await insert(store);
  return performance.now() - begun;
}

async function insert({ db }: Store): Promise<void> {
  await sql`insert into bench_row (id, body) values (${newId('call')}, ${body}::jsonb)`.execute(db);
}

/** Calls of this run with all of: the record, every entry, one job. */
async function storedWhole({ db }: Store): Promise<number> {
  const { rows } = await sql<{ calls: number }>`
    select count(*) as calls from call
    where state = 'ended' and (select count(*) from call_log where call_id = call.id) = ${lastEntries}
      and (select count(*) from pgboss.job where data ->> 'callId' = call.id) = 1`.execute(db);
  return rows[0]?.calls ?? 0;
}

const entries: readonly LogEntry[] = Array.from({ length: lastEntries }, (_, seq) => ({
  seq,
  at: seq * 250.5,
  event: { type: 'line.played', utteranceId: `u${seq}`, heardText: 'Thank you for calling. Goodbye!' },
  effects: [{ type: 'line.say', utteranceId: `u${seq}`, text: 'Thank you for calling. Goodbye!' }],
}));

const record: EndRecord = {
  answered_at: '2026-01-02T03:04:05.678Z',
  ended_at: '2026-01-02T03:06:05.678Z',
  ended_reason: 'agent_ended',
  trigger: 'tool',
  outcome_tags: ['completed'],
  transcript: Array.from({ length: 12 }, (_, turn) => ({
    role: turn % 2 === 0 ? 'agent' : 'caller',
    text: 'I would like to move my appointment to Thursday morning, please.',
    at_seconds: turn * 5,
    cut: false,
  })),
};

/** The same bytes as an end. */
const body = toJsonText({ record, entries });
