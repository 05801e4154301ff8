import { type Kysely, sql } from 'kysely';

/**
 * Indexes for what lists of a million calls are asked for and that few calls have, and for numbers by their last digits.
 * And one less: while no index holds `lease_until`, and a page has room, renewing the lease of a live call touches no index,
 * which is six times as fast.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

/** As call-list.ts asks for it, word by word: else the index serves nobody. */
const unheard = sql`coalesce(farewell_heard in ('unconfirmed', 'failed')
  or (farewell_heard = 'not_started' and farewell_source <> 'none'), false)`;
const unconfirmed = sql`coalesce(
  hang_up_attempts > 0 and coalesce(hang_up_proof, 'accepted') = 'accepted', false)`;

const statements = [
  sql`set local statement_timeout = 0`, // A million calls take longer than any other statement may.
  sql`create index call_unheard on call (account_id, started_at desc, id desc) where ${unheard}`,
  sql`create index call_unconfirmed on call (account_id, started_at desc, id desc) where ${unconfirmed}`,
  sql`create index call_duration on call (account_id, duration_seconds) where duration_seconds is not null`,
  sql`alter table call alter column duration_seconds set statistics 1000`, // Else few long calls are taken for many.
  sql`create index call_from_end on call (account_id, reverse(from_number) text_pattern_ops)`,
  sql`create index call_to_end on call (account_id, reverse(to_number) text_pattern_ops)`,
  sql`drop index call_from`,
  sql`drop index call_to`,
  sql`drop index call_lease`,
  sql`alter table call set (fillfactor = 70)`,
];
