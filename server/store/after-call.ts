import { type Kysely, sql, type Transaction } from 'kysely';
import type { WebhookTarget } from '../../after-call/delivery.ts';
import type { EndedCall, Step, StepOutcome } from '../../after-call/step.ts';
import type { CallRecord } from '../../contract/call.ts';
import type { WebhookEvent } from '../../contract/webhook-words.ts';
import { groupQueue } from './group-queue.ts';
import { afterCallQueue, type AfterCallJob, type Jobs, waitingQueue } from './jobs.ts';
import { type JsonObject, storableText, toJsonText } from './json.ts';
import type { Tables } from './tables.ts';
import { addDeliveries, type CallDelivery, type EventSource, targetsOf } from './webhook-deliveries.ts';

export type Completion = 'completed' | 'done_before' | 'deleted';

type Sending = Pick<Jobs, 'sendInTransaction'>;

/** What the work on a step begins with. `again`: it was begun before, and failed. */
export type StepCall = Omit<EndedCall, 'agent'> & { document: JsonObject; again: boolean };

/** Steps that are worked on at the same time are read together, and written in one transaction. */
export type AfterCallWork = {
  /** Null: the step is done, or the call was deleted, and there is nothing to do. */
  read(job: AfterCallJob, step: Step): Promise<StepCall | null>;
  /**
   * What came of a step, that it is done, and the jobs of the steps behind it, in one transaction. When it was done
   * already, or its call was deleted meanwhile, nothing is written.
   */
  complete(job: AfterCallJob, step: Step, outcome: StepOutcome, behind: readonly Step[]): Promise<Completion>;
};

export function afterCallStore(db: Kysely<Tables>, jobs: Sending): AfterCallWork {
  const read = groupQueue((asked: readonly Asked[]) => readStepCalls(db, asked), { gather: true });
  const complete = groupQueue((done: readonly DoneStep[]) => completeSteps(db, jobs, done), { gather: true });
  return {
    read: ({ callId, accountId }, { name }) =>
      read({ callId, text: toJsonText({ id: callId, accountId, step: name }) }),
    complete: async (job, step, outcome, behind) => complete(doneStep(job, step, outcome, behind)),
  };
}

export function queueOf(step: Step): string {
  return step.waits ? waitingQueue : afterCallQueue;
}

type Asked = { readonly callId: string; readonly text: string };

async function readStepCalls(db: Kysely<Tables>, asked: readonly Asked[]): Promise<(StepCall | null)[]> {
  const { rows } = await sql<StepRow>`
    select call.id, call.account_id, record, carrier, document, call_step.state as step_state
    from jsonb_to_recordset(${asArray(asked)}::jsonb) as a (id text, "accountId" text, step text)
      join call on call.id = a.id and call.account_id = a."accountId"
      join agent_version v
        on v.account_id = call.account_id and v.agent_id = call.agent_id and v.version = call.agent_version
      left join call_step on call_step.call_id = call.id and call_step.step = a.step`.execute(db);
  const found = new Map(rows.map((row) => [row.id, row]));
  return asked.map(({ callId }) => toStepCall(found.get(callId)));
}

type StepRow = {
  id: string;
  account_id: string;
  record: JsonObject | null;
  carrier: string;
  document: JsonObject;
  step_state: string | null;
};

function toStepCall(row: StepRow | undefined): StepCall | null {
  if (!row?.record || row.step_state === 'done') return null;
  const { account_id: accountId, carrier, document, step_state } = row;
  return { accountId, carrier, record: row.record as unknown as CallRecord, document, again: step_state !== null };
}

/** `text`: what is marked and found, as JSON ready for the statement. */
type DoneStep = {
  readonly callId: string;
  readonly text: string;
  job: AfterCallJob;
  told: NonNullable<StepOutcome['told']>;
  behind: readonly Step[];
};

function doneStep(
  job: AfterCallJob,
  step: Step,
  { findings, told = [] }: StepOutcome,
  behind: readonly Step[],
): DoneStep {
  const { callId, accountId } = job;
  const isFound = findings !== undefined && Object.keys(findings).length > 0;
  const text = toJsonText({
    id: callId,
    accountId,
    step: step.name,
    ...(isFound && { findings, tags: findings.outcome_tags?.map(storableText) ?? null }),
  });
  return { callId, text, job, told, behind };
}

/** Each stands under its call once. */
function completeSteps(db: Kysely<Tables>, jobs: Sending, done: readonly DoneStep[]): Promise<Completion[]> {
  return db.transaction().execute(async (trx) => {
    const held = new Map((await markDone(trx, done)).map((row) => [row.id, row]));
    const completed = done.filter(({ callId }) => held.get(callId)?.marked);
    await tell(trx, jobs, completed, held);
    for (const queue of [afterCallQueue, waitingQueue]) {
      const next = completed.flatMap(({ job, behind }) =>
        behind.filter((step) => queueOf(step) === queue).map((step) => ({ ...job, step: step.name })),
      );
      if (next.length > 0) await jobs.sendInTransaction(trx, queue, ...next);
    }
    return done.map(({ callId }) => {
      const row = held.get(callId);
      if (!row) return 'deleted';
      return row.marked ? 'completed' : 'done_before';
    });
  });
}

/** `end_block`: of a flow, where the call ended. */
type HeldCall = { id: string; agent_id: string; end_block: string | null; marked: boolean };

/** Holds the rows of the calls, in the order of their ids, so that no deletion comes between. */
async function markDone(trx: Transaction<Tables>, done: readonly DoneStep[]): Promise<HeldCall[]> {
  const { rows } = await sql<HeldCall>`
    with asked as materialized (
      select * from jsonb_to_recordset(${asArray(done)}::jsonb) as a (
        id text, "accountId" text, step text, findings jsonb, tags text[]
      )
    ), held as materialized (
      select call.id, call.account_id, call.agent_id, call.record -> 'flow' ->> 'end_block' as end_block, asked.step
      from call join asked on asked.id = call.id and asked."accountId" = call.account_id
      order by call.id for update of call
    ), marked as (
      insert into call_step (call_id, account_id, step, state)
      select id, account_id, step, 'done' from held
      on conflict (call_id, step) do update set state = 'done', error = null, updated_at = now()
        where call_step.state <> 'done'
      returning call_id
    ), found as (
      update call set record = call.record || asked.findings, outcome_tags = coalesce(asked.tags, call.outcome_tags)
      from asked join marked on marked.call_id = asked.id
      where call.id = asked.id and asked.findings is not null
    )
    select held.id, held.agent_id, held.end_block, marked.call_id is not null as marked
    from held left join marked on marked.call_id = held.id`.execute(trx);
  return rows;
}

/** Endpoints are sought once for all calls of an agent that ended in the same block. */
async function tell(
  trx: Transaction<Tables>,
  jobs: Sending,
  completed: readonly DoneStep[],
  held: ReadonlyMap<string, HeldCall>,
): Promise<void> {
  const sought = new Map<string, Promise<WebhookTarget[]>>();
  const targets = (accountId: string, source: EventSource, event: WebhookEvent): Promise<WebhookTarget[]> => {
    const key = JSON.stringify([accountId, source.agentId, source.endBlock, event]);
    if (!sought.has(key)) sought.set(key, targetsOf(trx, accountId, source, event));
    return sought.get(key)!;
  };
  const byAccount = new Map<string, CallDelivery[]>();
  for (const { job, told } of completed) {
    const { agent_id: agentId, end_block: endBlock } = held.get(job.callId)!;
    for (const { event, make } of told) {
      const found = await targets(job.accountId, { agentId, endBlock }, event);
      const made = found.map((target) => ({ callId: job.callId, ...make(target) }));
      byAccount.set(job.accountId, [...(byAccount.get(job.accountId) ?? []), ...made]);
    }
  }
  for (const [accountId, deliveries] of byAccount) await addDeliveries(trx, jobs, accountId, deliveries);
}

function asArray(items: readonly { text: string }[]): string {
  return `[${items.map(({ text }) => text).join(',')}]`;
}
