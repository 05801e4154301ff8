/** What a database holds at one instant, read while others go on writing, a piece at a time. */
import type { Database } from '../store/database.ts';
import { migrationsOf } from '../store/migrate.ts';
import { openJobsOf } from './open-jobs.ts';
import { type Rows, rowsOf, tablesOf } from './table-rows.ts';

export type Snapshot = {
  /** Those that made its tables, in order. */
  migrations: string[];
  /** Rows of tables in an order in which they may be written, then jobs (`table` is `jobs`). To be read once. */
  pieces: AsyncGenerator<Piece>;
};

/** `jobs`: what is still to be done, in place of a table's rows. */
export type Piece = Rows & { of: 'table' | 'jobs' };

/** To be closed by reading all pieces, or by leaving their loop. @throws BadConfig when there is nothing, or a newer version made it. */
export async function snapshotOf({ db }: Pick<Database, 'db'>): Promise<Snapshot> {
  const migrations = await migrationsOf(db);
  async function* pieces(): AsyncGenerator<Piece> {
    const trx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute();
    try {
      for (const table of await tablesOf(trx)) {
        for await (const rows of rowsOf(trx, table)) yield { of: 'table', ...rows };
      }
      for await (const rows of openJobsOf(trx)) yield { of: 'jobs', ...rows };
    } finally {
      await trx.rollback().execute(); // Nothing was written.
    }
  }
  return { migrations, pieces: pieces() };
}
