/** A server's whole keep, and everything that can be read of it, to be compared. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { newId } from '../../store/ids.ts';
import { type Store } from '../../store/store.ts';
import { account, beginCall, entriesTo } from '../../store/testing/samples.ts';
import { beginAndEnd } from '../../testing/ended-call.ts';
import { testServer } from '../../testing/server.ts';
import { workedAgent, workedCall } from '../../testing/worked-call.ts';
import { afterCallQueue } from '../../store/jobs.ts';
import { tablesOf } from '../table-rows.ts';

export type Keep = { dataDir: string; recordingsDir: string };

const endedCalls = ['call_a', 'call_b'] as const;

/** Something in every table, jobs that wait, recordings and a data log. */
export async function fillKeep(store: Store, { dataDir, recordingsDir }: Keep): Promise<void> {
  const { endpoints, deliveries } = store.webhooks;
  const endpoint = { agentId: null, events: ['call.ended' as const], format: 'ringoff' as const };
  const { id } = await endpoints.create(account, { ...endpoint, url: 'https://a.example/', includeTranscript: true });
  await endpoints.rotate(account, id, 3_600);
  for (const callId of endedCalls) {
    const record = await beginAndEnd(store, await workedCall(store, workedAgent, { id: callId, from: '+15550100066' }));
    const payload = { event: 'sms.sent' as const, call_id: callId, agent_id: record.agent_id, to: '+15550100066' };
    const order = { endpointId: id, url: null, format: 'ringoff' as const };
    await deliveries.add(account, callId, [
      { ...order, id: newId('msg'), payload: { ...payload, text: 'Ä "q" \\ \u2028 🙂\n\t', message_id: null } },
    ]);
  }
  const live = await beginCall(store, 'node_a', { id: 'call_live', metadata: { nothing: null, deep: [1.5e300, 'x'] } });
  await store.calls.append(live.id, 1, entriesTo(200));
  await store.credit.add(account, { amount: '12.345678', note: 'Ö', idempotencyKey: 'pay' });
  await store.callOrders.give(account, live.id, { type: 'end', farewell: true }, false);
  await sql`insert into webhook_endpoint_block (endpoint_id, block, events, format, include_transcript)
    values (${id}, 'booked', '{call.ended}', 'ringoff', false)`.execute(store.db);
  const job = { callId: 'call_a', accountId: account };
  await store.steps.died({ ...job, step: 'summary' }, 'summary', 'The model said:\nno');
  await sql`insert into call_message (call_id, kind, account_id, intended, begun_at, claimed_until)
    values ('call_a', 'sms', ${account}, '{"to": "+15550100066"}', now(), now())`.execute(store.db);
  await store.smsWishes.put(account, '+15550100066', 'stopped', 'message');
  const { id: keyId } = await store.keys.create(account, 'kept');
  await store.sessions.create(keyId);
  await store.keys.createLink(account);
  await sql`insert into secret (name, value) values ('signed_urls', 'kept') on conflict do nothing`.execute(store.db);
  await sql`insert into webhook_attempt (delivery_id, account_id, number, started_at, ms, status, answer)
    select id, account_id, 1, now(), 12, 500, 'no' from webhook_delivery`.execute(store.db);
  await sql`update pgboss.job set start_after = now() + interval '1 day', retry_count = 3, state = 'retry'
    where name = ${afterCallQueue} and data->>'callId' = 'call_a'`.execute(store.db);
  mkdirSync(join(recordingsDir, '2030-01-02'), { recursive: true });
  writeFileSync(join(recordingsDir, '2030-01-02', 'call_a.wav'), Buffer.alloc(300_000, 'sound'));
  writeFileSync(join(recordingsDir, '2030-01-02', 'call_b.wav'), '');
  mkdirSync(join(dataDir, 'log'), { recursive: true });
  writeFileSync(join(dataDir, 'log', 'calls.1.jsonl'), '{"call_id":"call_a"}\n');
}

/** Every row of every table, and the jobs that are to be done. */
export async function rowsIn({ db }: Pick<Store, 'db'>): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of await tablesOf(db)) {
    const { rows } = await sql<{ row: string }>`select row_to_json(t)::text as row from ${sql.table(table)} t`.execute(
      db,
    );
    found[table] = rows.map(({ row }) => row).sort();
  }
  const jobs = await sql<{ row: string }>`
    select row_to_json(j)::text as row from (select id, name, data, start_after, retry_count, priority from pgboss.job
      where state in ('created', 'retry', 'active')) j`.execute(db);
  found['jobs'] = jobs.rows.map(({ row }) => row).sort();
  return found;
}

/** Names, contents and times of the files that are kept. */
export function filesIn({ dataDir, recordingsDir }: Keep): Record<string, [string, number]> {
  const found: Record<string, [string, number]> = {};
  for (const [name, folder] of [
    ['log', join(dataDir, 'log')],
    ['recordings', recordingsDir],
  ] as const) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      found[`${name}/${entry.name}`] = [readFileSync(path, 'utf8'), Math.floor(statSync(path).mtimeMs / 1_000)];
    }
  }
  return found;
}

const paths = [
  '/v1/account',
  '/v1/agents',
  '/v1/agents/agent_worked/versions',
  '/v1/calls',
  '/v1/steps',
  '/v1/sms/stops',
  '/v1/webhooks',
  '/v1/webhooks/deliveries',
  '/v1/exports?format=csv',
  ...endedCalls.flatMap((id) => ['', '/transcript', '/timeline'].map((part) => `/v1/calls/${id}${part}`)),
  '/v1/calls/call_live/timeline',
];

/** What the API tells, by a process that changes nothing. Signed addresses are made anew each time. */
export async function answersOf(store: Store, { recordingsDir }: Pick<Keep, 'recordingsDir'>): Promise<string[]> {
  const server = await testServer(store, { config: { role: 'web', recordingsDir } });
  try {
    const answers: string[] = [];
    for (const path of paths) {
      const answer = await server.send(path);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
      answers.push(`${path} ${(await answer.text()).replaceAll(/https?:[^",]*\?[^",]*/g, '(signed)')}`);
    }
    return answers;
  } finally {
    await server.close();
    await store.db.deleteFrom('api_key').where('label', '=', 'test').execute();
  }
}
