/** The log of a call: every event with the effects it had, and notes of what happened outside the engine. Versioned, and each stored version stays readable. */
import type { Effect } from '../../engine/effects.ts';
import type { EventBody } from '../../engine/events.ts';
import type { FlowValue, WalkEvent } from '../../engine/flow/events.ts';

export const logFormat = 1;

/**
 * What the session noticed beside the engine's events. But for the events of a walk no note holds words of the caller; what
 * the agent wants sent to them is the only text.
 */
export type Note =
  | { type: 'control_dropped'; name: string; why: string }
  | { type: 'model_failed'; detail: string }
  | { type: 'tool_called'; name: string; action: boolean }
  | { type: 'tool_answered'; name: string; failed: boolean; tookMs: number }
  /** `text` is the agent's own; it is sent after the call, if at all. */
  | { type: 'sms_requested'; text: string }
  | { type: 'transfer_refused'; why: string }
  | { type: 'rule_failed_to_run'; where: string; problem: string }
  /** The walk of a flow begins with these values. From here on its events give its state again: agents/stored-walk.ts. */
  | { type: 'walk_began'; values: Readonly<Record<string, FlowValue>> }
  /** What the walk was told; the notes behind it tell what came of it. */
  | { type: 'walked'; event: WalkEvent }
  | { type: 'block_entered'; block: string }
  /** `failed`: why the question was not answered; the flow goes on without. `outcome` is a word of the flow, never of the caller. */
  | { type: 'flow_judged'; block: string | null; what: string; outcome: string; failed: string | null; tookMs: number }
  | { type: 'reasons_checked'; found: string | null; failed: string | null; tookMs: number }
  | { type: 'action_answered'; block: string; failed: string | null; tookMs: number };

/** `at` is milliseconds since the call began. */
export type LogEntry =
  | { seq: number; at: number; event: EventBody; effects: readonly Effect[] }
  | { seq: number; at: number; note: Note };
