import { type Kysely, sql, type Transaction } from 'kysely';
import { erasureQueue, type ErasureJob, type Jobs } from './jobs.ts';
import type { Tables } from './tables.ts';

/** Deletes calls with everything that is kept of them; their files follow by a job of the same transaction. */
export type Erasure = {
  call(accountId: string, callId: string): Promise<'deleted' | 'live' | 'unknown'>;
  /** Every ended call from or to this number, its consent, and its STOP unless that is to be kept. */
  caller(accountId: string, number: string, keepStop: boolean): Promise<{ deleted: number; live: number }>;
  /** The account's sample calls. */
  samples(accountId: string): Promise<number>;
  /** Calls of all accounts that ended before; answers how many, a batch at most. */
  endedBefore(instant: Date): Promise<number>;
};

export const erasedAtOnceMax = 200;
/** More calls than that are left to a second request. */
const batchesMax = 500;

export function erasureStore(db: Kysely<Tables>, jobs: Pick<Jobs, 'sendInTransaction'>): Erasure {
  const ended = (which: (trx: Transaction<Tables>) => ReturnType<typeof endedCalls>): Promise<number> =>
    db.transaction().execute(async (trx) => {
      const found = await which(trx).select('id').limit(erasedAtOnceMax).forUpdate().skipLocked().execute();
      const ids = found.map(({ id }) => id);
      await eraseCalls(trx, jobs, ids);
      return ids.length;
    });
  return {
    async call(accountId, callId) {
      const deleted = await ended((trx) =>
        endedCalls(trx).where('account_id', '=', accountId).where('id', '=', callId),
      );
      if (deleted > 0) return 'deleted';
      const { rows } = await sql`select 1 from call where id = ${callId} and account_id = ${accountId}`.execute(db);
      return rows.length > 0 ? 'live' : 'unknown';
    },
    samples: (accountId) =>
      inBatches(() => ended((trx) => endedCalls(trx).where('account_id', '=', accountId).where('sample', '=', true))),
    async caller(accountId, number, keepStop) {
      const ofNumber = sql<boolean>`account_id = ${accountId}
        and (reverse(from_number) = reverse(${number}) or reverse(to_number) = reverse(${number}))`;
      const deleted = await inBatches(() => ended((trx) => endedCalls(trx).where(ofNumber)));
      await db
        .deleteFrom('sms_wish')
        .where('account_id', '=', accountId)
        .where('number', '=', number)
        .$if(keepStop, (query) => query.where('wish', '<>', 'stopped'))
        .execute();
      const left = await db
        .selectFrom('call')
        .select(sql<number>`count(*)::int`.as('count'))
        .where(ofNumber)
        .executeTakeFirstOrThrow();
      return { deleted, live: left.count };
    },
    endedBefore: (instant) => ended((trx) => endedCalls(trx).where('ended_at', '<', instant)),
  };
}

async function inBatches(erase: () => Promise<number>): Promise<number> {
  let erased = 0;
  for (let batch = 0; batch < batchesMax; batch++) {
    const count = await erase();
    erased += count;
    if (count < erasedAtOnceMax) break;
  }
  return erased;
}

const endedCalls = (trx: Transaction<Tables>) => trx.selectFrom('call').where('state', '=', 'ended');

/** Logs, steps, messages, deliveries and attempts go with their call; jobs hold its id and nothing else, and go too. */
async function eraseCalls(
  trx: Transaction<Tables>,
  jobs: Pick<Jobs, 'sendInTransaction'>,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .deleteFrom('call')
    .where('id', 'in', [...ids])
    .execute();
  await sql`delete from pgboss.job where data->>'callId' = any(${[...ids]}::text[])`.execute(trx);
  const job: ErasureJob = { callIds: ids };
  await jobs.sendInTransaction(trx, erasureQueue, job);
}
