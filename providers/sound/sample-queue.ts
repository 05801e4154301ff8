/** Samples in the order in which they came, taken from the front in pieces of any size. */
export type SampleQueue = {
  readonly length: number;
  push(pcm: Int16Array): void;
  /** At most `count` samples, a copy. */
  take(count: number): Int16Array;
};

/** One array that grows, so that a thousand pieces of a few samples cost no more than one. */
export function sampleQueue(): SampleQueue {
  let samples = new Int16Array(1_024);
  let from = 0;
  let to = 0;

  const makeRoom = (count: number): void => {
    const length = to - from;
    const target = length + count > samples.length / 2 ? new Int16Array((length + count) * 2) : samples;
    target.set(samples.subarray(from, to));
    samples = target;
    from = 0;
    to = length;
  };

  return {
    get length() {
      return to - from;
    },
    push(pcm) {
      if (to + pcm.length > samples.length) makeRoom(pcm.length);
      samples.set(pcm, to);
      to += pcm.length;
    },
    take(count) {
      const taken = samples.slice(from, Math.min(to, from + count));
      from += taken.length;
      return taken;
    },
  };
}
