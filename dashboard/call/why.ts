/** A call's end in sentences. */
import type { CallRecord } from '../../contract/call.ts';
import { causeOf, endedReasonWords, heardShown, proofWords } from '../../contract/why-ended.ts';

/** `The agent ended it: the model called its end action end_call, reason “Wrong number”.` */
export function whyEnded(record: CallRecord): string {
  const { ended_reason: reason, error_detail: detail } = record;
  const because = detail ?? (record.trigger === 'caller' ? null : causeOf(record));
  return `${capital(endedReasonWords[reason])}${because === null ? '' : `: ${because}`}.`;
}

export type Fact = { name: string; value: string; about: string };

/** What the head of the page tells: goodbye and line, beside why it ended. */
export function endFacts(record: CallRecord): Fact[] {
  const { farewell, hang_up: hangUp, hang_up_attempts: attempts } = record;
  const asked = hangUp.attempts > 0;
  const [first] = attempts;
  return [
    {
      name: 'Goodbye',
      value: capital(heardShown[farewell.heard]),
      about:
        farewell.text === ''
          ? 'No words were spoken.'
          : `${Math.round(farewell.heard_share * 100)} % of it was heard${rescued(farewell.rescues)}`,
    },
    {
      name: 'Line',
      value: lineState(record),
      about: asked
        ? `${hangUp.attempts === 1 ? 'One request' : `${hangUp.attempts} requests`}${hangUp.proof === null ? '' : `, proved after ${hangUp.latency_ms} ms`}${hangUp.leaked_seconds >= 1 ? `; open ${hangUp.leaked_seconds.toFixed(1)} s too long` : ''}`
        : `Dropped by the ${record.ended_by}; nothing was left to hang up.`,
    },
    {
      name: 'Hang-up asked',
      value: first ? `${secondsIn(record, first.at)} into the call` : 'Never',
      about: record.carrier_cause === null ? 'The carrier gave no cause.' : `The carrier says: ${record.carrier_cause}`,
    },
  ];
}

/** Our own request never proves that a line is down: only an answer to it does. */
function lineState({ hang_up: { attempts, proof } }: CallRecord): string {
  if (attempts === 0) return 'Down';
  if (proof === null || proof === 'accepted') return 'Hang-up sent, not confirmed';
  return 'Down';
}

export function proofSentence({ hang_up: { attempts, proof } }: CallRecord): string {
  if (attempts === 0) return 'The line went down without our asking.';
  return proof === null ? 'Nothing answered our request.' : `${capital(proofWords[proof])}.`;
}

function rescued(times: number): string {
  if (times === 0) return '.';
  return times === 1
    ? '; the caller took the call back once before.'
    : `; the caller took the call back ${times} times.`;
}

function secondsIn(record: CallRecord, at: string): string {
  return `${Math.max(0, (Date.parse(at) - Date.parse(record.started_at)) / 1000).toFixed(1)} s`;
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
