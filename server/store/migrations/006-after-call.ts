import { type Kysely, sql } from 'kysely';

/** Steps after a call, the messages that they send, and who wants none (design ending.md sections 9 and 10). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

/** A step that was never begun, and never failed, has no row: its job is enough. */
const step = sql`
  create table call_step (
    call_id text not null references call (id) on delete cascade,
    account_id text not null,
    step text not null,
    state text not null check (state in ('waiting', 'done', 'dead')),
    failures integer not null default 0,
    error text,
    updated_at timestamptz(3) not null default now(),
    primary key (call_id, step)
  )`;

/** The intent is committed before the message leaves. Without a result after `claimed_until` its process is dead. */
const message = sql`
  create table call_message (
    call_id text not null references call (id) on delete cascade,
    kind text not null check (kind in ('sms', 'email')),
    account_id text not null,
    intended jsonb not null,
    begun_at timestamptz not null,
    claimed_until timestamptz not null,
    result jsonb,
    primary key (call_id, kind)
  )`;

const wish = sql`
  create table sms_wish (
    account_id text not null references account (id),
    number text not null,
    wish text not null check (wish in ('stopped', 'consented')),
    source text not null check (source in ('message', 'api', 'provider')),
    created_at timestamptz(3) not null default now(),
    primary key (account_id, number)
  )`;

const statements = [
  step,
  sql`create index call_step_open on call_step (account_id, state, updated_at desc, call_id, step) where state <> 'done'`,
  message,
  wish,
  sql`create index sms_wish_list on sms_wish (account_id, wish, created_at desc, number)`,
  sql`create index call_from on call (account_id, from_number)`,
  sql`create index call_to on call (account_id, to_number)`,
  sql`create index call_ended on call (ended_at) where state = 'ended'`,
];
