import { type Kysely, sql } from 'kysely';
import type { Intended, MessageKey, Outbox } from '../../after-call/outbox.ts';
import type { MessageState } from '../../contract/call.ts';
import { Retryable } from '../../contract/errors.ts';
import { toJsonText } from './json.ts';
import type { Tables } from './tables.ts';

/** Longer than sending can take: by then a process that has settled nothing is dead. */
const claimMs = 60_000;

/** Intents of messages, by the database's clock. */
export function outboxStore(db: Kysely<Tables>): Outbox {
  return {
    async look({ callId, kind }) {
      const row = await db
        .selectFrom('call_message')
        .select(['intended', 'begun_at', 'result', sql<boolean>`claimed_until > now()`.as('claimed')])
        .where('call_id', '=', callId)
        .where('kind', '=', kind)
        .executeTakeFirst();
      if (!row) return { now: 'absent' };
      if (row.result) return { now: 'settled', state: row.result as unknown as MessageState };
      if (row.claimed) throw new Retryable('this message is being sent by another process');
      return { now: 'interrupted', intended: row.intended as unknown as Intended, begunAt: row.begun_at };
    },

    async begin({ accountId, callId, kind }, intended) {
      const { rows } = await sql`
        insert into call_message (call_id, kind, account_id, intended, begun_at, claimed_until)
        select id, ${kind}, ${accountId}, ${toJsonText(intended)}::jsonb, now(),
          now() + make_interval(secs => ${claimMs / 1_000}::float8)
        from call where id = ${callId} and account_id = ${accountId}
        on conflict (call_id, kind) do nothing
        returning kind`.execute(db);
      return rows.length > 0;
    },

    async settle(key, state) {
      await ofKey(db.updateTable('call_message').set({ result: toJsonText(state) }), key).execute();
    },

    async takeBack(key) {
      await ofKey(db.deleteFrom('call_message'), key).where('result', 'is', null).execute();
    },
  };
}

/** Both kinds of query know the same columns. */
function ofKey<Query extends { where(column: 'call_id' | 'kind', is: '=', value: string): Query }>(
  query: Query,
  { callId, kind }: MessageKey,
): Query {
  return query.where('call_id', '=', callId).where('kind', '=', kind);
}
