/** Who looks on at live calls. */
import type { LiveEvent, LiveListener } from './switchboard.ts';

export type Watchers = {
  tell(accountId: string, event: LiveEvent): void;
  watch(accountId: string, listener: LiveListener): () => void;
  watchAll(listener: LiveListener): () => void;
};

/** A listener that throws hurts neither the call nor the other listeners: `onError` hears of it. */
export function newWatchers(onError: (error: unknown) => void): Watchers {
  const all = new Set<LiveListener>();
  const byAccount = new Map<string, Set<LiveListener>>();

  function tell(accountId: string, event: LiveEvent): void {
    for (const listener of [...all, ...(byAccount.get(accountId) ?? [])]) {
      try {
        listener(event, accountId);
      } catch (error) {
        onError(error);
      }
    }
  }

  function watch(accountId: string, listener: LiveListener): () => void {
    const listeners = byAccount.get(accountId) ?? new Set();
    byAccount.set(accountId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && byAccount.get(accountId) === listeners) byAccount.delete(accountId);
    };
  }

  return {
    tell,
    watch,
    watchAll(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
  };
}
