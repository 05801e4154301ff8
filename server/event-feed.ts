/** The live events of all calls in one numbered row, of which the newest are kept, so that a reader can resume. */
import { randomBytes } from 'node:crypto';
import type { LiveEvent, Switchboard } from './switchboard.ts';

export type FedEvent = { id: string; event: LiveEvent };

export type EventFeed = {
  /**
   * Gives the account's events behind the one with the id `after` (null: from now on), then every further one. `missed`:
   * that one is not known here any more, and only further ones come.
   */
  follow(accountId: string, after: string | null, listener: (fed: FedEvent) => void): { missed: boolean; stop(): void };
};

/** Of all accounts together. */
const keptMax = 5_000;

export function newEventFeed(switchboard: Pick<Switchboard, 'watchAll'>): EventFeed {
  /** Ids of another process, or of this one before a restart, mean nothing here. */
  const feedId = randomBytes(6).toString('hex');
  const kept: { accountId: string; fed: FedEvent }[] = [];
  const listeners = new Set<(accountId: string, fed: FedEvent) => void>();
  let count = 0;

  switchboard.watchAll((event, accountId) => {
    const fed = { id: `${feedId}-${++count}`, event };
    kept.push({ accountId, fed });
    // Half of the row at once: taking the first of an array moves all others.
    if (kept.length >= keptMax * 2) kept.splice(0, keptMax);
    for (const listener of listeners) listener(accountId, fed);
  });

  /** Where in `kept` the event behind this id stands; -1 when it is unknown. */
  function placeBehind(after: string): number {
    const [feed, number] = after.split('-');
    const oldest = count - kept.length;
    if (feed !== feedId || !/^\d{1,15}$/.test(number ?? '')) return -1;
    return Number(number) > count || Number(number) < oldest ? -1 : Number(number) - oldest;
  }

  return {
    follow(accountId, after, listener) {
      const place = after === null ? kept.length : placeBehind(after);
      const missed = place < 0;
      for (const past of missed ? [] : kept.slice(place)) if (past.accountId === accountId) listener(past.fed);
      const hear = (account: string, fed: FedEvent): void => {
        if (account === accountId) listener(fed);
      };
      listeners.add(hear);
      return { missed, stop: () => void listeners.delete(hear) };
    },
  };
}
