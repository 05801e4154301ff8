/**
 * The live events of all calls in one numbered row, of which the newest are kept, so that a reader can resume. Those of
 * other nodes come into it for as long as somebody of their account reads, and a while longer.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../providers/clock.ts';
import type { FarCalls } from './far-calls.ts';
import type { LiveEvent, Switchboard } from './switchboard.ts';

export type FedEvent = { id: string; event: LiveEvent };

export type EventFeed = {
  /**
   * Gives the account's events behind the one with the id `after` (null: from now on), then every further one. `missed`:
   * not all of those that followed it are known here, and only further ones come.
   */
  follow(accountId: string, after: string | null, listener: (fed: FedEvent) => void): { missed: boolean; stop(): void };
  /** Hears the other nodes no longer. */
  close(): void;
};

export type EventFeedParts = {
  switchboard: Pick<Switchboard, 'watchAll'>;
  /** Null: no other node has calls. */
  farCalls: FarCalls | null;
  clock: Clock;
};

/** Of all accounts together. */
const keptMax = 5_000;
/** So long may a reader be away and miss nothing of other nodes. */
const lingerMs = 300_000;

type FarWatch = { stop(): void; readers: number; since: number; cancel(): void };

export function newEventFeed({ switchboard, farCalls, clock }: EventFeedParts): EventFeed {
  /** Ids of another process, or of this one before a restart, mean nothing here. */
  const feedId = randomBytes(6).toString('hex');
  const kept: { accountId: string; fed: FedEvent }[] = [];
  const listeners = new Set<(accountId: string, fed: FedEvent) => void>();
  const farWatches = new Map<string, FarWatch>();
  let count = 0;

  const feed = (event: LiveEvent, accountId: string): void => {
    const fed = { id: `${feedId}-${++count}`, event };
    kept.push({ accountId, fed });
    // Half of the row at once: taking the first of an array moves all others.
    if (kept.length >= keptMax * 2) kept.splice(0, keptMax);
    for (const listener of listeners) listener(accountId, fed);
  };
  switchboard.watchAll(feed);

  /** Answers since which event the other nodes were heard without a gap. */
  function hearOthers(accountId: string, others: FarCalls): FarWatch {
    const known = farWatches.get(accountId);
    known?.cancel();
    const watch = known ?? {
      stop: others.watch(accountId, (event) => feed(event, accountId)),
      readers: 0,
      since: count,
      cancel: () => {},
    };
    farWatches.set(accountId, watch);
    watch.readers += 1;
    return watch;
  }

  function leaveOthers(accountId: string, watch: FarWatch): void {
    watch.readers -= 1;
    if (watch.readers > 0) return;
    watch.cancel = clock.after(lingerMs, () => {
      watch.stop();
      farWatches.delete(accountId);
    });
  }

  /** Where in `kept` the event behind this id stands; -1 when it is unknown. */
  function placeBehind(after: string, since: number): number {
    const [feedOf, number] = after.split('-');
    const oldest = Math.max(count - kept.length, since);
    if (feedOf !== feedId || !/^\d{1,15}$/.test(number ?? '')) return -1;
    return Number(number) > count || Number(number) < oldest ? -1 : Number(number) - (count - kept.length);
  }

  return {
    follow(accountId, after, listener) {
      const others = farCalls && hearOthers(accountId, farCalls);
      const place = after === null ? kept.length : placeBehind(after, others?.since ?? 0);
      const missed = place < 0;
      for (const past of missed ? [] : kept.slice(place)) if (past.accountId === accountId) listener(past.fed);
      const hear = (account: string, fed: FedEvent): void => {
        if (account === accountId) listener(fed);
      };
      listeners.add(hear);
      return {
        missed,
        stop() {
          if (listeners.delete(hear) && others) leaveOthers(accountId, others);
        },
      };
    },
    close() {
      for (const watch of farWatches.values()) {
        watch.cancel();
        watch.stop();
      }
      farWatches.clear();
    },
  };
}
