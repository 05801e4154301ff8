/** What gets in at all, decided before a message is read: a flood must cost less than the calls that are up. */
import type { Clock } from '../../clock.ts';

export type AdmissionLimits = {
  /** Requests that begin something, from one source: INVITE, OPTIONS, REGISTER … without a dialog. */
  newPerSecondMax: number;
  newBurstMax: number;
  /** The same from all sources together. */
  newPerSecondTotalMax: number;
  /** Everything else from one source. */
  messagesPerSecondMax: number;
};

/** `excess`: too many of its kind; `drop`: not even worth an answer. */
export type Admission = { judge(bytes: Buffer, source: string): 'in' | 'excess' | 'drop'; size(): number };

type Bucket = { tokens: number; countedAt: number };
type Source = { fresh: Bucket; all: Bucket };

const sourcesMax = 4_096;
const headBytes = 2_048;
/** What says SIP within its first bytes: a response, or a request that may belong to a dialog or begin one. */
const response = 'SIP/2.0 ';
const beginners = ['INVITE ', 'OPTIONS ', 'REGISTER ', 'SUBSCRIBE ', 'MESSAGE ', 'PUBLISH ', 'REFER '];

export function admission(clock: Clock, limits: AdmissionLimits): Admission {
  const sources = new Map<string, Source>();
  const total: Bucket = { tokens: limits.newPerSecondTotalMax, countedAt: clock.now() };

  function take(bucket: Bucket, perSecond: number, burst: number): boolean {
    const now = clock.now();
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.countedAt) * perSecond) / 1000);
    bucket.countedAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** The source that was quiet for longest makes room; the total still holds. */
  function sourceOf(address: string): Source {
    const countedAt = clock.now();
    const source = sources.get(address) ?? {
      fresh: { tokens: limits.newBurstMax, countedAt },
      all: { tokens: limits.messagesPerSecondMax, countedAt },
    };
    sources.delete(address);
    sources.set(address, source);
    if (sources.size > sourcesMax) sources.delete(sources.keys().next().value!);
    return source;
  }

  return {
    judge(bytes, address) {
      const source = sourceOf(address);
      // A flood of beginnings leaves the other tokens to a call that is up, also one from the same source.
      if (!beginsSomething(bytes)) {
        return take(source.all, limits.messagesPerSecondMax, limits.messagesPerSecondMax) ? 'in' : 'drop';
      }
      if (!take(source.fresh, limits.newPerSecondMax, limits.newBurstMax)) return 'excess';
      return take(total, limits.newPerSecondTotalMax, limits.newPerSecondTotalMax) ? 'in' : 'excess';
    },
    size: () => sources.size,
  };
}

/** A tag in To is the mark of a dialog: such a request is looked up, and answered 481 when there is none. */
function beginsSomething(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 16);
  if (start.startsWith(response) || !beginners.some((method) => start.startsWith(method))) return false;
  return !/\n(?:to|t)[ \t]*:[^\r\n]*;[ \t]*tag[ \t]*=/i.test(bytes.toString('latin1', 0, headBytes));
}
