/** A call record in words: why it ended, what was heard of the goodbye, and how sure it is that the line is down. */
import type { CallRecord } from '../contract/call.ts';
import type { EndedReason, Heard, Trigger } from '../engine/reasons.ts';
import { paint } from './paint.ts';

export function explain(record: CallRecord): string {
  const rows: [string, string][] = [
    ['why', `${becauseOf[record.trigger]}${reasonOf(record)}`],
    ['because', record.evidence],
    ['goodbye', goodbyeOf(record)],
    ['line', lineOf(record)],
  ];
  if (record.flow) rows.push(['flow', record.flow.path.slice(-pathMax).join(' → ')]);
  if (record.vetoes.length > 0) rows.push(['refused', record.vetoes.map(vetoOf).join('; ')]);
  if (record.rescues.length > 0) rows.push(['taken back', record.rescues.map(rescueOf).join('; ')]);
  if (record.error_detail) rows.push(['error', record.error_detail]);
  if (record.outcome_tags.length > 0) rows.push(['tags', record.outcome_tags.join(', ')]);
  const head = `${record.call_id} ended after ${record.duration_seconds.toFixed(1)} s: ${inWords[record.ended_reason]}`;
  const scripted = record.model?.provider === 'offline' ? '\n  (the agent followed a script: no model was asked)' : '';
  const body = rows.map(([name, text]) => `  ${paint.dim(name.padEnd(11))}${text}`).join('\n');
  return `${paint.bold(head)} ${paint.dim(`(${record.ended_reason})`)}${scripted}\n${body}`;
}

/** The latest blocks of a flow that are shown. */
const pathMax = 20;

const inWords: Record<EndedReason, string> = {
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

const becauseOf: Record<Trigger, string> = {
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

function reasonOf(record: CallRecord): string {
  const action = record.action ? ` ${record.action}` : '';
  return record.custom_end_call_reason === undefined ? action : `${action}, reason "${record.custom_end_call_reason}"`;
}

const heardInWords: Record<Heard, string> = {
  confirmed: 'heard',
  estimated: 'heard, by estimate',
  unconfirmed: 'not known to be heard to its end',
  cut_by_closing: "cut short by the caller's own goodbye",
  not_started: 'none was said',
  skipped: 'skipped, as wanted',
  failed: 'failed: no sound came out',
};

function goodbyeOf({ farewell }: CallRecord): string {
  const words = farewell.text ? `"${farewell.text}" ` : '';
  const share = farewell.text ? ` (${Math.round(farewell.heard_share * 100)} %)` : '';
  return `${words}${words ? '— ' : ''}${heardInWords[farewell.heard]}${share}`;
}

function lineOf({ hang_up: hangUp, ended_by: endedBy }: CallRecord): string {
  if (hangUp.attempts === 0) return `dropped by the ${endedBy}`;
  const tries = hangUp.attempts === 1 ? 'at once' : `at attempt ${hangUp.attempts}`;
  const proof = hangUp.proof ?? 'nothing';
  return `hung up ${tries}, proved by ${proof} after ${hangUp.latency_ms} ms`;
}

function vetoOf(veto: CallRecord['vetoes'][number]): string {
  return `at ${veto.at_seconds.toFixed(1)} s (${veto.reason})`;
}

function rescueOf(rescue: CallRecord['rescues'][number]): string {
  return `at ${rescue.at_seconds.toFixed(1)} s${rescue.text ? ` by "${rescue.text}"` : ' by speaking'}`;
}
