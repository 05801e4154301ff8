/** Deletes calls that are older than the configuration lets them grow. Several processes may do it at once. */
import type { Clock } from '../../providers/clock.ts';
import { erasedAtOnceMax, type Erasure } from '../store/erasure.ts';

export type RetentionParts = {
  erasure: Pick<Erasure, 'endedBefore'>;
  clock: Clock;
  /** Days after a call's end. */
  days: number;
  onError: (error: Error) => void;
};

const everyMs = 3_600_000;
const dayMs = 86_400_000;
/** Of one run; the next one goes on. */
const batchesMax = 1_000;

/** Runs now and every hour; the answer stops it and waits for a run under way. */
export function startRetention({ erasure, clock, days, onError }: RetentionParts): () => Promise<void> {
  let stopped = false;
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();

  const run = async (): Promise<void> => {
    const before = new Date(Date.now() - days * dayMs);
    for (let batch = 0; batch < batchesMax && !stopped; batch++) {
      if ((await erasure.endedBefore(before)) < erasedAtOnceMax) return;
    }
  };
  const next = (): void => {
    running = run()
      .catch(onError)
      .then(() => {
        if (!stopped) cancel = clock.after(everyMs, next);
      });
  };
  next();
  return () => {
    stopped = true;
    cancel();
    return running;
  };
}
