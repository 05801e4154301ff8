import type { LogEvent } from 'kysely';
import { StorageFull } from '../../contract/errors.ts';

/** Without a look at the disk a failure counts for so long; calls that end try again more often. */
const freshMs = 15_000;

/**
 * Remembers that a statement found the disk full: while reads go on, nobody else would tell. `hasRoom`: a look at the
 * disk itself, where it can be seen.
 */
export function storageWatch(hasRoom: (() => Promise<boolean>) | null, now: () => number = () => performance.now()) {
  let fullAt = -Infinity;
  return {
    /** Kysely's log. */
    hear(event: LogEvent): void {
      if (event.level === 'error' && event.error instanceof StorageFull) fullAt = now();
    },
    async isFull(): Promise<boolean> {
      if (fullAt === -Infinity) return false;
      const over = hasRoom ? await hasRoom() : now() - fullAt > freshMs;
      if (over) fullAt = -Infinity;
      return !over;
    },
  };
}
