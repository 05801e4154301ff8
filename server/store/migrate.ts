import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { BadConfig } from '../../contract/errors.ts';
import { up as start } from './migrations/001-start.ts';
import { up as server } from './migrations/002-server.ts';
import { up as webhooks } from './migrations/003-webhooks.ts';
import { up as secrets } from './migrations/004-secrets.ts';
import { up as deadLetters } from './migrations/005-dead-letters.ts';
import { up as afterCall } from './migrations/006-after-call.ts';
import { up as outbound } from './migrations/007-outbound.ts';
import { up as sessions } from './migrations/008-sessions.ts';
import { up as callOrders } from './migrations/009-call-orders.ts';
import { up as credit } from './migrations/010-credit.ts';
import { up as blockWebhooks } from './migrations/012-block-webhooks.ts';
import { up as callFacts } from './migrations/013-call-facts.ts';
import { up as callSearch } from './migrations/014-call-search.ts';
import { up as tagsInRow } from './migrations/015-tags-in-row.ts';
import { up as endedBlock } from './migrations/016-ended-block.ts';
import type { Tables } from './tables.ts';

/** In order, for ever: a migration that was published is never changed. */
const migrations: Record<string, Migration> = {
  '001-start': { up: start },
  '002-server': { up: server },
  '003-webhooks': { up: webhooks },
  '004-secrets': { up: secrets },
  '005-dead-letters': { up: deadLetters },
  '006-after-call': { up: afterCall },
  '007-outbound': { up: outbound },
  '008-sessions': { up: sessions },
  '009-call-orders': { up: callOrders },
  '010-credit': { up: credit },
  '012-block-webhooks': { up: blockWebhooks },
  '013-call-facts': { up: callFacts },
  '014-call-search': { up: callSearch },
  '015-tags-in-row': { up: tagsInRow },
  '016-ended-block': { up: endedBlock },
};

/** Stands in a database as a table while a restore into it is not at its end. */
export const restoreMark = 'restore_under_way';

/**
 * Brings the tables up to date, in one transaction behind an advisory lock, so that nodes may start at once.
 * @throws BadConfig when a newer version of Ringoff made the database, or when a restore into it did not end.
 */
export async function migrate(db: Kysely<Tables>, { restoring = false } = {}): Promise<void> {
  if (!restoring) await refuseHalf(db);
  const { error } = await migratorOf(db).migrateToLatest();
  if (!error) return;
  refuseNewer(await applied(db), error);
  throw error;
}

/** Makes the tables in an empty database as these migrations left them. @throws BadConfig when this version knows others. */
export async function migrateTo(db: Kysely<Tables>, names: readonly string[]): Promise<void> {
  refuseNewer(names);
  const { error } = await migratorOf(db).migrateTo(names.at(-1)!);
  if (error) throw error;
}

/** Those that made the tables, in order. @throws BadConfig when there are none, or when a newer version has others. */
export async function migrationsOf(db: Kysely<Tables>): Promise<string[]> {
  await refuseHalf(db);
  const { rows } = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(
    db,
  );
  const names = rows[0]?.there ? await applied(db) : [];
  if (names.length === 0) throw new BadConfig('The database is empty: no server has run on it yet');
  refuseNewer(names);
  return names;
}

function migratorOf(db: Kysely<Tables>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrations } });
}

async function applied(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

function refuseNewer(names: readonly string[], cause?: unknown): void {
  const unknown = names.filter((name) => !(name in migrations));
  if (unknown.length === 0) return;
  throw new BadConfig(
    `A newer version of Ringoff made this database (it knows ${unknown.join(', ')}). ` +
      'Start that version or a later one, or choose another database with RINGOFF_DATA_DIR or DATABASE_URL.',
    { cause },
  );
}

async function refuseHalf(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ half: boolean }>`select to_regclass(${restoreMark}) is not null as half`.execute(db);
  if (!rows[0]?.half) return;
  throw new BadConfig(
    'A restore into this database did not come to its end, and half of it is there: ' +
      'delete it (the folder, or the database), and restore again.',
  );
}
