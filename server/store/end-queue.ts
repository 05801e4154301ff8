import { Retryable } from '../../contract/errors.ts';
import type { CallEnd } from './call-end.ts';
import type { Refusal } from './call-lease.ts';

type Outcome = 'ended' | Refusal;
type Waiting = CallEnd & Omit<PromiseWithResolvers<Outcome>, 'promise'>;

/** In one transaction: so many calls, and so many characters of JSON, unless one call alone has more. */
const callsMax = 100;
const charactersMax = 1_000_000;

/**
 * Many calls that end at once share transactions: each costs the disk a sync, and statements their planning, however
 * many calls it ends. The first one goes at once, and whoever comes while it is written goes together. One that cannot be
 * stored is parted from the others. `write` answers each end in its place, and throws when it wrote none of them.
 */
export function endQueue(write: (ends: readonly CallEnd[]) => Promise<(Outcome | Error)[]>) {
  const waiting: Waiting[] = [];
  let running = false;
  /** Halved by a failure that may pass, doubled by a full group that goes: one that always fails so is left alone in the end. */
  let callsAtOnce = callsMax;

  const run = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) await store(take(waiting, callsAtOnce));
    running = false;
  };

  const store = async (ends: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await write(ends);
      if (ends.length >= callsAtOnce) callsAtOnce = Math.min(callsMax, callsAtOnce * 2);
      for (const [place, { resolve, reject }] of ends.entries()) {
        const outcome = outcomes[place]!;
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      }
    } catch (error) {
      if (error instanceof Retryable) callsAtOnce = Math.max(1, Math.floor(ends.length / 2));
      if (error instanceof Retryable || ends.length === 1) return ends.forEach(({ reject }) => reject(error));
      const half = Math.ceil(ends.length / 2);
      await store(ends.slice(0, half));
      await store(ends.slice(half));
    }
  };

  return {
    end(end: CallEnd): Promise<Outcome> {
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      waiting.push({ ...end, resolve, reject });
      if (!running) void run();
      return promise;
    },
  };
}

/** From the front. A call that is asked for twice waits for the next turn, for one statement writes each row once. */
function take(waiting: Waiting[], callsAtOnce: number): Waiting[] {
  const taken = new Map<string, Waiting>();
  const passed: Waiting[] = [];
  let characters = 0;
  while (waiting.length > 0 && taken.size < callsAtOnce) {
    const next = waiting[0]!;
    if (taken.size > 0 && characters + next.text.length > charactersMax) break;
    waiting.shift();
    if (taken.has(next.callId)) {
      passed.push(next);
      continue;
    }
    characters += next.text.length;
    taken.set(next.callId, next);
  }
  waiting.unshift(...passed);
  return [...taken.values()];
}
