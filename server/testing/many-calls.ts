/** Very many ended calls at once, put in by the database itself. */
import { sql } from 'kysely';
import { firstAccount } from '../first-account.ts';
import type { Store } from '../store/store.ts';
import { sampleCall } from '../store/testing/samples.ts';
import { recordOfCall } from './ended-call.ts';

/** Within the time that a statement has, on a slow machine too. */
const batchCalls = 2_000;

/** Of three agents, over the last `days`, one after the other; every tenth hung up by the caller, every 1,000th tagged `rare`. */
export async function addManyCalls(store: Store, count: number, days = 30): Promise<void> {
  const call = await sampleCall(store);
  for (const agent of ['agent_one', 'agent_two', 'agent_three']) {
    await store.agents.put(firstAccount, agent, { name: agent });
  }
  const turn = { role: 'caller', text: 'I would like to know when you are open, please.', at_seconds: 3, cut: false };
  const record = { ...recordOfCall(call), transcript: Array.from({ length: 12 }, () => turn) };
  for (let first = 1; first <= count; first += batchCalls) {
    await sql`
    insert into call (
      id, account_id, agent_id, agent_version, direction, carrier, from_number, to_number, intent, state,
      lease_node, lease_epoch, lease_until, started_at, answered_at, ended_at, ended_reason, trigger, outcome_tags,
      log_format, record
    )
    select 'call_many_' || n, ${firstAccount}, (array['agent_one', 'agent_two', 'agent_three'])[1 + n % 3], 1, 'inbound',
      'sip', '+1555' || lpad(n::text, 7, '0'), '+15550199', '{}', 'ended', 'node', 1, now(), at, at, at + length,
      case when n % 10 = 0 then 'caller_hangup' else 'agent_ended' end,
      case when n % 10 = 0 then 'caller' else 'tool' end,
      case when n % 1000 = 0 then array['completed', 'rare'] else array['completed'] end, 1,
      jsonb_set(jsonb_set(
        ${JSON.stringify(record)}::jsonb || jsonb_build_object(
          'call_id', 'call_many_' || n, 'duration_seconds', extract(epoch from length), 'evidence', md5(n::text)),
        '{hang_up,latency_ms}', to_jsonb(100 + (n * 7919) % 900)),
        '{farewell,heard}', to_jsonb(case when n % 20 = 0 then 'unconfirmed' else 'confirmed' end))
    from generate_series(${first}::integer, ${Math.min(count, first + batchCalls - 1)}::integer) as n,
      lateral (select now() - n * make_interval(secs => ${(days * 86_400) / count}::double precision) as at,
        make_interval(secs => 20 + n % 300) as length) as told`.execute(store.db);
  }
  await sql`analyze call`.execute(store.db);
}
