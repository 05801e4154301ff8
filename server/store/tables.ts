import type { ColumnType, Generated, Selectable } from 'kysely';
import type { JsonObject } from './json.ts';

/** The tables, as migrations/ makes them. jsonb goes in as text (json.ts) and comes out parsed. */
export type Tables = {
  account: AccountTable;
  api_key: ApiKeyTable;
  agent: AgentTable;
  agent_version: AgentVersionTable;
  call: CallTable;
  call_log: CallLogTable;
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

type AgentTable = { account_id: string; id: string; current_version: number; created_at: Instant };

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
};

/** `at_ms`: milliseconds since the call began, as in the engine's events. */
type CallLogTable = { call_id: string; account_id: string; seq: number; at_ms: number; entry: Jsonb };

export type CallRow = Selectable<CallTable>;
