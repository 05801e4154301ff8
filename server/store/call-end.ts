import type { Kysely, Transaction } from 'kysely';
import { Terminal } from '../../contract/errors.ts';
import type { EndRecord, LogEntry } from './call.ts';
import { appendEntries } from './call-log.ts';
import type { Refusal } from './call-lease.ts';
import { afterCallQueue, type AfterCallJob, type Jobs } from './jobs.ts';
import { storableText, toJsonText } from './json.ts';
import type { Tables } from './tables.ts';

/**
 * Ends a call once: its last entries, its record and the first after-call job are one transaction, which holds the
 * call's row and checks the lease's epoch (design ending.md section 9). After an unknown outcome it may be repeated.
 * @throws Terminal when there is no such call.
 */
export function endCall(
  db: Kysely<Tables>,
  jobs: Pick<Jobs, 'sendInTransaction'>,
  callId: string,
  epoch: number,
  record: EndRecord,
  entries: readonly LogEntry[],
): Promise<'ended' | Refusal> {
  return db.transaction().execute(async (trx) => {
    const call = await lockCall(trx, callId);
    if (call.lease_epoch !== epoch) return 'fenced';
    if (call.state === 'ended') return 'already_ended';
    if (entries.length > 0) await appendEntries(trx, callId, epoch, entries);
    await writeEnd(trx, callId, record);
    const job: AfterCallJob = { callId, accountId: call.account_id };
    await jobs.sendInTransaction(trx, afterCallQueue, job);
    return 'ended';
  });
}

async function lockCall(trx: Transaction<Tables>, callId: string) {
  const call = await trx
    .selectFrom('call')
    .select(['account_id', 'state', 'lease_epoch'])
    .where('id', '=', callId)
    .forUpdate()
    .executeTakeFirst();
  if (!call) throw new Terminal(`There is no call ${callId}`);
  return call;
}

async function writeEnd(trx: Transaction<Tables>, callId: string, record: EndRecord): Promise<void> {
  const reason = record.custom_end_call_reason;
  await trx
    .updateTable('call')
    .set({
      state: 'ended',
      answered_at: record.answered_at === null ? null : new Date(record.answered_at),
      ended_at: new Date(record.ended_at),
      ended_reason: record.ended_reason,
      trigger: record.trigger,
      custom_end_call_reason: reason == null ? null : storableText(reason),
      outcome_tags: record.outcome_tags.map(storableText),
      record: toJsonText(record),
    })
    .where('id', '=', callId)
    .execute();
}
