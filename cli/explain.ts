/** A call record in words: why it ended, what was heard of the goodbye, and how sure it is that the line is down. */
import type { CallRecord } from '../contract/call.ts';
import { causeOf, endedReasonWords, heardShown } from '../contract/why-ended.ts';
import { paint } from './paint.ts';

export function explain(record: CallRecord): string {
  const rows: [string, string][] = [
    ['why', causeOf(record)],
    ['because', record.evidence],
    ['goodbye', goodbyeOf(record)],
    ['line', lineOf(record)],
  ];
  if (record.flow) rows.push(['flow', record.flow.path.slice(-pathMax).join(' → ')]);
  if (record.vetoes.length > 0) rows.push(['refused', record.vetoes.map(vetoOf).join('; ')]);
  if (record.rescues.length > 0) rows.push(['taken back', record.rescues.map(rescueOf).join('; ')]);
  if (record.error_detail) rows.push(['error', record.error_detail]);
  if (record.outcome_tags.length > 0) rows.push(['tags', record.outcome_tags.join(', ')]);
  const head = `${record.call_id} ended after ${record.duration_seconds.toFixed(1)} s: ${endedReasonWords[record.ended_reason]}`;
  const scripted = record.model?.provider === 'offline' ? '\n  (the agent followed a script: no model was asked)' : '';
  const body = rows.map(([name, text]) => `  ${paint.dim(name.padEnd(11))}${text}`).join('\n');
  return `${paint.bold(head)} ${paint.dim(`(${record.ended_reason})`)}${scripted}\n${body}`;
}

/** The latest blocks of a flow that are shown. */
const pathMax = 20;

function goodbyeOf({ farewell }: CallRecord): string {
  const words = farewell.text ? `"${farewell.text}" ` : '';
  const share = farewell.text ? ` (${Math.round(farewell.heard_share * 100)} %)` : '';
  return `${words}${words ? '— ' : ''}${heardShown[farewell.heard]}${share}`;
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
