/** What would have become of calls under other settings, in sentences. */
import type { CallReplay, Replays } from './routes/replays.ts';
import { shownLength, shownSeconds } from './shown-time.ts';
import { causeOf, endedReasonWords } from './why-ended.ts';

type Ending = CallReplay['was'];
type UnknownCode = CallReplay['unknown'][number]['code'];
/** Of one call, alone or among many. */
export type Told = Pick<CallReplay, 'change' | 'other_reason' | 'was' | 'would_be'> & {
  parted_at_seconds?: number | null;
  unknown: readonly (UnknownCode | { code: UnknownCode })[];
};

/** Ends that are as close to each other are shown as one. */
const sameSeconds = 0.05;

/** `It would have ended 12.4 s earlier, at 0:16: nobody spoke any more.` */
export function replaySentence(told: Told): string {
  const { change, other_reason: other, was, would_be: would, parted_at_seconds: parted } = told;
  const endedAt = shownLength(would.ended_at_seconds);
  if (goesOn(told)) {
    return `It would have gone on where the log ends; if nobody had said another word, it would have ended at ${endedAt}: ${reasonOf(would)}.`;
  }
  const ended = gap(was.ended_at_seconds, would.ended_at_seconds);
  if (change === 'same' && !other) {
    if (parted === null) return 'Nothing would have changed.';
    if (ended === null)
      return 'It would have ended at the same time, for the same reason; not all before would be the same.';
    return `The end would have been decided at the same time, for the same reason; it would have ended ${ended}, at ${endedAt}.`;
  }
  const why = other ? `, for another reason: ${reasonOf(would)}, instead of: ${reasonOf(was)}` : `: ${reasonOf(would)}`;
  if (isAgainst(change, ended)) {
    const decided = gap(was.decided_at_seconds, would.decided_at_seconds);
    return `The end would have been decided ${decided}, and the call would have ended ${ended ?? 'at the same time'}, at ${endedAt}${why}.`;
  }
  return `It would have ended ${ended === null ? 'at the same time' : `${ended}, at ${endedAt}`}${why}.`;
}

/** A goodbye of another length can make up for it, or more. */
function isAgainst(change: Told['change'], ended: string | null): boolean {
  return change !== 'same' && !ended?.endsWith(change);
}

/** Beyond the end of the log, where nobody is supposed to speak. */
function goesOn({ change, unknown }: Told): boolean {
  return change === 'later' && unknown.some((one) => (typeof one === 'string' ? one : one.code) === 'rest');
}

/** `12.4 s earlier`; null when it is at one time. */
function gap(wasSeconds: number, wouldBeSeconds: number): string | null {
  const seconds = Math.abs(wouldBeSeconds - wasSeconds);
  if (seconds <= sameSeconds) return null;
  const short = seconds < 1 ? shownSeconds(seconds) : `${seconds.toFixed(1)} s`;
  const shown = seconds < 60 ? short : `${shownLength(seconds)} ${seconds < 3_600 ? 'min' : 'h'}`;
  return `${shown} ${wouldBeSeconds < wasSeconds ? 'earlier' : 'later'}`;
}

/** `nobody spoke any more`, `the agent ended it: both sides said goodbye`. */
export function reasonOf({ ended_reason: reason, custom_end_call_reason: custom, trigger, evidence }: Ending): string {
  if (reason === 'error' && evidence !== '') return `${endedReasonWords[reason]} (${evidence})`;
  if (reason !== 'agent_ended') return endedReasonWords[reason];
  return `${endedReasonWords[reason]} (${causeOf({ trigger, action: null, ...(custom !== null && { custom_end_call_reason: custom }) })})`;
}

type Counts = Pick<Replays, 'calls' | 'earlier' | 'later' | 'other_reason'>;

/** `With these settings 14 of 200 calls would have ended earlier, 3 for another reason.` */
export function replaysSentence({ calls, earlier, later, other_reason: other }: Counts): string {
  if (calls === 0) return 'There is no ended call to replay.';
  const parts = [
    [earlier, 'earlier'],
    [later, 'later'],
    [other, 'for another reason'],
  ] as const;
  const told = parts.filter(([count]) => count > 0);
  const all = calls === 1 ? '1 call' : `${calls} calls`;
  if (told.length === 0)
    return `With these settings none of ${all} would have ended at another time or for another reason.`;
  const [[count, how], ...more] = told as [(typeof told)[number], ...typeof told];
  const rest = more.map(([number, word]) => `, ${number} ${word}`).join('');
  return `With these settings ${count} of ${all} would have ended ${how}${rest}.`;
}

type Untold = Pick<Replays, 'left_out' | 'items'> & {
  /** The time of one request was over before them. */
  not_reached?: number;
};

/** What the sentence does not tell: calls that are not in it, and how much of the rest is not known. */
export function restSentences({ left_out: leftOut, not_reached: notReached = 0, items }: Untold): string[] {
  const unsure = items.filter(({ unknown }) => unknown.length > 0).length;
  const told = [
    [leftOut, 'Left out', 'What goes on or is of another version cannot be replayed.'],
    [notReached, 'Not reached in time', 'Choose fewer.'],
    [unsure, 'With something that the log cannot tell', 'The page of each says what.'],
  ] as const;
  return told.flatMap(([count, what, about]) => (count > 0 ? [`${what}: ${count}. ${about}`] : []));
}

/** `12.4 s earlier`, `would go on`, `another reason`: of one call among many. */
export function changeWords(told: Told): string {
  const { change, was, would_be: would } = told;
  if (goesOn(told)) return 'would go on';
  if (change === 'same') return 'another reason';
  const ended = gap(was.ended_at_seconds, would.ended_at_seconds);
  if (ended === null || isAgainst(change, ended)) {
    return `decided ${gap(was.decided_at_seconds, would.decided_at_seconds)}`;
  }
  return ended;
}
