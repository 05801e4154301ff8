/** A record in words: why a call ended, what was heard of the goodbye, how sure it is that the line is down. */
import type { EndedReason, Heard, Proof, Trigger } from '../engine/reasons.ts';
import type { CallRecord } from './call.ts';

/** What happened, as the rest of a sentence about the call. */
export const endedReasonWords: Readonly<Record<EndedReason, string>> = {
  agent_ended: 'the agent ended it',
  caller_hangup: 'the caller hung up',
  silence_timeout: 'nobody spoke any more',
  max_duration_reached: 'its time was up',
  transferred: 'the caller was transferred',
  voicemail_detected: 'a voicemail answered',
  balance_insufficient: 'the credit was used up',
  operator_ended: 'an operator ended it',
  screened: 'a screening rule matched',
  not_answered: 'nobody answered',
  error: 'something failed',
};

export const triggerWords: Readonly<Record<Trigger, string>> = {
  tool: 'the model called its end action',
  tag: 'the model wrote [END_CALL]',
  command: 'the model wrote the end_call command',
  global_check: 'the check of the end-call reasons found one',
  flow_block: 'the flow reached its end',
  pre_call: 'a screening rule matched before the conversation',
  mutual_goodbye: 'both sides said goodbye',
  phrase: 'the agent said an end-call phrase',
  keypad: 'the caller pressed the key that ends the call',
  silence: 'the silence clock ran out',
  max_duration: 'the cap was reached',
  voicemail: 'a voicemail was detected',
  balance: 'the balance reached zero',
  transfer: 'the transfer was completed',
  operator: 'an operator asked for it',
  caller: 'the line went down',
  failure: 'model, speech, carrier or node failed',
};

export const heardShown: Readonly<Record<Heard, string>> = {
  confirmed: 'heard',
  estimated: 'heard, by estimate',
  unconfirmed: 'not known to be heard to its end',
  cut_by_closing: "cut short by the caller's own goodbye",
  not_started: 'none was said',
  skipped: 'skipped, as wanted',
  failed: 'failed: no sound came out',
};

/** What is known of the line, by the proof that was reached. */
export const proofWords: Readonly<Record<Proof, string>> = {
  accepted: 'our request was taken; nothing says yet that the line is down',
  released: 'our side of the line is down',
  carrier_ended: 'the carrier says that it is down',
  far_end_confirmed: 'the other end confirmed that it is down',
};

type Why = Pick<CallRecord, 'trigger' | 'action' | 'custom_end_call_reason'>;

/** What made it end: `the model called its end action end_call, reason "Wrong number"`. */
export function causeOf({ trigger, action, custom_end_call_reason: reason }: Why): string {
  const named = action ? ` ${action}` : '';
  return `${triggerWords[trigger]}${named}${reason === undefined ? '' : `, reason "${reason}"`}`;
}
