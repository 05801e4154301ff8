/** The heard transcript as text. */
import type { CallRecord } from '../contract/call.ts';
import { fold } from '../contract/fold.ts';

/** A model reads that much: the beginning says who and why, the end what came of it. */
const headCharactersMax = 8_000;
const tailCharactersMax = 24_000;
const left = '\n[…]\n';

/** A turn a line, from the beginning; a long call loses its middle. What was cut off ends in `…`. */
export function transcriptText({ transcript }: Pick<CallRecord, 'transcript'>): string {
  const text = transcript
    .map(({ role, text, cut }) => `${role === 'caller' ? 'Caller' : 'Agent'}: ${text}${cut ? '…' : ''}`)
    .join('\n');
  if (text.length <= headCharactersMax + tailCharactersMax) return text;
  return text.slice(0, headCharactersMax) + left + text.slice(-tailCharactersMax);
}

/** What was said and what is known beside it, for a model. */
export function callText(record: CallRecord): string {
  const { direction, ended_reason, ended_by, custom_end_call_reason: reason, duration_seconds, farewell } = record;
  const facts = [
    `${direction} call of ${Math.round(duration_seconds)} seconds, ended by the ${ended_by}: ${ended_reason}`,
    ...(reason === undefined ? [] : [`the reason of the agent: ${reason}`]),
    `the agent's goodbye was heard: ${farewell.heard}`,
  ];
  return `Known facts: ${facts.join('; ')}.\nTranscript, as far as it was heard:\n${transcriptText(record) || '(nobody spoke)'}`;
}

/** The caller's turns, in order. */
export function callerTurns({ transcript }: Pick<CallRecord, 'transcript'>): string[] {
  return transcript.filter(({ role }) => role === 'caller').map(({ text }) => text);
}

const expressionCharactersMax = 5_000;

/** For expressions, which look at a bounded number of characters. */
export function foldedTranscript(record: Pick<CallRecord, 'transcript'>): string {
  return transcriptText(record).split('\n').map(fold).join('\n').slice(-expressionCharactersMax);
}
