import type { ColumnType, Generated, Selectable } from 'kysely';
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
  secret: SecretTable;
  webhook_endpoint: WebhookEndpointTable;
  webhook_delivery: WebhookDeliveryTable;
  webhook_attempt: WebhookAttemptTable;
  call_step: CallStepTable;
  call_message: CallMessageTable;
  sms_wish: SmsWishTable;
};

type Jsonb = ColumnType<JsonObject, string, string>;
type Instant = ColumnType<Date, Date | undefined, Date>;
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
};

/** `at_ms`: milliseconds since the call began, as in the engine's events. */
type CallLogTable = { call_id: string; account_id: string; seq: number; at_ms: number; entry: Jsonb };

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

export type CallRow = Selectable<CallTable>;
