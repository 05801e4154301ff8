/** Time as a dependency: lengths and instants in milliseconds. Tests and scripts put a virtual clock in its place. */
export type Clock = {
  /** Milliseconds on a clock that never goes back; its zero means nothing. */
  now(): number;
  /** Runs once after `ms`; the answer cancels it, and cancelling twice is harmless. */
  after(ms: number, run: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
