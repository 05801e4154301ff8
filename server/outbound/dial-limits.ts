/** How many calls an account may make at once, and how fast. Of this process, as every limit of live calls is. */
import { tokenBucket } from '../../lines/token-bucket.ts';
import type { Clock } from '../../providers/clock.ts';
import { Refusal } from '../http/refusal.ts';
import type { Switchboard } from '../calls/switchboard.ts';

export type DialLimits = {
  /** Takes a place; to be given back once the call is with the switchboard or never will be. Throws Refusal (429). */
  enter(accountId: string): () => void;
};

export type DialLimitsParts = {
  switchboard: Pick<Switchboard, 'list'>;
  clock: Clock;
  callsMax: number;
  callsPerSecond: number;
};

export function dialLimits({ switchboard, clock, callsMax, callsPerSecond }: DialLimitsParts): DialLimits {
  const opening = new Map<string, number>();
  const paces = new Map<string, () => boolean>();

  const openingOf = (accountId: string): number => opening.get(accountId) ?? 0;

  function count(accountId: string, by: 1 | -1): void {
    const next = openingOf(accountId) + by;
    if (next > 0) opening.set(accountId, next);
    else opening.delete(accountId);
  }

  return {
    enter(accountId) {
      const live = switchboard.list(accountId).filter(({ header }) => header.direction === 'outbound').length;
      if (live + openingOf(accountId) >= callsMax) throw tooMany(callsMax);
      const pace = paces.get(accountId) ?? tokenBucket(clock, callsPerSecond, Math.max(1, callsPerSecond));
      paces.set(accountId, pace);
      if (!pace()) throw tooFast(callsPerSecond);
      count(accountId, 1);
      let inside = true;
      return () => {
        if (inside) count(accountId, -1);
        inside = false;
      };
    },
  };
}

function tooMany(callsMax: number): Refusal {
  return new Refusal(429, 'too_many_outbound_calls', `${callsMax} outbound calls of this account are up already.`, {
    hint: 'Dial again when one has ended, or set RINGOFF_OUTBOUND_CALLS_MAX.',
    headers: { 'retry-after': '10' },
  });
}

function tooFast(callsPerSecond: number): Refusal {
  return new Refusal(429, 'dialling_too_fast', `An account may dial ${callsPerSecond} calls a second.`, {
    hint: 'Dial again in a second, or set RINGOFF_OUTBOUND_CALLS_PER_SECOND.',
    headers: { 'retry-after': '1' },
  });
}
