import { type Kysely, sql, type Transaction } from 'kysely';
import { stepNamed } from '../../after-call/steps.ts';
import type { StepState } from '../../contract/step-words.ts';
import { queueOf } from './after-call.ts';
import type { AfterCallJob, Jobs } from './jobs.ts';
import { storableText } from './json.ts';
import type { Tables } from './tables.ts';

/** A step that failed: `waiting` for another attempt, `dead` until it is replayed, or `done` after all. */
export type CallStep = {
  callId: string;
  step: string;
  state: StepState;
  failures: number;
  error: string | null;
  updatedAt: Date;
};

export type StepPlace = { updatedAt: Date; callId: string; step: string };
export type StepPage = { limit: number; state: Exclude<StepState, 'done'>; callId?: string; before?: StepPlace };

export type CallSteps = {
  /** It failed, and will be tried again. */
  failed(job: AfterCallJob, step: string, error: string): Promise<void>;
  /** It failed for good. Keeps the error that is there when none is given. */
  died(job: AfterCallJob, step: string, error?: string): Promise<void>;
  /** The newest failure first. */
  list(accountId: string, page: StepPage): Promise<CallStep[]>;
  /** A dead step runs again from the beginning. False: there is no such dead step. */
  replay(accountId: string, callId: string, step: string): Promise<boolean>;
  /** All dead ones, or all of one name; at most 1,000 at once. Answers how many. */
  replayAll(accountId: string, step?: string): Promise<number>;
};

const replayedMax = 1_000;
const errorCharactersMax = 500;

export function callStepStore(db: Kysely<Tables>, jobs: Pick<Jobs, 'sendInTransaction'>): CallSteps {
  const mark = async (job: AfterCallJob, step: string, state: 'waiting' | 'dead', error?: string): Promise<void> => {
    const told = error === undefined ? null : storableText(error).slice(0, errorCharactersMax);
    await sql`
      insert into call_step (call_id, account_id, step, state, failures, error)
      select id, account_id, ${step}, ${state}, 1, ${told} from call where id = ${job.callId} and state = 'ended'
      on conflict (call_id, step) do update set state = excluded.state, updated_at = now(),
        failures = call_step.failures + ${error === undefined ? 0 : 1}::int,
        error = coalesce(excluded.error, call_step.error)
      where call_step.state <> 'done'`.execute(db);
  };
  return {
    failed: (job, step, error) => mark(job, step, 'waiting', error),
    died: (job, step, error) => mark(job, step, 'dead', error),
    list: (accountId, page) => list(db, accountId, page),
    replay: (accountId, callId, step) =>
      db.transaction().execute(async (trx) => (await revive(trx, jobs, accountId, { callId, step })) > 0),
    replayAll: (accountId, step) => db.transaction().execute((trx) => revive(trx, jobs, accountId, { step })),
  };
}

async function list(db: Kysely<Tables>, accountId: string, page: StepPage): Promise<CallStep[]> {
  const { before, callId } = page;
  const rows = await db
    .selectFrom('call_step')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('state', '=', page.state)
    .$if(callId !== undefined, (query) => query.where('call_id', '=', callId!))
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(updated_at, call_id, step) < (${before!.updatedAt}, ${before!.callId}, ${before!.step})`,
      ),
    )
    .orderBy('updated_at', 'desc')
    .orderBy('call_id', 'desc')
    .orderBy('step', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(({ call_id, step, state, failures, error, updated_at }) => ({
    callId: call_id,
    step,
    state,
    failures,
    error,
    updatedAt: updated_at,
  }));
}

/** With their jobs, in the caller's transaction. */
async function revive(
  trx: Transaction<Tables>,
  jobs: Pick<Jobs, 'sendInTransaction'>,
  accountId: string,
  which: { callId?: string; step?: string | undefined },
): Promise<number> {
  const { callId, step } = which;
  const { rows } = await sql<{ call_id: string; step: string }>`
    update call_step set state = 'waiting', failures = 0, updated_at = now()
    where (call_id, step) in (
      select call_id, step from call_step
      where account_id = ${accountId} and state = 'dead'
        and (${callId ?? null}::text is null or call_id = ${callId ?? null})
        and (${step ?? null}::text is null or step = ${step ?? null})
      order by updated_at limit ${replayedMax} for update skip locked
    )
    returning call_id, step`.execute(trx);
  for (const { call_id, step: name } of rows) {
    const known = stepNamed(name);
    if (known) await jobs.sendInTransaction(trx, queueOf(known), { callId: call_id, accountId, step: name });
  }
  return rows.length;
}
