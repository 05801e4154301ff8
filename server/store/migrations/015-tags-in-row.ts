import { type Kysely, sql } from 'kysely';

/**
 * Tags stay in the row of their call. They are the largest thing beside the record, so that `toast_tuple_target` put them
 * apart with it, and analytics looked up those of each call. Holds for calls that are written from now on.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table call alter column outcome_tags set storage main`.execute(db);
}
