/** Something that may take its time, with a limit: whoever waits always gets an answer. */
import type { EventBody } from '../../engine/events.ts';
import type { Clock } from '../../providers/clock.ts';
import type { Cancel, Done } from './flow-judge.ts';

export type LimitedParts = {
  clock: Clock;
  dispatch(event: EventBody): void;
  newWorkId(): string;
};

/**
 * `begin` is given `withinMs`; then `late` stands for its answer. As long as it takes, the caller is owed a word: the
 * silence clock stands still. The answer cancels it, and no answer comes then.
 */
export function limited<Verdict>(
  { clock, dispatch, newWorkId }: LimitedParts,
  work: {
    kind: 'model' | 'tool';
    withinMs: number;
    late: Verdict;
    begin(done: Done<Verdict>): Cancel;
    settled(verdict: Verdict, failed: string | null, tookMs: number): void;
  },
): Cancel {
  const startedAt = clock.now();
  let settled = false;
  let workId: string | null = null;
  let stop: Cancel = () => {};
  let cancelTimer: Cancel = () => {};

  function settle(then: () => void): void {
    if (settled) return;
    settled = true;
    cancelTimer();
    then();
    if (workId !== null) dispatch({ type: 'work.finished', workId });
  }

  const took = (): number => Math.round(clock.now() - startedAt);
  const cancel = work.begin((verdict, failed) => settle(() => work.settled(verdict, failed, took())));
  if (settled) return () => {};
  stop = cancel;
  workId = newWorkId();
  dispatch({ type: 'work.started', workId, kind: work.kind });
  cancelTimer = clock.after(work.withinMs, () => {
    stop();
    settle(() => work.settled(work.late, 'no answer in time', took()));
  });
  return () => {
    stop();
    settle(() => {});
  };
}
