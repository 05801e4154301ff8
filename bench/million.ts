/**
 * A million stored calls on PostgreSQL: how long a page of the filtered list takes, which index serves it, and how much
 * memory the export of all of them takes. Source: design proof.md, 'Benchmarks'.
 */
import { sql } from 'kysely';
import pg from 'pg';
import type { CallFilters } from '../server/store/call-list.ts';
import { firstAccount } from '../server/first-account.ts';
import { openStore, type Store } from '../server/store/store.ts';
import { findPostgres, startPostgres } from '../server/store/testing/postgres.ts';
import { recordOfCall } from '../server/testing/ended-call.ts';
import { testServer } from '../server/testing/server.ts';
import type { Row } from './row.ts';

const callsTotal = 1_000_000;
const agents = 50;
const pages = 40;
const pageCalls = 50;

export async function benchMillion(): Promise<Row[]> {
  const source = findPostgres();
  if ('missing' in source) throw new Error(source.missing);
  const server = await startPostgres(source);
  const store = await openStore({ url: server.url });
  try {
    await generate(store, server.url);
    const rows: Row[] = [];
    for (const [name, filters] of Object.entries(lists)) rows.push(...(await listed(store, name, filters)));
    return [...rows, ...(await exported(store))];
  } finally {
    await store.close();
    await server.stop();
  }
}

/** Common and rare values, and those that nobody has. */
const lists: Readonly<Record<string, CallFilters>> = {
  'no filter': {},
  'a common reason': { endedReasons: ['agent_ended'] },
  'a rare reason': { endedReasons: ['screened'] },
  'two rare reasons': { endedReasons: ['screened', 'error'] },
  'a common tag': { outcomeTag: 'completed' },
  'a rare tag': { outcomeTag: 'fraud' },
  'a tag that none has': { outcomeTag: 'none' },
  'one agent': { agentId: 'agent_7' },
  'one agent and a rare reason': { agentId: 'agent_7', endedReasons: ['screened'] },
  'a day half a year ago': { startedFrom: new Date('2026-05-20'), startedBefore: new Date('2026-05-21') },
  'a farewell that was not heard': { farewellUnheard: true },
  'a hang-up without proof': { hangUpUnconfirmed: true },
  'a rare length': { durationFromSeconds: 590 },
  'a common length': { durationFromSeconds: 60 },
  'a number': { number: '+15550000007' },
  'a number that all called': { number: '+15550199' },
  'a number that none has': { number: '+15551234' },
  'the last four digits of one': { number: '0007' },
};

/** Without indexes, which are made again afterwards, and on a connection that has no limit of time. */
async function generate(store: Store, url: string): Promise<void> {
  for (let agent = 0; agent < agents; agent++) {
    await store.agents.put(firstAccount, `agent_${agent}`, { name: `Agent ${agent}` });
  }
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query("set session_replication_role = 'replica'");
    const { rows } = await client.query<{ name: string; definition: string }>(
      "select indexname as name, indexdef as definition from pg_indexes where tablename = 'call' and indexname <> 'call_pkey'",
    );
    for (const { name } of rows) await client.query(`drop index ${name}`);
    const { call_id: _, ...record } = recordOfCall(sample);
    await client.query(insertion, [JSON.stringify(record), callsTotal, agents, firstAccount]);
    for (const { definition } of rows) await client.query(definition);
    await client.query('vacuum analyze call');
  } finally {
    await client.end();
  }
}

const insertion = `
  insert into call (id, account_id, agent_id, agent_version, direction, carrier, from_number, to_number, intent, state,
    lease_node, lease_epoch, lease_until, started_at, answered_at, ended_at, ended_reason, trigger, outcome_tags, record,
    log_format)
  select 'call_' || md5(n::text), $4::text, agent, 1, 'inbound', 'sip', number, '+15550199', '{}', 'ended',
    'bench', 1, at, at, at, at + make_interval(secs => seconds), reason, 'tool', tags,
    $1::jsonb || jsonb_build_object('call_id', 'call_' || md5(n::text), 'agent_id', agent, 'from', number,
      'started_at', at, 'duration_seconds', seconds, 'ended_reason', reason, 'outcome_tags', to_jsonb(tags),
      'farewell', jsonb_build_object('text', 'Goodbye!', 'source', 'tool_message', 'rescues', 0, 'heard_share', 1,
        'heard', case when n % 9973 = 0 then 'failed' else 'confirmed' end),
      'hang_up', jsonb_build_object('attempts', 1, 'latency_ms', 200, 'leaked_seconds', 0,
        'proof', case when n % 9967 = 0 then 'accepted' else 'far_end_confirmed' end)), 1
  from (
    select n, 'agent_' || (n % $3::int) as agent, '+1555' || lpad((n * 7919 % 10000000)::text, 7, '0') as number,
      timestamptz '2026-01-01' + n * interval '25 seconds' as at,
      case when n % 20011 = 0 then 595 else n % 590 end as seconds,
      case when n % 10007 = 0 then 'screened' when n % 5003 = 0 then 'error' when n % 3 = 0 then 'caller_hangup'
        else 'agent_ended' end as reason,
      case when n % 10009 = 0 then array['fraud'] when n % 2 = 0 then array['completed'] else array['lead'] end as tags
    from generate_series(0::bigint, $2::bigint - 1) as n
  ) made`;

async function listed(store: Store, name: string, filters: CallFilters): Promise<Row[]> {
  const before = await scans(store);
  const times: number[] = [];
  for (let page = 0; page < pages; page++) {
    const begun = performance.now();
    await store.calls.list(firstAccount, { limit: pageCalls, filters });
    times.push(performance.now() - begun);
  }
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(pages * 0.95)]!;
  const after = await scans(store);
  const used = [...after].filter(([index, count]) => count > (before.get(index) ?? 0)).map(([index]) => index);
  return [{ name: `p95 of a page of the list: ${name} (${used.join(', ')})`, value: p95, unit: 'ms' }];
}

/** How often each index was read, and the whole table, by the statistics of the connection that the lists go by. */
async function scans({ db }: Store): Promise<Map<string, number>> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ name: string; count: number }>`
    select indexrelname as name, idx_scan as count from pg_stat_user_indexes where relname = 'call'
    union all select 'the whole table', seq_scan from pg_stat_user_tables where relname = 'call'`.execute(db);
  return new Map(rows.map(({ name, count }) => [name, count]));
}

/** By HTTP, as a client reads it. This process is the client, too, and keeps nothing. */
async function exported(store: Store): Promise<Row[]> {
  const server = await testServer(store, { config: { role: 'web' } });
  const begun = performance.now();
  const answer = await server.send('/v1/exports?format=jsonl');
  let bytes = 0;
  let lines = 0;
  let early = 0;
  let peak = 0;
  for await (const piece of answer.body!) {
    bytes += piece.length;
    for (const byte of piece) if (byte === 10) lines += 1;
    const rss = process.memoryUsage.rss() / 1e6;
    if (lines < callsTotal / 10) early = Math.max(early, rss);
    peak = Math.max(peak, rss);
  }
  const seconds = (performance.now() - begun) / 1_000;
  await server.close();
  if (lines !== callsTotal) throw new Error(`the export has ${lines} of ${callsTotal} calls`);
  return [
    { name: 'export of all as JSON lines', value: lines / seconds, unit: 'calls/s' },
    { name: 'its size', value: bytes / 1e6, unit: 'MB' },
    { name: 'memory of the process, the most during the first tenth', value: early, unit: 'MB' },
    { name: 'memory of the process, the most during all of it', value: peak, unit: 'MB' },
  ];
}

const sample = {
  id: 'call_sample',
  accountId: firstAccount,
  agentId: 'agent_0',
  agentVersion: 1,
  direction: 'inbound' as const,
  carrier: 'sip',
  legId: null,
  from: '+15550100',
  to: '+15550199',
  intent: {},
  logFormat: 1,
  metadata: {},
};
