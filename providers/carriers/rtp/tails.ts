/** Who waits for the tail: 200 ms of silence that must be sent before the line may be dropped. */
export type Tails = {
  /** Kept once nothing is owed any more. */
  wait(): Promise<void>;
  /** After each frame that went out, and when nothing goes out any more. */
  settle(): void;
};

/** Twice the tail: a voice that goes on meanwhile does not hold the line. */
const framesMax = 20;

/** `owed`: whether something is still to be sent; `keys` has its own limit, `silence` gets ours. */
export function newTails(owed: () => 'keys' | 'silence' | null): Tails {
  let waiting: { done: () => void; framesLeft: number }[] = [];

  const isOver = (tail: (typeof waiting)[number]): boolean => {
    const what = owed();
    return what === null || (what === 'silence' && --tail.framesLeft < 0);
  };

  return {
    wait() {
      if (owed() === null) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ done: resolve, framesLeft: framesMax });
      return promise;
    },
    settle() {
      waiting = waiting.filter((tail) => {
        const over = isOver(tail);
        if (over) tail.done();
        return !over;
      });
    },
  };
}
