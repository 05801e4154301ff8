import { type Kysely, sql } from 'kysely';
import { type LogEntry, type StoredCall, toCall } from './call.ts';
import { toJsonText } from './json.ts';
import type { CallRow, Tables } from './tables.ts';

/** Where a reader stands in the log of a call: at the entry with this `seq`. */
export type Mark = { callId: string; next: number };
export type FarCall = Omit<StoredCall, 'record' | 'intent'>;
/** A call as it is now, and what its log holds from the mark on. */
export type FarNews = { call: FarCall; entries: LogEntry[] };

/** Calls that other nodes drive, as they get stored. */
export type FarCallLogs = {
  /** The live ones that `node` does not hold, newest first, each with the end of its log; and the database's time before that. */
  standing(accountId: string, node: string): Promise<{ at: Date; calls: (Mark & { startedAt: Date })[] }>;
  news(accountId: string, marks: readonly Mark[]): Promise<FarNews[]>;
};

const standingMax = 2_000;

export function farCallStore(db: Kysely<Tables>): FarCallLogs {
  return {
    async standing(accountId, node) {
      const { rows } = await sql<{ at: Date; id: string | null; started_at: Date; next: number }>`
        select clock.at, live.* from (select clock_timestamp() as at) clock left join lateral (
          select id, started_at, (select coalesce(max(seq) + 1, 0) from call_log where call_id = call.id) as next
          from call where account_id = ${accountId} and state = 'live' and lease_node <> ${node}
          order by started_at desc, id desc limit ${sql.lit(standingMax)}
        ) live on true`.execute(db);
      const calls = rows.flatMap(({ id, started_at: startedAt, next }) =>
        id === null ? [] : [{ callId: id, startedAt, next }],
      );
      return { at: rows[0]!.at, calls };
    },
    /** The calls before their logs, so that the log of one that has ended is whole. */
    async news(accountId, marks) {
      const calls = await callsOf(db, accountId, marks);
      const { rows } = await sql<{ call_id: string; seq: number; at_ms: number; entry: object }>`
        select l.call_id, l.seq, l.at_ms, l.entry
        from jsonb_to_recordset(${toJsonText(marks)}::jsonb) as m ("callId" text, next integer)
        join call_log l on l.call_id = m."callId" and l.seq >= m.next
        where l.account_id = ${accountId}
        order by l.call_id, l.seq`.execute(db);
      const entries = Map.groupBy(rows, ({ call_id }) => call_id);
      return calls.map((call) => ({
        call,
        entries: (entries.get(call.id) ?? []).map(({ seq, at_ms: at, entry }) => ({ seq, at, ...entry })),
      }));
    },
  };
}

async function callsOf(db: Kysely<Tables>, accountId: string, marks: readonly Mark[]): Promise<FarCall[]> {
  const ids = JSON.stringify(marks.map(({ callId }) => callId));
  const { rows } = await sql<CallRow>`
    select id, account_id, agent_id, agent_version, direction, carrier, leg_id, from_number, to_number, state,
      lease_node, lease_epoch, lease_until, started_at, answered_at, ended_at, ended_reason, trigger,
      custom_end_call_reason, outcome_tags, log_format, metadata, '{}'::jsonb as intent, null::jsonb as record
    from call where id in (select jsonb_array_elements_text(${ids}::jsonb))
      and account_id = ${accountId}`.execute(db);
  return rows.map((row) => {
    const { record: _record, intent: _intent, ...call } = toCall(row);
    return call;
  });
}
