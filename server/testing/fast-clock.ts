/** The system's time, running `times` as fast: waits of seconds become milliseconds, in the same order. */
import type { Clock } from '../../providers/clock.ts';

export function fastClock(times: number): Clock {
  const startedAt = performance.now();
  return {
    now: () => (performance.now() - startedAt) * times,
    after(ms, run) {
      const timer = setTimeout(run, ms / times);
      return () => clearTimeout(timer);
    },
  };
}
