import type { EndedReason, Trigger } from '../../engine/index.ts';
import type { JsonObject, Storable } from './json.ts';
import type { CallRow } from './tables.ts';

/** A call before it is answered or dialled. Its id comes from the caller, so that an unknown outcome can be repeated. */
export type NewCall = {
  id: string;
  accountId: string;
  agentId: string;
  agentVersion: number;
  direction: 'inbound' | 'outbound';
  carrier: string;
  /** Null until the carrier told it. */
  legId: string | null;
  from: string | null;
  to: string | null;
  /** What another process needs to adopt the leg and hang it up. */
  intent: Storable;
  /** The version of the log's entries, so that old logs stay readable. */
  logFormat: number;
  metadata: Storable;
  /** Of an order to dial, unique in the account: no second call has it. */
  idempotencyKey?: string | null;
  /** Comes with a new database as an example. */
  sample?: boolean;
  /** By the clock of the process that took it, so that all instants of a call agree; else the database's. */
  startedAt?: Date;
};

/** A stored call: what it began with, its lease, and how it ended. */
export type StoredCall = NewCall & {
  sample: boolean;
  intent: JsonObject;
  metadata: JsonObject;
  state: 'live' | 'ended';
  leaseNode: string;
  leaseEpoch: number;
  leaseUntil: Date;
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  endedReason: EndedReason | null;
  trigger: Trigger | null;
  customEndCallReason: string | null;
  outcomeTags: string[];
  record: JsonObject | null;
};

/**
 * One entry of a call's log, in any of its formats. `at`: milliseconds since the call began. `seq`: its place in the
 * log, from 0 and rising, which makes a repeated write harmless.
 */
export type LogEntry = { readonly seq: number; readonly at: number; readonly [key: string]: unknown };

/** The record of an ended call (design contract.md section 4): the fields that lists ask for, and all the others. */
export type EndRecord = {
  /** ISO 8601, like every instant in a record. */
  readonly answered_at: string | null;
  readonly ended_at: string;
  readonly ended_reason: EndedReason;
  readonly trigger: Trigger;
  readonly custom_end_call_reason?: string | null;
  readonly outcome_tags: readonly string[];
  readonly [key: string]: unknown;
};

export function toCall(row: CallRow): StoredCall {
  return {
    id: row.id,
    accountId: row.account_id,
    agentId: row.agent_id,
    agentVersion: row.agent_version,
    direction: row.direction,
    carrier: row.carrier,
    legId: row.leg_id,
    from: row.from_number,
    to: row.to_number,
    intent: row.intent,
    logFormat: row.log_format,
    metadata: row.metadata,
    sample: row.sample,
    state: row.state,
    leaseNode: row.lease_node,
    leaseEpoch: row.lease_epoch,
    leaseUntil: row.lease_until,
    startedAt: row.started_at,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
    endedReason: row.ended_reason as EndedReason | null,
    trigger: row.trigger as Trigger | null,
    customEndCallReason: row.custom_end_call_reason,
    outcomeTags: row.outcome_tags,
    record: row.record,
  };
}
