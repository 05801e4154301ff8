import { type Kysely, sql } from 'kysely';
import type { LogEntry } from './call.ts';
import { refusal, type Refusal } from './call-lease.ts';
import { toJsonText } from './json.ts';
import type { Tables } from './tables.ts';

/** One call's next log entries. `text`: the same as JSON, ready for the statement. */
export type CallEntries = { readonly callId: string; readonly epoch: number; readonly text: string };

export function callEntries(callId: string, epoch: number, entries: readonly LogEntry[]): CallEntries {
  return { callId, epoch, text: toJsonText({ id: callId, epoch, entries: toRecords(entries) }) };
}

/**
 * Adds a batch to each call, under the epoch of its lease; entries that are there already stay as they are. The rows of
 * the calls are locked for sharing, in the order of their ids, so that no late batch of an old node slips in beside a
 * takeover. A call may stand here once.
 */
export async function appendEntries(
  db: Kysely<Tables>,
  batches: readonly CallEntries[],
): Promise<('appended' | Refusal | Error)[]> {
  const { rows } = await sql<{ id: string }>`
    with asked as materialized (
      select * from jsonb_to_recordset(${`[${batches.map(({ text }) => text).join(',')}]`}::jsonb) as a (
        id text, epoch integer, entries jsonb
      )
    ), held as materialized (
      select call.id, call.account_id, asked.entries from call join asked on asked.id = call.id
      where call.lease_epoch = asked.epoch and call.state = 'live'
      order by call.id for share of call
    ), added as (
      insert into call_log (call_id, account_id, seq, at_ms, entry)
      select held.id, held.account_id, e.seq, e.at_ms, e.entry
      from held, jsonb_to_recordset(held.entries) as e (seq integer, at_ms double precision, entry jsonb)
      on conflict (call_id, seq) do nothing
    )
    select id from held`.execute(db);
  const appended = new Set(rows.map(({ id }) => id));
  return Promise.all(
    batches.map(({ callId, epoch }) =>
      appended.has(callId) ? ('appended' as const) : refusal(db, callId, epoch).catch((error: Error) => error),
    ),
  );
}

/** In order, as they were appended. */
export async function readEntries(db: Kysely<Tables>, accountId: string, callId: string): Promise<LogEntry[]> {
  const rows = await db
    .selectFrom('call_log')
    .select(['seq', 'at_ms', 'entry'])
    .where('call_id', '=', callId)
    .where('account_id', '=', accountId)
    .orderBy('seq')
    .execute();
  return rows.map(({ seq, at_ms: at, entry }) => ({ seq, at, ...entry }));
}

/** As jsonb_to_recordset reads them: a whole batch is one parameter. */
export function toRecords(entries: readonly LogEntry[]) {
  return entries.map(({ seq, at, ...entry }) => ({ seq, at_ms: at, entry }));
}
