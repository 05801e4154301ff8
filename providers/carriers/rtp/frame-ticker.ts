/**
 * The 20 ms clock of a process, one for all its calls. Tick n is due at the start plus n × 20 ms, whatever the ticks
 * before it cost, so nothing drifts. Source: design lines.md "SIP".
 */
import { createHistogram } from 'node:perf_hooks';
import type { Clock } from '../../clock.ts';

export type FrameTicker = {
  /** From the next tick on; the answer stops it. `skipped`: so many ticks before this one were given up. */
  onTick(run: (skipped: number) => void): () => void;
  /** How late ticks were since it was last reset. */
  lateness(): Lateness;
  resetLateness(): void;
};

export type Lateness = {
  ticks: number;
  /** 20 ms late or more: the next one was due already. */
  lateTicks: number;
  /** Given up, because more than five were due at once. */
  skippedTicks: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
};

const tickMs = 20;
/** More at once would only be thrown away by the far end's jitter buffer. */
const ticksAtOnceMax = 5;

/** `onFault` is told what a tick's receiver threw; the others get their tick. Runs only while somebody listens. */
export function frameTicker(clock: Clock, onFault: (error: unknown) => void): FrameTicker {
  const runs = new Set<(skipped: number) => void>();
  const microseconds = createHistogram();
  let lateTicks = 0;
  let skippedTicks = 0;
  let nextAt = 0;
  let cancel: (() => void) | null = null;

  const wait = (): void => {
    cancel = clock.after(Math.max(0, nextAt - clock.now()), wake);
  };
  const wake = (): void => {
    cancel = null;
    const due = Math.floor((clock.now() - nextAt) / tickMs) + 1;
    const skipped = Math.max(0, due - ticksAtOnceMax);
    if (skipped > 0) note(clock.now() - nextAt); // One for all of them: the greatest lateness.
    skippedTicks += skipped;
    nextAt += skipped * tickMs;
    for (let count = skipped; count < due && runs.size > 0; count++) tick(count === skipped ? skipped : 0);
    if (runs.size > 0) wait();
  };
  const note = (lateMs: number): void => {
    microseconds.record(Math.max(1, Math.round(lateMs * 1000)));
    if (lateMs >= tickMs) lateTicks++;
  };
  const tick = (skipped: number): void => {
    note(clock.now() - nextAt);
    nextAt += tickMs;
    for (const run of runs) {
      try {
        run(skipped);
      } catch (error) {
        onFault(error);
      }
    }
  };

  return {
    onTick(run) {
      const own = (skipped: number): void => run(skipped);
      if (runs.size === 0 && !cancel) {
        nextAt = clock.now() + tickMs;
        runs.add(own);
        wait();
      } else runs.add(own);
      return () => {
        runs.delete(own);
        if (runs.size > 0) return;
        cancel?.();
        cancel = null;
      };
    },
    lateness: () => ({
      ticks: microseconds.count,
      lateTicks,
      skippedTicks,
      p50Ms: microseconds.percentile(50) / 1000,
      p99Ms: microseconds.percentile(99) / 1000,
      maxMs: microseconds.count === 0 ? 0 : microseconds.max / 1000,
    }),
    resetLateness() {
      microseconds.reset();
      lateTicks = 0;
      skippedTicks = 0;
    },
  };
}
