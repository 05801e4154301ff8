import { useMemo } from 'react';
import { endedReasonWords } from '../../contract/why-ended.ts';
import { analyticsQuery } from '../analytics/analytics-search.ts';
import { seriesOf } from '../analytics/chart-data.ts';
import { MixBar } from '../analytics/charts.tsx';
import { useCounted } from '../analytics/use-counted.ts';

/** Why an agent's calls of the last thirty days ended, in the colours of all agents' mix. Nothing without calls. */
export function EndedMix({ agentId }: { agentId: string }) {
  const input = useMemo(() => ({ ...analyticsQuery({}, new Date(), zone), bucket: 'week' as const }), []);
  const { shown } = useCounted(input);
  const of = shown?.agents.find(({ agent_id: id }) => id === agentId);
  if (!shown || !of) return null;
  const reasons: Readonly<Record<string, number | undefined>> = of.ended_reasons;
  const mix = seriesOf(shown.over_time, ({ ended_reasons: all }) => all, endedReasonWords).map(({ word, name }) => ({
    name,
    total: word === null ? 0 : (reasons[word] ?? 0),
  }));
  const [most] = mix.toSorted((a, b) => b.total - a.total);
  return (
    <span className="mt-2 block">
      <MixBar series={mix} />
      <span className="mt-1 block text-[12px] text-muted">
        {of.calls.toLocaleString()} {shown.samples ? 'sample ' : ''}
        {of.calls === 1 ? 'call' : 'calls'} in 30 days, most often {most!.name}
      </span>
    </span>
  );
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
