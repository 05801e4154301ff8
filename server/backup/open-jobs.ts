/** The jobs that are still to be done, on their way from one database into another. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { fromKysely, type JobInsert } from 'pg-boss';
import { Terminal } from '../../contract/errors.ts';
import type { Jobs } from '../store/jobs.ts';
import type { Tables } from '../store/tables.ts';
import { asArray, type Rows, rowsOf } from './table-rows.ts';

/** What is told of a job besides its tables, which belong to pg-boss and change with its versions. */
type OpenJob = {
  id: string;
  name: string;
  data: object;
  priority: number;
  retry_count: number;
  start_after: string;
};

/** One that was under way is to be done again: whoever did it is not there where it is restored. */
export async function* openJobsOf(trx: Transaction<Tables>): AsyncGenerator<Rows> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('pgboss.job') is not null as there`.execute(trx);
  if (!rows[0]?.there) return;
  yield* rowsOf(
    trx,
    'jobs',
    sql`select row_to_json(j)::text as row from (
      select id, name, data, priority, retry_count, start_after from pgboss.job
      where state in ('created', 'retry', 'active')) j`,
  );
}

/** The queues of this version are there; one that is not is made, for another version may know what to do with it. */
export async function sendOpenJobs(db: Kysely<Tables>, { boss, queue }: Jobs, { text, count }: Rows): Promise<void> {
  const jobs = JSON.parse(asArray(text)) as OpenJob[];
  const names = [...new Set(jobs.map(({ name }) => name))];
  for (const name of names) if (!(await boss.getQueue(name))) await queue(name);
  await db.transaction().execute(async (trx) => {
    let sent = 0;
    for (const name of names) {
      const ofQueue = jobs.filter((job) => job.name === name).map(toInsert);
      sent += (await boss.insert(name, ofQueue, { db: fromKysely(trx), returnId: true }))?.length ?? 0;
    }
    if (sent !== count) throw new Terminal(`The queues took ${sent} of ${count} jobs`);
    await sql`
      update pgboss.job set retry_count = told.retry_count
      from json_to_recordset(${asArray(text)}::json) as told (id uuid, name text, retry_count integer)
      where job.id = told.id and job.name = told.name`.execute(trx);
  });
}

function toInsert({ id, data, priority, start_after }: OpenJob): JobInsert {
  return { id, data, priority, startAfter: new Date(start_after) };
}
