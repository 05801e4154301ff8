import { type Kysely, sql } from 'kysely';

/** Webhook endpoints, deliveries and their attempts (design contract.md section 4). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

/**
 * Secrets stand here as they are, for each delivery is signed anew. `source`: made by API, or written in an agent's
 * document, which keeps one endpoint, and so one secret, for each of its addresses.
 */
const endpoint = sql`
  create table webhook_endpoint (
    id text primary key,
    account_id text not null references account (id),
    agent_id text,
    source text not null default 'api' check (source in ('api', 'agent')),
    url text not null,
    events text[] not null,
    format text not null default 'ringoff',
    include_transcript boolean not null default false,
    secret text not null,
    previous_secret text,
    previous_until timestamptz,
    enabled boolean not null default true,
    switched_off_at timestamptz,
    switched_off_why text,
    failing_since timestamptz,
    created_at timestamptz(3) not null default now(),
    deleted_at timestamptz,
    foreign key (account_id, agent_id) references agent (account_id, id),
    check (source = 'api' or agent_id is not null)
  )`;

/**
 * `id` is the webhook-id. `payload` is json and no jsonb: it is sent as it was written, byte for byte, each time.
 * `attempts` counts all that were begun, `failures` those of the present series of retries.
 */
const delivery = sql`
  create table webhook_delivery (
    id text primary key,
    account_id text not null,
    endpoint_id text not null references webhook_endpoint (id),
    call_id text references call (id) on delete cascade,
    event text not null,
    url text,
    payload json not null,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'dead', 'switched_off')),
    next_attempt_at timestamptz not null default now(),
    claimed_until timestamptz,
    attempts integer not null default 0,
    failures integer not null default 0,
    created_at timestamptz(3) not null default now(),
    delivered_at timestamptz
  )`;

/** Without `ms` it has not come back: it is under way, or its process died. */
const attempt = sql`
  create table webhook_attempt (
    delivery_id text not null references webhook_delivery (id) on delete cascade,
    account_id text not null,
    number integer not null,
    started_at timestamptz not null,
    ms integer,
    status integer,
    error text,
    answer text,
    primary key (delivery_id, number)
  )`;

const statements = [
  endpoint,
  sql`create index webhook_endpoint_account on webhook_endpoint (account_id, created_at, id)`,
  sql`create unique index webhook_endpoint_agent_url on webhook_endpoint (account_id, agent_id, url) where source = 'agent'`,
  delivery,
  sql`create index webhook_delivery_created on webhook_delivery (account_id, created_at desc, id desc)`,
  sql`create index webhook_delivery_endpoint on webhook_delivery (endpoint_id, created_at desc, id desc)`,
  sql`create index webhook_delivery_call on webhook_delivery (call_id)`,
  sql`create index webhook_delivery_due on webhook_delivery (endpoint_id, next_attempt_at) where state = 'pending'`,
  attempt,
];
