import { type Kysely, sql } from 'kysely';

/** What was put on an account and what calls took from it (design contract.md section 7). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

/** `amount` is what the balance changed by. A call that is deleted leaves its charge, without a word of whose it was. */
const entry = sql`
  create table credit_entry (
    account_id text not null references account (id),
    id text not null,
    kind text not null check (kind in ('added', 'set', 'charged')),
    amount numeric not null,
    call_id text references call (id) on delete set null,
    note text not null default '',
    created_at timestamptz(3) not null default now(),
    primary key (account_id, id)
  )`;

const statements = [
  entry,
  sql`create index credit_entry_list on credit_entry (account_id, created_at desc, id desc)`,
  sql`create index credit_entry_call on credit_entry (call_id) where call_id is not null`,
  sql`create index call_live on call (account_id) where state = 'live'`,
];
