import { type Kysely, sql, type Transaction } from 'kysely';
import type { EndedCall, Step, StepOutcome } from '../../after-call/step.ts';
import type { CallRecord } from '../../contract/call.ts';
import { afterCallQueue, type AfterCallJob, type Jobs, waitingQueue } from './jobs.ts';
import { type JsonObject, storableText, toJsonText } from './json.ts';
import type { Tables } from './tables.ts';
import { addDeliveries, targetsOf } from './webhook-deliveries.ts';

export type Completion = 'completed' | 'done_before' | 'deleted';

type Sending = Pick<Jobs, 'sendInTransaction'>;

/** What the work on a step begins with. `again`: it was begun before, and failed. */
export type StepCall = Omit<EndedCall, 'agent'> & { document: JsonObject; again: boolean };

/** Null: the step is done, or the call was deleted, and there is nothing to do. */
export async function readStepCall(db: Kysely<Tables>, job: AfterCallJob, step: Step): Promise<StepCall | null> {
  const row = await db
    .selectFrom('call')
    .innerJoin('agent_version', (join) =>
      join
        .onRef('agent_version.account_id', '=', 'call.account_id')
        .onRef('agent_version.agent_id', '=', 'call.agent_id')
        .onRef('agent_version.version', '=', 'call.agent_version'),
    )
    .leftJoin('call_step', (join) => join.onRef('call_step.call_id', '=', 'call.id').on('step', '=', step.name))
    .select(['record', 'carrier', 'document', 'call_step.state as step_state'])
    .where('call.id', '=', job.callId)
    .where('call.account_id', '=', job.accountId)
    .executeTakeFirst();
  if (!row?.record || row.step_state === 'done') return null;
  const record = row.record as unknown as CallRecord;
  const { carrier, document, step_state } = row;
  return { accountId: job.accountId, carrier, record, document, again: step_state !== null };
}

/**
 * What came of a step, that it is done, and the jobs of the steps behind it, in one transaction. When it was done
 * already, or its call was deleted meanwhile, nothing is written.
 */
export function completeStep(
  db: Kysely<Tables>,
  jobs: Sending,
  job: AfterCallJob,
  step: Step,
  outcome: StepOutcome,
  behind: readonly Step[],
): Promise<Completion> {
  return db.transaction().execute(async (trx) => {
    const marked = await markDone(trx, job, step);
    if (marked !== 'completed') return marked;
    const { findings, told = [] } = outcome;
    if (findings && Object.keys(findings).length > 0) await writeFindings(trx, job.callId, findings);
    const agentId = told.length > 0 ? await agentOf(trx, job) : '';
    for (const { event, make } of told) {
      const targets = await targetsOf(trx, job.accountId, agentId, event);
      await addDeliveries(trx, jobs, job.accountId, job.callId, targets.map(make));
    }
    for (const next of behind) await jobs.sendInTransaction(trx, queueOf(next), { ...job, step: next.name });
    return 'completed';
  });
}

export function queueOf(step: Step): string {
  return step.waits ? waitingQueue : afterCallQueue;
}

/** Holds the call's row, so that no deletion comes between. */
async function markDone(
  trx: Transaction<Tables>,
  { callId, accountId }: AfterCallJob,
  step: Step,
): Promise<Completion> {
  const { rows } = await sql<{ held: number; marked: number }>`
    with held as (
      select id, account_id from call where id = ${callId} and account_id = ${accountId} for update
    ), marked as (
      insert into call_step (call_id, account_id, step, state)
      select id, account_id, ${step.name}, 'done' from held
      on conflict (call_id, step) do update set state = 'done', error = null, updated_at = now()
        where call_step.state <> 'done'
      returning step
    )
    select (select count(*) from held)::int as held, (select count(*) from marked)::int as marked`.execute(trx);
  const { held = 0, marked = 0 } = rows[0] ?? {};
  if (held === 0) return 'deleted';
  return marked === 0 ? 'done_before' : 'completed';
}

async function writeFindings(
  trx: Transaction<Tables>,
  callId: string,
  findings: NonNullable<StepOutcome['findings']>,
): Promise<void> {
  const { outcome_tags } = findings;
  await trx
    .updateTable('call')
    .set({
      record: sql<string>`record || ${toJsonText(findings)}::jsonb`,
      ...(outcome_tags && { outcome_tags: outcome_tags.map(storableText) }),
    })
    .where('id', '=', callId)
    .execute();
}

async function agentOf(trx: Transaction<Tables>, { callId }: AfterCallJob): Promise<string> {
  const { agent_id } = await trx
    .selectFrom('call')
    .select('agent_id')
    .where('id', '=', callId)
    .executeTakeFirstOrThrow();
  return agent_id;
}
