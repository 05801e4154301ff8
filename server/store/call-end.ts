import { type Kysely, sql } from 'kysely';
import type { EndRecord, LogEntry } from './call.ts';
import { toRecords } from './call-log.ts';
import { refusal, type Refusal } from './call-lease.ts';
import { afterCallQueue, type AfterCallJob, type Jobs } from './jobs.ts';
import { storableText, toJsonText } from './json.ts';
import { sendWatches } from './leg-watch.ts';
import type { Tables } from './tables.ts';

/** One call that ended. `text`: its record and its last log entries as JSON, ready for the statement. */
export type CallEnd = {
  readonly callId: string;
  readonly epoch: number;
  readonly text: string;
  /** Its leg was not proved to be down: a durable job goes on asking. */
  readonly unproved: boolean;
};

export function callEnd(callId: string, epoch: number, record: EndRecord, entries: readonly LogEntry[]): CallEnd {
  const reason = record.custom_end_call_reason;
  const end = {
    id: callId,
    epoch,
    answered_at: record.answered_at,
    ended_at: record.ended_at,
    ended_reason: record.ended_reason,
    trigger: record.trigger,
    custom_end_call_reason: reason == null ? null : storableText(reason),
    outcome_tags: record.outcome_tags.map(storableText),
    record,
    entries: toRecords(entries),
  };
  return { callId, epoch, text: toJsonText(end), unproved: entries.some(isUnproved) };
}

/** The engine has ordered that its leg be watched. */
function isUnproved({ effects }: LogEntry): boolean {
  return Array.isArray(effects) && effects.some((effect: { type?: unknown }) => effect.type === 'watch_leg');
}

/**
 * Ends calls once, all of them in one transaction: of each its last entries, its record and the first after-call job
 * (design ending.md section 9). The row of a call is written only under the epoch of its lease and while it is live, so
 * that one whose lease was lost changes nothing and spoils nothing for the others. Rows are locked in the order of their
 * ids, as in every statement on many calls: two of them would else wait for each other. Accounts whose calls cost something
 * are charged by each second begun, in the same statement. A call may stand here once. After an unknown outcome it may be
 * repeated.
 */
export async function endCalls(
  db: Kysely<Tables>,
  jobs: Pick<Jobs, 'sendInTransaction'>,
  ends: readonly CallEnd[],
): Promise<('ended' | Refusal | Error)[]> {
  const ended = await db.transaction().execute(async (trx) => {
    const rows = await writeEnds(trx, ends);
    const first = rows.map(({ id, account_id }): AfterCallJob => ({ callId: id, accountId: account_id }));
    if (first.length > 0) await jobs.sendInTransaction(trx, afterCallQueue, ...first);
    const unproved = new Set(ends.filter((end) => end.unproved).map(({ callId }) => callId));
    await sendWatches(
      trx,
      jobs,
      rows.filter(({ id }) => unproved.has(id)),
    );
    return new Set(rows.map(({ id }) => id));
  });
  return Promise.all(
    ends.map(({ callId, epoch }) =>
      ended.has(callId) ? ('ended' as const) : refusal(db, callId, epoch).catch((error: Error) => error),
    ),
  );
}

type EndedRow = { id: string; account_id: string; carrier: string };

async function writeEnds(trx: Kysely<Tables>, ends: readonly CallEnd[]): Promise<EndedRow[]> {
  const { rows } = await sql<EndedRow>`
    with asked as materialized (
      select * from jsonb_to_recordset(${`[${ends.map(({ text }) => text).join(',')}]`}::jsonb) as a (
        id text, epoch integer, answered_at timestamptz, ended_at timestamptz, ended_reason text, trigger text,
        custom_end_call_reason text, outcome_tags text[], record jsonb, entries jsonb
      )
    ), locked as materialized (
      select call.id from call join asked on asked.id = call.id order by call.id for no key update of call
    ), ended as (
      update call set state = 'ended', answered_at = asked.answered_at, ended_at = asked.ended_at,
        ended_reason = asked.ended_reason, trigger = asked.trigger,
        custom_end_call_reason = asked.custom_end_call_reason, outcome_tags = asked.outcome_tags, record = asked.record
      from asked join locked on locked.id = asked.id
      where call.id = locked.id and call.lease_epoch = asked.epoch and call.state = 'live'
      returning call.id, call.account_id, call.carrier,
        ceil(extract(epoch from call.ended_at - call.answered_at)) as seconds
    ), added as (
      insert into call_log (call_id, account_id, seq, at_ms, entry)
      select ended.id, ended.account_id, e.seq, e.at_ms, e.entry
      from ended join asked on asked.id = ended.id,
        jsonb_to_recordset(asked.entries) as e (seq integer, at_ms double precision, entry jsonb)
      on conflict (call_id, seq) do nothing
    ), payer as materialized (
      select id, price_per_minute / 60 as price from account
      where id in (select account_id from ended where seconds > 0) and price_per_minute > 0 and balance is not null
      order by id for no key update
    ), charge as materialized (
      select ended.id as call_id, payer.id as account_id, round(ended.seconds * payer.price, 6) as amount
      from ended join payer on payer.id = ended.account_id where ended.seconds > 0
    ), paid as (
      update account set balance = balance - (select sum(amount) from charge where charge.account_id = account.id)
      from payer where account.id = payer.id
    ), entered as (
      insert into credit_entry (account_id, id, kind, amount, call_id)
      select account_id, 'credit_' || replace(gen_random_uuid()::text, '-', ''), 'charged', -amount, call_id from charge
    )
    select id, account_id, carrier from ended`.execute(trx);
  return rows;
}
