/** A call and its replay, as what is drawn of both on one axis. */
import type { CallReplay } from '../../contract/routes/replays.ts';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { type Mark, timelineMarks } from '../call/timeline-marks.ts';

type Compared = {
  /** The length of the axis: both calls are on it, with a little room behind them. */
  seconds: number;
  was: readonly Mark[];
  wouldBe: readonly Mark[];
};

export function comparedMarks(was: readonly TimelineEntry[], wouldBe: CallReplay['entries']): Compared {
  const lastOf = (entries: readonly TimelineEntry[]): number => entries.at(-1)?.at_seconds ?? 0;
  const supposed = new Set(wouldBe.filter((entry) => entry.supposed).map(({ seq }) => seq));
  return {
    seconds: Math.max(1, Math.max(lastOf(was), lastOf(wouldBe)) * 1.02),
    was: timelineMarks(was, lastOf(was)),
    wouldBe: timelineMarks(wouldBe, lastOf(wouldBe)).map((mark) =>
      supposed.has(mark.seq) ? { ...mark, supposed: true } : mark,
    ),
  };
}
