import { type Kysely, sql } from 'kysely';
import type { LogEntry } from './call.ts';
import { refusal, type Refusal } from './call-lease.ts';
import { toJsonText } from './json.ts';
import type { Tables } from './tables.ts';

/**
 * Adds a batch under the lease's epoch; entries that are there already stay as they are. The call's row is locked for
 * sharing, so that no late batch of an old node slips in beside a takeover.
 */
export async function appendEntries(
  db: Kysely<Tables>,
  callId: string,
  epoch: number,
  entries: readonly LogEntry[],
): Promise<'appended' | Refusal> {
  const { rows } = await sql<{ held: number }>`
    with held as (
      select id, account_id from call
      where id = ${callId} and lease_epoch = ${epoch} and state = 'live'
      for share
    ), added as (
      insert into call_log (call_id, account_id, seq, at_ms, entry)
      select held.id, held.account_id, e.seq, e.at_ms, e.entry
      from held, jsonb_to_recordset(${toJsonText(toRecords(entries))}::jsonb) as e (seq integer, at_ms double precision, entry jsonb)
      on conflict (call_id, seq) do nothing
    )
    select count(*) as held from held`.execute(db);
  return rows[0]?.held === 1 ? 'appended' : refusal(db, callId, epoch);
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
