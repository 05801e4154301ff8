/** Puts what another database held into an empty one, and brings it up to date. */
import { type ControlledTransaction, type Kysely, sql } from 'kysely';
import { BadConfig, Terminal } from '../../contract/errors.ts';
import { type Database, openDatabase, warn, type Where } from '../store/database.ts';
import { jobStore } from '../store/jobs.ts';
import { migrate, migrateTo, restoreMark } from '../store/migrate.ts';
import type { Tables } from '../store/tables.ts';
import { sendOpenJobs } from './open-jobs.ts';
import type { Piece } from './snapshot.ts';
import { setCounters, tablesOf, writeRows } from './table-rows.ts';

/** A slow disk may take so long for a piece. */
export const pieceMsMax = 600_000;

/**
 * The tables are made as they were under `migrations` and filled in one transaction; then come later migrations, then the
 * jobs. Until all of it is done the database is marked, and no server starts on it.
 * @throws BadConfig when the database holds something, or a newer version made what is to be put into it.
 */
export async function fillDatabase(where: Where, migrations: readonly string[], give: Giving): Promise<void> {
  const database = await openDatabase(where, { idleTransactionMs: pieceMsMax });
  try {
    await refuseFull(database.db);
    await sql`create table ${sql.table(restoreMark)} (begun_at timestamptz not null default now())`.execute(
      database.db,
    );
    try {
      await fill(database, migrations, give);
    } catch (error) {
      throw halfDone(where, error);
    }
    await sql`drop table ${sql.table(restoreMark)}`.execute(database.db);
  } finally {
    await database.close();
  }
}

/** Gives every piece, in the order of a snapshot. */
type Giving = (take: (piece: Piece) => Promise<void>) => Promise<void>;

async function fill(database: Database, migrations: readonly string[], give: Giving): Promise<void> {
  const { db } = database;
  await migrateTo(db, migrations);
  const jobs = jobStore(database, warn);
  let trx: ControlledTransaction<Tables> | null = await beginOnEmpty(db);
  const settle = async (): Promise<void> => {
    if (!trx) return;
    const settled = trx;
    await setCounters(settled);
    trx = null;
    await settled.commit().execute();
    await migrate(db, { restoring: true });
    await jobs.start();
  };
  try {
    await give(async ({ of, ...rows }) => {
      if (of === 'jobs') {
        await settle();
        await sendOpenJobs(db, jobs, rows);
      } else if (trx) {
        await writeRows(trx, rows);
      } else {
        throw new Terminal('A table comes after the jobs');
      }
    });
    await settle();
  } finally {
    await trx?.rollback().execute();
    await jobs.stop();
  }
}

/** Without the rows that migrations make. */
async function beginOnEmpty(db: Kysely<Tables>): Promise<ControlledTransaction<Tables>> {
  const tables = (await tablesOf(db)).reverse();
  const trx = await db.startTransaction().execute();
  for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(trx);
  return trx;
}

async function refuseFull(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind in ('r', 'p') and (relnamespace = current_schema()::regnamespace
      or relnamespace = to_regnamespace('pgboss')) order by relname limit 3`.execute(db);
  if (rows.length === 0) return;
  const some = rows.map(({ name }) => name).join(', ');
  throw new BadConfig(`The database is not empty: it has tables (${some} …). Nothing was written; give an empty one`);
}

function halfDone(where: Where, cause: unknown): Error {
  const what = 'dataDir' in where ? `delete the folder ${where.dataDir}` : 'drop that database and make it anew';
  const message = `It did not come to its end, and half of it is there: ${what}, then try again`;
  return cause instanceof BadConfig
    ? new BadConfig(`${cause.message}\n${message}`, { cause })
    : new Terminal(`${(cause as Error).message}\n${message}`, { cause });
}
