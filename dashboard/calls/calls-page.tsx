import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Rewind } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CallListed } from '../../contract/api.ts';
import { api } from '../api.ts';
import { freshPagesMax } from '../shell/live-calls.ts';
import { PageTitle } from '../shell/page-title.tsx';
import { SamplesNotice } from '../shell/samples-notice.tsx';
import { Button, buttonLook } from '../ui/button.tsx';
import { Empty, FaultNotice, Loading, Notice } from '../ui/notice.tsx';
import { CallFilters } from './call-filters.tsx';
import { CallRow, columns } from './call-row.tsx';
import { callFilters } from './call-search.ts';
import { ExportLinks } from './export-links.tsx';

const pageSize = 100;

export function CallsPage() {
  const search = useSearch({ from: '/shell/calls' });
  const navigate = useNavigate();
  const filters = callFilters(search);
  const calls = useInfiniteQuery(
    api.calls.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filters, limit: pageSize, ...(cursor && { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
      // Fresh until an event says otherwise.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
    }),
  );
  const items = calls.data?.pages.flatMap((page) => page.items) ?? [];
  const behind = calls.isStale && (calls.data?.pages.length ?? 0) > freshPagesMax;
  return (
    <>
      <PageTitle
        title="Calls"
        hint="Newest first, as they happen."
        actions={
          <>
            <Link to="/calls/replay" search={search} className={buttonLook()}>
              <Rewind aria-hidden="true" /> Replay with other settings
            </Link>
            <ExportLinks filters={filters} />
          </>
        }
      />
      <SamplesNotice />
      <CallFilters search={search} onSearch={(next) => void navigate({ to: '/calls', search: next, replace: true })} />
      <FaultNotice error={calls.error} retry={() => void calls.refetch()} />
      {behind && (
        <Notice action={<Button onClick={() => void calls.refetch()}>Show them</Button>}>There are newer calls.</Notice>
      )}
      {calls.isPending && <Loading what="the calls" />}
      {calls.isSuccess && items.length === 0 && <NoCalls filtered={Object.keys(search).length > 0} />}
      {items.length > 0 && (
        <CallList items={items} more={calls.hasNextPage} onMore={() => void calls.fetchNextPage()} />
      )}
    </>
  );
}

function NoCalls({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty>No call fits these filters.</Empty>;
  return <Empty>No calls yet. Open an agent and press Test call: it stands here while you talk.</Empty>;
}

type ListProps = { items: readonly CallListed[]; more: boolean; onMore: () => void };

/** Only the rows in sight are in the page. */
function CallList({ items, more, onMore }: ListProps) {
  const list = useRef<HTMLUListElement>(null);
  const agents = useQuery(api.agents.list.queryOptions({ input: { limit: 200 } }));
  const names = new Map(agents.data?.items.map(({ id, name }) => [id, name]));
  const wide = matchMedia('(min-width: 768px)').matches;
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => (wide ? 44 : 64),
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => items[index]!.call_id,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= items.length - 20) onMore();
  }, [more, last, items.length, onMore]);
  return (
    <div className="card overflow-hidden">
      <div aria-hidden="true" className={`hidden gap-x-4 border-b px-4 py-2 text-[12px] text-muted md:grid ${columns}`}>
        <span>Why it ended</span>
        <span>Caller</span>
        <span>Agent</span>
        <span>Started</span>
        <span className="text-right">Length</span>
      </div>
      <ul ref={list} aria-label="Calls" className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, key, start, size }) => (
          <li
            key={key}
            aria-setsize={more ? -1 : items.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0 border-b last:border-0"
            style={{ height: size, transform: `translateY(${start - rows.options.scrollMargin}px)` }}
          >
            <CallRow call={items[index]!} agentName={names.get(items[index]!.agent_id) ?? items[index]!.agent_id} />
          </li>
        ))}
      </ul>
    </div>
  );
}
