import { type Kysely, sql } from 'kysely';

/** What this installation signs with, made when it is first asked for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table secret (
      name text primary key,
      value text not null,
      created_at timestamptz not null default now()
    )`.execute(db);
}
