/** The lengths of RFC 3261 section 17, in milliseconds, and timers by name. */
import type { Clock } from '../../clock.ts';

/** The estimate of a round trip; everything else is made of it. */
export const t1Ms = 500;
/** The longest wait between two sendings of what is not an INVITE. */
export const t2Ms = 4_000;
/** How long the network may keep a message. */
export const t4Ms = 5_000;
/** Timers B, D, F, H, J, L and M: nobody waits longer for the other side of a transaction. */
export const transactionMsMax = 64 * t1Ms;

export type Timers = {
  /** Sets the timer of that name anew. */
  set(name: string, ms: number, run: () => void): void;
  clear(name: string): void;
  clearAll(): void;
};

export function timers(clock: Clock): Timers {
  const running = new Map<string, () => void>();
  const clear = (name: string): void => {
    running.get(name)?.();
    running.delete(name);
  };
  return {
    set(name, ms, run) {
      clear(name);
      running.set(
        name,
        clock.after(ms, () => {
          running.delete(name);
          run();
        }),
      );
    },
    clear,
    clearAll() {
      for (const cancel of running.values()) cancel();
      running.clear();
    },
  };
}

/** Runs at once and then again after `firstMs`, twice that, and so on up to `longestMs`, until the timer is cleared. */
export function repeat(on: Timers, name: string, firstMs: number, longestMs: number, run: () => void): void {
  const again = (waitMs: number): void => {
    run();
    on.set(name, waitMs, () => again(Math.min(waitMs * 2, longestMs)));
  };
  again(Math.min(firstMs, longestMs));
}
