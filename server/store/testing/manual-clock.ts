import type { Clock } from '../../../providers/clock.ts';

/** Time that passes only when it is told to. */
export type ManualClock = Clock & {
  /** Runs what is due, in order, and lets what it started come to rest. */
  advance(ms: number): Promise<void>;
};

export function manualClock(): ManualClock {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const nextDue = (end: number) =>
    [...timers].filter(({ at }) => at <= end).reduce<Timer | null>((a, b) => (a && a.at <= b.at ? a : b), null);
  return {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const end = now + ms;
      await rest();
      for (let due = nextDue(end); due; due = nextDue(end)) {
        timers.delete(due);
        now = due.at;
        due.run();
        await rest();
      }
      now = end;
    },
  };
}

type Timer = { at: number; run: () => void };

/** All promises that can settle without time have settled. */
export function rest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
