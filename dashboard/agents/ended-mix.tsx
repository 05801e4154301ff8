import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { endedReasonWords } from '../../contract/why-ended.ts';
import { analyticsQuery } from '../analytics/analytics-search.ts';
import { seriesOf } from '../analytics/chart-data.ts';
import { MixBar } from '../analytics/charts.tsx';
import { api } from '../api.ts';

/** Why an agent's calls of the last thirty days ended, in the colours of all agents' mix. Nothing without calls. */
export function EndedMix({ agentId }: { agentId: string }) {
  const input = useMemo(() => ({ ...analyticsQuery({}, new Date(), zone), bucket: 'week' as const }), []);
  const counted = useQuery({ ...api.analytics.get.queryOptions({ input }), staleTime: 60_000 });
  const of = counted.data?.agents.find(({ agent_id: id }) => id === agentId);
  if (!counted.data || !of) return null;
  const reasons: Readonly<Record<string, number | undefined>> = of.ended_reasons;
  const mix = seriesOf(counted.data.over_time, ({ ended_reasons: all }) => all, endedReasonWords).map(
    ({ word, name }) => ({ name, total: word === null ? 0 : (reasons[word] ?? 0) }),
  );
  const [most] = mix.toSorted((a, b) => b.total - a.total);
  return (
    <span className="mt-2 block">
      <MixBar series={mix} />
      <span className="mt-1 block text-[12px] text-muted">
        {of.calls === 1 ? 'One call' : `${of.calls.toLocaleString()} calls`} in 30 days, most often {most!.name}
      </span>
    </span>
  );
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
