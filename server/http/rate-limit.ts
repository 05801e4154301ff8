/** How often each of many may ask. */
import { tokenBucket } from '../../lines/token-bucket.ts';
import type { Clock } from '../../providers/clock.ts';

export type RateLimit = {
  /** False: too often. */
  take(who: string): boolean;
};

/** Those who asked longest ago are forgotten first: their buckets are full again by then, or nearly. */
const knownMax = 10_000;

/** Twice `perSecond` may come at once. */
export function newRateLimit(clock: Clock, perSecond: number): RateLimit {
  const buckets = new Map<string, () => boolean>();
  return {
    take(who) {
      const bucket = buckets.get(who) ?? tokenBucket(clock, perSecond, perSecond * 2);
      buckets.delete(who);
      buckets.set(who, bucket);
      if (buckets.size > knownMax) buckets.delete(buckets.keys().next().value!);
      return bucket();
    },
  };
}
