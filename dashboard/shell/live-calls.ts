/** Keeps lists of calls fresh while they change on the server. */
import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, client } from '../api.ts';

/** Longer lists of calls are marked, not read again: somebody reads far down in them. */
export const freshPagesMax = 4;
/** A stream that broke off is opened again after this. */
const reopenMs = 3_000;
/** Many calls may begin and end at once: lists are read again no more often than this. */
const gatherMs = 500;
/** Counting costs the server more than listing. */
const countMs = 5_000;

export function useLiveCalls(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stopping = new AbortController();
    void follow(queries, stopping.signal);
    return () => stopping.abort();
  }, [queries]);
}

async function follow(queries: QueryClient, signal: AbortSignal): Promise<void> {
  const refresh = gathered(() => refreshLists(queries), gatherMs);
  const count = gathered(() => {
    void queries.invalidateQueries({ queryKey: api.analytics.key() });
    void queries.invalidateQueries({ queryKey: api.agents.list.key() }); // It may have been made elsewhere.
  }, countMs);
  let before = false;
  while (!signal.aborted) {
    try {
      const events = await client.calls.allEvents({}, { signal });
      if (before) refresh(); // What happened in the gap is not told.
      before = true;
      for await (const event of events) {
        if (event.type !== 'call.entry') refresh();
        if (event.type === 'call.ended' || event.type === 'events.missed') count();
      }
    } catch {
      // Opened again below: the pages themselves say when the server cannot be reached.
    }
    await aborted(signal, reopenMs);
  }
}

function refreshLists(queries: QueryClient): void {
  const queryKey = api.calls.list.key();
  const isShort = ({ state }: Query): boolean =>
    ((state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) <= freshPagesMax;
  void queries.invalidateQueries({ queryKey, predicate: isShort });
  void queries.invalidateQueries({ queryKey, predicate: (query) => !isShort(query), refetchType: 'none' });
}

/** Acts once for all that comes within `everyMs`. */
function gathered(act: () => void, everyMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      act();
    }, everyMs);
  };
}

function aborted(signal: AbortSignal, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}
