import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { AnalyticsAnswer } from '../../contract/routes/analytics.ts';
import { readCallSearch } from '../calls/call-search.ts';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/inputs.tsx';
import { Empty } from '../ui/notice.tsx';
import { type AnalyticsSearch, dayOf } from './analytics-search.ts';
import { ChartCard, Legend, tableOf } from './chart-card.tsx';
import { type Breakdown, breakdowns, type Series, seriesOf } from './chart-data.ts';
import { StackedBars } from './charts.tsx';

type Props = { answer: AnalyticsAnswer; names: readonly string[]; search: AnalyticsSearch };

/** Calls over time, told apart by why they ended. A name in the legend leads to its calls. */
export function CallsCard({ answer, names, search }: Props) {
  const [kind, setKind] = useState<Breakdown>('reason');
  const { counts, names: words } = breakdowns[kind];
  const series = seriesOf(answer.over_time, counts, words);
  const toCalls = ({ word }: Series, content: ReactNode): ReactNode => {
    const filter = word === null ? {} : kind === 'reason' ? { reason: word } : kind === 'tag' ? { tag: word } : {};
    if (Object.keys(filter).length === 0) return content;
    const until = dayOf(new Date(Date.parse(answer.started_before) - 1));
    const range = { from: dayOf(new Date(answer.started_from)), until };
    return (
      <Link
        to="/calls"
        search={readCallSearch({ ...filter, ...range, agent: search.agent })}
        className="min-w-0 underline underline-offset-2"
      >
        {content}
      </Link>
    );
  };
  return (
    <ChartCard
      title="Calls"
      actions={
        <Field label="Calls told apart by" bare>
          <Select value={kind} onChange={({ target }) => setKind(target.value as Breakdown)}>
            {Object.entries(breakdowns).map(([value, { name }]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      }
      table={tableOf(names, series, 'Time')}
    >
      {series.length === 0 ? (
        <Empty>No call in this time has one.</Empty>
      ) : (
        <StackedBars buckets={names} series={series} />
      )}
      <Legend series={series} wrap={toCalls} />
    </ChartCard>
  );
}
