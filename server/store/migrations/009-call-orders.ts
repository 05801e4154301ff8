import { type Kysely, sql } from 'kysely';

/**
 * What an operator wants of a live call that another node drives. `awaited`: the node that gave it waits for `answer`,
 * and takes the row away; others go when they are taken.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table call_order (
      id bigint generated always as identity primary key,
      call_id text not null references call (id) on delete cascade,
      account_id text not null,
      wanted jsonb not null,
      awaited boolean not null,
      given_at timestamptz not null default now(),
      taken_at timestamptz,
      answer text
    )`.execute(db);
  await sql`create index call_order_call on call_order (call_id)`.execute(db);
}
