import { type Kysely, sql } from 'kysely';

/** Accounts, keys, agents and their versions, calls and their logs; and the account of a single machine. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const account = sql`
  create table account (
    id text primary key,
    name text not null,
    balance numeric,
    price_per_minute numeric,
    created_at timestamptz not null default now()
  )`;

const apiKey = sql`
  create table api_key (
    id text primary key,
    account_id text not null references account (id),
    hash text not null unique,
    label text not null default '',
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  )`;

const agent = sql`
  create table agent (
    account_id text not null references account (id),
    id text not null,
    current_version integer not null,
    created_at timestamptz not null default now(),
    primary key (account_id, id)
  )`;

const agentVersion = sql`
  create table agent_version (
    account_id text not null,
    agent_id text not null,
    version integer not null,
    document jsonb not null,
    created_at timestamptz not null default now(),
    primary key (account_id, agent_id, version),
    foreign key (account_id, agent_id) references agent (account_id, id)
  )`;

/** Milliseconds are enough for started_at, and a page's cursor survives the way through a JavaScript Date. */
const call = sql`
  create table call (
    id text primary key,
    account_id text not null references account (id),
    agent_id text not null,
    agent_version integer not null,
    direction text not null check (direction in ('inbound', 'outbound')),
    carrier text not null,
    leg_id text,
    from_number text,
    to_number text,
    intent jsonb not null,
    state text not null default 'live' check (state in ('live', 'ended')),
    lease_node text not null,
    lease_epoch integer not null,
    lease_until timestamptz not null,
    started_at timestamptz(3) not null default now(),
    answered_at timestamptz,
    ended_at timestamptz,
    ended_reason text,
    trigger text,
    custom_end_call_reason text,
    outcome_tags text[] not null default '{}',
    record jsonb,
    log_format integer not null,
    metadata jsonb not null default '{}',
    foreign key (account_id, agent_id, agent_version) references agent_version (account_id, agent_id, version),
    check ((state = 'ended') = (record is not null))
  )`;

/** account_id comes from the call in the same statement, so it needs no check of its own on each row. */
const callLog = sql`
  create table call_log (
    call_id text not null references call (id) on delete cascade,
    account_id text not null,
    seq integer not null,
    at_ms double precision not null,
    entry jsonb not null,
    primary key (call_id, seq)
  )`;

const statements = [
  account,
  apiKey,
  sql`create index api_key_account on api_key (account_id)`,
  agent,
  agentVersion,
  call,
  sql`create index call_started on call (account_id, started_at desc, id desc)`,
  sql`create index call_agent on call (account_id, agent_id, started_at desc, id desc)`,
  sql`create index call_ended_reason on call (account_id, ended_reason, started_at desc, id desc)`,
  sql`create index call_outcome_tags on call using gin (outcome_tags)`,
  sql`create index call_leg on call (carrier, leg_id) where leg_id is not null`,
  sql`create index call_lease on call (lease_until) where state = 'live'`,
  callLog,
  sql`insert into account (id, name) values ('acc_default', 'Default')`,
];
