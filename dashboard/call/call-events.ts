/** The log of a call: read whole once it has ended, followed while it goes on. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { api, client } from '../api.ts';

const reopenMs = 2_000;

/** `state` null: it is not known yet. */
export function useCallLog(callId: string | null, state: 'live' | 'ended' | null): readonly TimelineEntry[] {
  const queries = useQueryClient();
  const [followed, setFollowed] = useState<readonly TimelineEntry[]>([]);
  const whole = useQuery({
    ...api.calls.timeline.queryOptions({ input: { id: callId ?? '' } }),
    enabled: callId !== null && state === 'ended',
    staleTime: Infinity,
  });
  useEffect(() => {
    if (callId === null || state !== 'live') return;
    const stopping = new AbortController();
    setFollowed([]);
    const stop = follow(callId, stopping.signal, (entry) =>
      setFollowed((entries) => (entry.seq < entries.length ? entries : [...entries, entry])),
    );
    void stop.then(() => {
      if (!stopping.signal.aborted) void queries.invalidateQueries({ queryKey: api.calls.get.key() });
    });
    return () => stopping.abort();
  }, [callId, state, queries]);
  return state === 'ended' ? (whole.data?.entries ?? followed) : followed;
}

/** Until the call has ended. */
async function follow(id: string, signal: AbortSignal, onEntry: (entry: TimelineEntry) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of await client.calls.events({ id }, { signal })) {
        if (event.type === 'call.entry') onEntry(event.entry);
        if (event.type === 'call.ended') return;
      }
    } catch {
      // Opened again below, from its beginning; entries that are known are passed over.
    }
    await new Promise((resolve) => setTimeout(resolve, reopenMs));
  }
}
