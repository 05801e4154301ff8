import { Retryable } from '../../contract/errors.ts';

/** One call's part of a group. `text`: what is to be written of it, as JSON ready for the statement. */
export type Grouped = { readonly callId: string; readonly text: string };

type Waiting<Item, Outcome> = { item: Item } & Omit<PromiseWithResolvers<Outcome>, 'promise'>;

/** In one transaction: so many calls, and so many characters of JSON, unless one call alone has more. */
const callsMax = 100;
const charactersMax = 1_000_000;

/**
 * Many calls that are written at once share transactions: each costs the disk a sync, and statements their planning,
 * however many calls it writes. The first one goes at once, and whoever comes while it is written goes together. One that
 * cannot be stored is parted from the others. `write` answers each item in its place, and throws when it wrote none.
 * `gather`: the first one waits for those that come in the same turn of the event loop.
 */
export function groupQueue<Item extends Grouped, Outcome>(
  write: (items: readonly Item[]) => Promise<(Outcome | Error)[]>,
  { gather = false } = {},
): (item: Item) => Promise<Outcome> {
  const waiting: Waiting<Item, Outcome>[] = [];
  let running = false;
  /** Halved by a failure that may pass, doubled by a full group that goes: one that always fails so is left alone in the end. */
  let callsAtOnce = callsMax;

  const run = async (): Promise<void> => {
    running = true;
    if (gather) await new Promise(setImmediate);
    while (waiting.length > 0) await store(take(waiting, callsAtOnce));
    running = false;
  };

  const store = async (group: readonly Waiting<Item, Outcome>[]): Promise<void> => {
    try {
      const outcomes = await write(group.map(({ item }) => item));
      if (group.length >= callsAtOnce) callsAtOnce = Math.min(callsMax, callsAtOnce * 2);
      for (const [place, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[place]!;
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      }
    } catch (error) {
      if (error instanceof Retryable) callsAtOnce = Math.max(1, Math.floor(group.length / 2));
      if (error instanceof Retryable || group.length === 1) return group.forEach(({ reject }) => reject(error));
      const half = Math.ceil(group.length / 2);
      await store(group.slice(0, half));
      await store(group.slice(half));
    }
  };

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    waiting.push({ item, resolve, reject });
    if (!running) void run();
    return promise;
  };
}

/** From the front. A call that is asked for twice waits for the next turn, for one statement writes each row once. */
function take<W extends { item: Grouped }>(waiting: W[], callsAtOnce: number): W[] {
  const taken = new Map<string, W>();
  const passed: W[] = [];
  let characters = 0;
  while (waiting.length > 0 && taken.size < callsAtOnce) {
    const next = waiting[0]!;
    const { callId, text } = next.item;
    if (taken.size > 0 && characters + text.length > charactersMax) break;
    waiting.shift();
    if (taken.has(callId)) {
      passed.push(next);
      continue;
    }
    characters += text.length;
    taken.set(callId, next);
  }
  waiting.unshift(...passed);
  return [...taken.values()];
}
