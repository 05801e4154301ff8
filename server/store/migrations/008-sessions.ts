import { type Kysely, sql } from 'kysely';

/** Who is signed in to the dashboard. A session has the rights of the key that it was made with, and ends with it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table session (
      hash text primary key,
      key_id text not null references api_key (id) on delete cascade,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index session_key on session (key_id, created_at)`.execute(db);
}
