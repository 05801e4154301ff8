/** Many calls under other settings, one behind the other, in a bounded time. */
import type { Clock } from '../../providers/clock.ts';
import type { ReplayedCall } from './replay-call.ts';

export type ReplayCounts = {
  /** Those that were replayed. */
  calls: number;
  same: number;
  earlier: number;
  later: number;
  otherReason: number;
  leftOut: number;
  /** The time was over before them. */
  notReached: number;
};

/** One request takes no longer than this, and the call that it is at. */
export const replayMsMax = 10_000;

/** `replay` answers null for a call that cannot be replayed. Answers those that change, in the order of `calls`. */
export async function replayMany<Call>(
  calls: readonly Call[],
  replay: (call: Call) => Promise<ReplayedCall | null>,
  clock: Clock,
): Promise<ReplayCounts & { changed: { call: Call; replayed: ReplayedCall }[] }> {
  const counts: ReplayCounts = { calls: 0, same: 0, earlier: 0, later: 0, otherReason: 0, leftOut: 0, notReached: 0 };
  const changed: { call: Call; replayed: ReplayedCall }[] = [];
  const until = clock.now() + replayMsMax;
  for (const [index, call] of calls.entries()) {
    if (clock.now() >= until) {
      counts.notReached = calls.length - index;
      break;
    }
    const replayed = await replay(call);
    if (replayed === null) {
      counts.leftOut++;
      continue;
    }
    counts.calls++;
    counts[replayed.change]++;
    if (replayed.otherReason) counts.otherReason++;
    if (replayed.change !== 'same' || replayed.otherReason) changed.push({ call, replayed });
  }
  return { ...counts, changed };
}
