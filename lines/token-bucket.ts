/** A limit on how often something may happen, with room for a burst. */
import type { Clock } from '../providers/clock.ts';

/** Takes one token; false when none is left. It begins full, and `perSecond` tokens come back each second. */
export function tokenBucket(clock: Clock, perSecond: number, burstMax: number): () => boolean {
  let tokens = burstMax;
  let countedAt = clock.now();
  return () => {
    const now = clock.now();
    tokens = Math.min(burstMax, tokens + ((now - countedAt) * perSecond) / 1000);
    countedAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
