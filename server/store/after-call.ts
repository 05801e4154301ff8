import type { Kysely } from 'kysely';
import type { Step, StepWork } from '../../after-call/steps.ts';
import type { CallRecord } from '../../contract/call.ts';
import { afterCallQueue, type AfterCallJob, type Jobs } from './jobs.ts';
import type { Tables } from './tables.ts';
import { addDeliveries, targetsOf } from './webhook-deliveries.ts';

/**
 * Runs one step of the work after a call, with the jobs of the next steps, in one transaction. `complete` prepares the
 * record for those outside, such as the addresses in it. A call that was deleted meanwhile has nothing to be done.
 */
export function runStep(
  db: Kysely<Tables>,
  jobs: Pick<Jobs, 'sendInTransaction'>,
  job: AfterCallJob,
  step: Step,
  complete: (record: CallRecord) => CallRecord,
): Promise<void> {
  const { accountId, callId } = job;
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('call')
      .select(['agent_id', 'record'])
      .where('id', '=', callId)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    if (!row?.record) return;
    const work: StepWork = {
      call: complete(row.record as unknown as CallRecord),
      endpoints: (event) => targetsOf(trx, accountId, row.agent_id, event),
      deliver: async (deliveries) => void (await addDeliveries(trx, jobs, accountId, callId, deliveries)),
    };
    await step.run(work);
    const next = step.next.map((name) => ({ ...job, step: name }));
    if (next.length > 0) await jobs.sendInTransaction(trx, afterCallQueue, ...next);
  });
}
