/** A call and its replay, as what is drawn of both on one axis. */
import type { CallReplay } from '../../contract/routes/replays.ts';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { type Mark, timelineMarks } from '../call/timeline-marks.ts';

type Compared = {
  /** The length of the axis: both calls are on it, with a little room behind them. */
  seconds: number;
  /** The replayed call goes on for so long that its end is beyond the axis. */
  cut: boolean;
  was: readonly Mark[];
  wouldBe: readonly Mark[];
};

/** A replayed call may go on for hours; the stored one must stay visible beside it. */
const timesLongerMax = 4;
const roomSeconds = 10;

export function comparedMarks(was: readonly TimelineEntry[], wouldBe: CallReplay['entries']): Compared {
  const [wasOver, over] = [lastOf(was), lastOf(wouldBe)];
  const cutAt = Math.max(wasOver, 1) * timesLongerMax;
  const cut = over > cutAt;
  const seconds = cut ? wasOver + Math.max(roomSeconds, wasOver) : Math.max(1, Math.max(wasOver, over) * 1.02);
  const supposed = new Set(wouldBe.filter((entry) => entry.supposed).map(({ seq }) => seq));
  const marks = timelineMarks(wouldBe, over).filter(({ from }) => from < seconds);
  return {
    seconds,
    cut,
    was: timelineMarks(was, wasOver),
    wouldBe: marks.map((mark) => ({
      ...mark,
      ...(mark.to !== null && { to: Math.min(mark.to, seconds) }),
      ...(supposed.has(mark.seq) && { supposed: true as const }),
    })),
  };
}

function lastOf(entries: readonly TimelineEntry[]): number {
  return entries.at(-1)?.at_seconds ?? 0;
}
