/** A clock that goes on in steps, for many timers: each runs at the step that reaches it. */
import type { Clock } from '../../../clock.ts';

export function tickClock(stepMs: number): Clock & { tick(): void } {
  const due = new Map<number, Set<() => void>>();
  let step = 0;
  return {
    now: () => step * stepMs,
    after(ms, run) {
      const at = step + Math.max(1, Math.ceil(ms / stepMs));
      const timer = (): void => run();
      const others = due.get(at) ?? new Set();
      due.set(at, others.add(timer));
      return () => void others.delete(timer);
    },
    tick() {
      step += 1;
      const timers = due.get(step);
      if (timers) for (const timer of timers) timer();
      due.delete(step);
    },
  };
}
