/** Closed lists of why and how a call ends, and the vendors' words for them. Source: design contract.md sections 3 and 5, ending.md sections 2, 5 and 8. */

/** Why a call ended. Closed: a vendor's or carrier's own word is kept beside it, never in it. */
export const endedReasons = [
  'agent_ended',
  'caller_hangup',
  'silence_timeout',
  'max_duration_reached',
  'transferred',
  'voicemail_detected',
  'balance_insufficient',
  'operator_ended',
  'screened',
  'not_answered',
  'error',
] as const;
export type EndedReason = (typeof endedReasons)[number];

/** The stages of a call (ending.md section 1), as `Phase` in call.ts names them. */
export const phaseNames = [
  'ringing',
  'active',
  'guarded',
  'closing',
  'paused',
  'transferring',
  'hanging_up',
  'ended',
] as const;
export type PhaseName = (typeof phaseNames)[number];

/** What made the call end. `caller` means that the leg went down without our doing. */
export const triggers = [
  'tool',
  'tag',
  'command',
  'global_check',
  'flow_block',
  'pre_call',
  'mutual_goodbye',
  'phrase',
  'keypad',
  'silence',
  'max_duration',
  'voicemail',
  'balance',
  'transfer',
  'operator',
  'caller',
  'failure',
] as const;
export type Trigger = (typeof triggers)[number];

/** The ended reason of each trigger. One exception, made in `step`: an outbound leg that goes down before it was answered is `not_answered`. */
export const endedReasonOf: Readonly<Record<Trigger, EndedReason>> = {
  tool: 'agent_ended',
  tag: 'agent_ended',
  command: 'agent_ended',
  global_check: 'agent_ended',
  flow_block: 'agent_ended',
  pre_call: 'screened',
  mutual_goodbye: 'agent_ended',
  phrase: 'agent_ended',
  keypad: 'agent_ended',
  silence: 'silence_timeout',
  max_duration: 'max_duration_reached',
  voicemail: 'voicemail_detected',
  balance: 'balance_insufficient',
  transfer: 'transferred',
  operator: 'operator_ended',
  caller: 'caller_hangup',
  failure: 'error',
};

/** Who dropped the line, or whose decision it was when nobody had to. */
export const parties = ['agent', 'caller', 'operator', 'carrier', 'system'] as const;
export type Party = (typeof parties)[number];

/** How sure it is that the caller heard the farewell. */
export const heardWords = [
  'confirmed',
  'estimated',
  'unconfirmed',
  'cut_by_closing',
  'not_started',
  'skipped',
  'failed',
] as const;
export type Heard = (typeof heardWords)[number];

/** How sure it is that the leg is down, weakest first. */
export const proofs = ['accepted', 'released', 'carrier_ended', 'far_end_confirmed'] as const;
export type Proof = (typeof proofs)[number];

/** Whether `have` is at least as strong as `want`. */
export function proves(have: Proof | null, want: Proof): boolean {
  return have !== null && proofs.indexOf(have) >= proofs.indexOf(want);
}

/** What caller words mean for the end of a call. Where words hold a closing and something open, the open thing counts. */
export const meanings = ['closing', 'backchannel', 'question', 'request', 'uncertain', 'other', 'unknown'] as const;
export type Meaning = (typeof meanings)[number];

/** Why the guard refused an end. */
export const vetoReasons = [
  'caller_speaking',
  'caller_not_heard',
  'tool_running',
  'tool_failed',
  'open_question',
  'too_early',
  'disclosure_unread',
  'slot_empty',
  'rule_failed',
] as const;
export type VetoReason = (typeof vetoReasons)[number];

export type NixflexReason =
  | 'completed'
  | 'caller_hangup'
  | 'silence_timeout'
  | 'max_duration_reached'
  | 'transferred'
  | 'voicemail_detected'
  | 'balance_insufficient'
  | 'error';

/** Nixflex `ended_reason`; `error` is our extension of its list. */
export const nixflexReasonOf: Readonly<Record<EndedReason, NixflexReason>> = {
  agent_ended: 'completed',
  caller_hangup: 'caller_hangup',
  silence_timeout: 'silence_timeout',
  max_duration_reached: 'max_duration_reached',
  transferred: 'transferred',
  voicemail_detected: 'voicemail_detected',
  balance_insufficient: 'balance_insufficient',
  operator_ended: 'completed',
  screened: 'completed',
  not_answered: 'error',
  error: 'error',
};

export type ThinnestaiReason = 'agent_ended' | 'caller_hangup' | 'silence_timeout' | 'max_duration' | 'error';

/** thinnestAI `end_reason`. */
export const thinnestaiReasonOf: Readonly<Record<EndedReason, ThinnestaiReason>> = {
  agent_ended: 'agent_ended',
  caller_hangup: 'caller_hangup',
  silence_timeout: 'silence_timeout',
  max_duration_reached: 'max_duration',
  transferred: 'agent_ended',
  voicemail_detected: 'agent_ended',
  balance_insufficient: 'error',
  operator_ended: 'agent_ended',
  screened: 'agent_ended',
  not_answered: 'error',
  error: 'error',
};

export type SynthflowReason = 'completed' | 'custom_end_call' | 'user_canceled' | 'failed';

/**
 * Synthflow `end_call_reason`, which depends on more than the ended reason: a configured reason makes it
 * `custom_end_call`, and a caller who hangs up within the first second of the call has cancelled it.
 */
export function synthflowReasonOf(end: {
  endedReason: EndedReason;
  customEndCallReason: string | null;
  durationMs: number;
}): SynthflowReason {
  if (end.endedReason === 'not_answered' || end.endedReason === 'error') return 'failed';
  if (end.endedReason === 'caller_hangup') return end.durationMs <= 1000 ? 'user_canceled' : 'completed';
  return end.customEndCallReason === null ? 'completed' : 'custom_end_call';
}
