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
};

/**
 * Brings the tables up to date, in one transaction behind an advisory lock, so that nodes may start at once.
 * @throws BadConfig when a newer version of Ringoff made the database.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  await refuseNewer(db, error);
  throw error;
}

async function refuseNewer(db: Kysely<Tables>, cause: unknown): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.filter(({ name }) => !(name in migrations));
  if (unknown.length === 0) return;
  throw new BadConfig(
    `A newer version of Ringoff made this database (it knows ${unknown.map(({ name }) => name).join(', ')}). ` +
      'Start that version or a later one, or choose another database with RINGOFF_DATA_DIR or DATABASE_URL.',
    { cause },
  );
}
