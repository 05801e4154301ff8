import { type Kysely, sql } from 'kysely';

/** One call for each key that its maker gave: a repeated order finds the call that it made. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table call add column idempotency_key text`.execute(db);
  await sql`
    create unique index call_idempotency on call (account_id, idempotency_key)
    where idempotency_key is not null`.execute(db);
}
