import type { TimelineEntry } from '../../contract/routes/calls.ts';

/** More than this after the answer no recording begins: a shorter one broke off. */
const lateSecondsMax = 2;

/**
 * When the recording begins, in seconds of the call. It ends with the leg, so that its length tells; one that broke off
 * began with the answer.
 */
export function recordingStart(entries: readonly TimelineEntry[], lengthSeconds: number): number {
  const at = (type: string): number | undefined => entries.find(({ event }) => event?.type === type)?.at_seconds;
  const end = at('leg.ended') ?? entries.at(-1)?.at_seconds ?? lengthSeconds;
  const answer = at('leg.answered') ?? 0;
  const start = end - lengthSeconds;
  return start > answer + lateSecondsMax ? answer : start;
}
