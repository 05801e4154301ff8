import type { ColumnType, Generated, Selectable } from 'kysely';
import type { CreditKind } from '../../contract/routes/account.ts';
import type { StepState } from '../../contract/step-words.ts';
import type { AttemptError, DeliveryState, WebhookEvent, WebhookFormat } from '../../contract/webhook-words.ts';
import type { JsonObject } from './json.ts';

/** The tables, as migrations/ makes them. jsonb goes in as text (json.ts) and comes out parsed. */
export type Tables = {
  account: AccountTable;
  api_key: ApiKeyTable;
  start_link: StartLinkTable;
  session: SessionTable;
  agent: AgentTable;
  agent_version: AgentVersionTable;
  call: CallTable;
  call_log: CallLogTable;
  call_order: CallOrderTable;
  secret: SecretTable;
  webhook_endpoint: WebhookEndpointTable;
  webhook_endpoint_block: WebhookEndpointBlockTable;
  webhook_delivery: WebhookDeliveryTable;
  webhook_attempt: WebhookAttemptTable;
  call_step: CallStepTable;
  call_message: CallMessageTable;
  sms_wish: SmsWishTable;
  credit_entry: CreditEntryTable;
};

type Jsonb = ColumnType<JsonObject, string, string>;
type Instant = ColumnType<Date, Date | undefined, Date>;
/** The database takes it from the record; null while the call is live. */
type OfRecord<Value> = ColumnType<Value | null, never, never>;
type InstantOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** Money is numeric, which both drivers give as text, in the account's own currency. Null: no limit, no charge. */
type AccountTable = {
  id: string;
  name: string;
  balance: string | null;
  price_per_minute: string | null;
  created_at: Instant;
};

/** `hash`: SHA-256 of the key in hex; the key itself is shown once and kept nowhere. */
type ApiKeyTable = {
  id: string;
  account_id: string;
  hash: string;
  label: string;
  created_at: Instant;
  revoked_at: InstantOrNull;
};

/** A one-time way to a first key; `hash` as in api_key. */
type StartLinkTable = { hash: string; account_id: string; created_at: Instant; used_at: InstantOrNull };

/** Who is signed in to the dashboard, by which key; `hash` as in api_key. */
type SessionTable = { hash: string; key_id: string; created_at: Instant; expires_at: ColumnType<Date, Date, Date> };

type AgentTable = {
  account_id: string;
  id: string;
  current_version: number;
  /** Came with the database, as an example. */
  sample: Generated<boolean>;
  created_at: Instant;
  deleted_at: InstantOrNull;
};

type AgentVersionTable = {
  account_id: string;
  agent_id: string;
  version: number;
  document: Jsonb;
  created_at: Instant;
};

type CallTable = {
  id: string;
  account_id: string;
  agent_id: string;
  agent_version: number;
  direction: 'inbound' | 'outbound';
  carrier: string;
  leg_id: string | null;
  from_number: string | null;
  to_number: string | null;
  intent: Jsonb;
  state: Generated<'live' | 'ended'>;
  lease_node: string;
  lease_epoch: number;
  lease_until: Instant;
  started_at: Instant;
  answered_at: InstantOrNull;
  ended_at: InstantOrNull;
  ended_reason: string | null;
  trigger: string | null;
  custom_end_call_reason: string | null;
  outcome_tags: Generated<string[]>;
  record: ColumnType<JsonObject | null, string | null | undefined, string | null>;
  log_format: number;
  metadata: Jsonb;
  idempotency_key: ColumnType<string | null, string | null | undefined, never>;
  /** Came with the database, as an example: never counted with real ones. */
  sample: Generated<boolean>;
} & CallFactColumns;

type CallFactColumns = {
  duration_seconds: OfRecord<number>;
  farewell_heard: OfRecord<string>;
  farewell_source: OfRecord<string>;
  heard_share: OfRecord<number>;
  rescues: OfRecord<number>;
  veto_reasons: OfRecord<string[]>;
  hang_up_attempts: OfRecord<number>;
  hang_up_proof: OfRecord<string>;
  hang_up_latency_ms: OfRecord<number>;
  leaked_seconds: OfRecord<number>;
  ended_block: OfRecord<string>;
};

/** `at_ms`: milliseconds since the call began, as in the engine's events. */
type CallLogTable = { call_id: string; account_id: string; seq: number; at_ms: number; entry: Jsonb };

/** An operator's order to the node that drives the call; see migration 009. */
type CallOrderTable = {
  id: Generated<number>;
  call_id: string;
  account_id: string;
  wanted: Jsonb;
  awaited: boolean;
  given_at: Instant;
  taken_at: InstantOrNull;
  answer: string | null;
};

/** Stands here as it is, for things are signed anew with it. */
type SecretTable = { name: string; value: string; created_at: Instant };

type WebhookEndpointTable = {
  id: string;
  account_id: string;
  agent_id: string | null;
  source: Generated<'api' | 'agent'>;
  url: string;
  events: WebhookEvent[];
  format: Generated<WebhookFormat>;
  include_transcript: boolean;
  secret: string;
  previous_secret: string | null;
  previous_until: InstantOrNull;
  enabled: Generated<boolean>;
  switched_off_at: InstantOrNull;
  switched_off_why: string | null;
  failing_since: InstantOrNull;
  created_at: Instant;
  deleted_at: InstantOrNull;
};

/** What an End Call block (`block`, its id in the flow) of the endpoint's agent sends there. */
type WebhookEndpointBlockTable = {
  endpoint_id: string;
  block: string;
  events: WebhookEvent[];
  format: WebhookFormat;
  include_transcript: boolean;
};

/** `url`: only where the endpoint's holds variables, filled in for this call. */
type WebhookDeliveryTable = {
  id: string;
  account_id: string;
  endpoint_id: string;
  call_id: string | null;
  event: WebhookEvent;
  url: string | null;
  payload: Jsonb;
  state: Generated<DeliveryState>;
  next_attempt_at: Instant;
  claimed_until: InstantOrNull;
  attempts: Generated<number>;
  failures: Generated<number>;
  created_at: Instant;
  delivered_at: InstantOrNull;
};

type WebhookAttemptTable = {
  delivery_id: string;
  account_id: string;
  number: number;
  started_at: Date;
  ms: number | null;
  status: number | null;
  error: AttemptError | null;
  answer: string | null;
};

/** A step of the work after a call, from its first failure or its end on. `error`: of the last failure. */
type CallStepTable = {
  call_id: string;
  account_id: string;
  step: string;
  state: StepState;
  failures: Generated<number>;
  error: string | null;
  updated_at: Instant;
};

/** A message that leaves once. `result` is null while it is being sent, or when its process died meanwhile. */
type CallMessageTable = {
  call_id: string;
  kind: 'sms' | 'email';
  account_id: string;
  intended: Jsonb;
  begun_at: Instant;
  claimed_until: Instant;
  result: ColumnType<JsonObject | null, string | null | undefined, string | null>;
};

/** What a number wants of text messages. `source`: by message, by API, as the provider told it. */
type SmsWishTable = {
  account_id: string;
  number: string;
  wish: 'stopped' | 'consented';
  source: 'message' | 'api' | 'provider';
  created_at: Instant;
};

/** `amount`: what the balance changed by. */
type CreditEntryTable = {
  account_id: string;
  id: string;
  kind: CreditKind;
  amount: string;
  call_id: string | null;
  note: Generated<string>;
  created_at: Instant;
};

export type CallRow = Omit<Selectable<CallTable>, 'idempotency_key' | keyof CallFactColumns>;
