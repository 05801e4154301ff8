/** A clock that a test or script moves by hand: timers run in the order of their instants, synchronously. */
import type { Clock } from '../providers/clock.ts';

export type VirtualClock = Clock & {
  /** Runs every timer up to `ms` from now, also those set on the way. Throws after `timersMax` of them. */
  advance(ms: number, timersMax?: number): void;
  /** The instant of the next timer, null when none is set. */
  next(): number | null;
};

type Timer = { at: number; order: number; run: () => void };

export function virtualClock(): VirtualClock {
  let now = 0;
  let order = 0;
  const timers: Timer[] = []; // A heap would be faster for thousands; a call has fewer than ten.

  const earliest = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
    return first;
  };
  const remove = (timer: Timer): void => {
    const index = timers.indexOf(timer);
    if (index >= 0) timers.splice(index, 1);
  };
  return {
    now: () => now,
    after(ms, run) {
      const timer: Timer = { at: now + Math.max(0, ms), order: order++, run };
      timers.push(timer);
      return () => remove(timer);
    },
    next: () => earliest()?.at ?? null,
    advance(ms, timersMax = 100_000) {
      const until = now + ms;
      for (let count = 0; ; count++) {
        const timer = earliest();
        if (!timer || timer.at > until) break;
        if (count >= timersMax) throw new Error(`more than ${timersMax} timers in ${ms} ms: something loops`);
        remove(timer);
        now = timer.at;
        timer.run();
      }
      now = until;
    },
  };
}
