/** Notices that nothing comes from the far end any more: neither sound nor a report (phones may be silent by intent). */
export type QuietWatch = {
  /** Something came. */
  sign(): void;
  /** Every tick. `expected`: false on hold, which counts for nothing. */
  tick(expected: boolean): void;
};

/** `onQuiet` is called once, until a sign comes again. */
export function quietWatch(now: () => number, quietMsMax: number, onQuiet: (quietMs: number) => void): QuietWatch {
  let signAt = now();
  let told = false;
  const sign = (): void => {
    signAt = now();
    told = false;
  };
  return {
    sign,
    tick(expected) {
      if (!expected) return sign();
      const quietMs = now() - signAt;
      if (told || quietMs < quietMsMax) return;
      told = true;
      onQuiet(quietMs);
    },
  };
}
