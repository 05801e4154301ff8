import { type Kysely, sql } from 'kysely';

/** The block of the flow that a call ended in, beside its record as the facts of migration 013 are, and for their reason. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const statements = [
  sql`set local statement_timeout = 0`, // A million calls take longer than any other statement may.
  sql`alter table call add column ended_block text generated always as (record->'flow'->>'block') stored`,
];
