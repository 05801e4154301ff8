import { type Kysely, sql } from 'kysely';

/**
 * What lists and analytics ask of many calls, as columns beside the record, which is a hundred times their size and
 * stands apart from its row (`toast_tuple_target`): counting a hundred thousand calls then reads no record. And the mark
 * of samples.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

/** Generated, so that no writer of a record can forget one. Adding them writes the table anew. */
const facts = sql`
  alter table call
    add column sample boolean not null default false,
    add column duration_seconds double precision
      generated always as ((record->>'duration_seconds')::double precision) stored,
    add column farewell_heard text generated always as (record->'farewell'->>'heard') stored,
    add column farewell_source text generated always as (record->'farewell'->>'source') stored,
    add column heard_share double precision
      generated always as ((record->'farewell'->>'heard_share')::double precision) stored,
    add column rescues integer generated always as ((record->'farewell'->>'rescues')::integer) stored,
    add column veto_reasons jsonb
      generated always as (jsonb_path_query_array(record, '$.vetoes[*].reason')) stored,
    add column hang_up_attempts integer generated always as ((record->'hang_up'->>'attempts')::integer) stored,
    add column hang_up_proof text generated always as (record->'hang_up'->>'proof') stored,
    add column hang_up_latency_ms double precision
      generated always as ((record->'hang_up'->>'latency_ms')::double precision) stored,
    add column leaked_seconds double precision
      generated always as ((record->'hang_up'->>'leaked_seconds')::double precision) stored`;

const statements = [
  sql`set local statement_timeout = 0`, // A million calls take longer than any other statement may.
  sql`alter table call set (toast_tuple_target = 256)`,
  facts,
  sql`create index call_sample on call (account_id) where sample`,
  sql`alter table agent add column sample boolean not null default false`,
];
