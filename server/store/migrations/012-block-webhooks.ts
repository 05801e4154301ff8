import { type Kysely, sql } from 'kysely';

/**
 * Which End Call blocks of an agent's flow want to tell an endpoint of the agent, and of what (design contract.md
 * section 2). An address has one endpoint, and so one secret, whoever names it; with no events of its own the endpoint
 * hears only of calls that ended in such a block.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_endpoint_block (
      endpoint_id text not null references webhook_endpoint (id) on delete cascade,
      block text not null,
      events text[] not null,
      format text not null,
      include_transcript boolean not null,
      primary key (endpoint_id, block)
    )`.execute(db);
}
