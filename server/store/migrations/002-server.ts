import { type Kysely, sql } from 'kysely';

/** What the HTTP server keeps beside calls: links to a first key, and which agents were deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

/** `hash`: SHA-256 of the token in hex. */
const startLink = sql`
  create table start_link (
    hash text primary key,
    account_id text not null references account (id),
    created_at timestamptz not null default now(),
    used_at timestamptz
  )`;

/** Calls keep the version that they began with, so an agent's versions outlive its deletion. */
const agentDeleted = sql`alter table agent add column deleted_at timestamptz`;

const statements = [startLink, agentDeleted];
