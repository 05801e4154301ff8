import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import type { AnalyticsAnswer } from '../../contract/routes/analytics.ts';
import { PageTitle } from '../shell/page-title.tsx';
import { Button } from '../ui/button.tsx';
import { Empty, FaultNotice, Loading, Notice } from '../ui/notice.tsx';
import { AgentsCard } from './agents-card.tsx';
import { AnalyticsFilters } from './analytics-filters.tsx';
import { type AnalyticsSearch, analyticsQuery } from './analytics-search.ts';
import { CallsCard } from './calls-card.tsx';
import { bucketName, csvOf } from './chart-data.ts';
import { CountsRow } from './counts-row.tsx';
import { GoodbyesCard, HangUpsCard, LatencyCard, RefusalsCard } from './ending-charts.tsx';
import { useCounted } from './use-counted.ts';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How calls end, over time: why, what was heard of the goodbye, how sure it is that the line is down. */
export function AnalyticsPage() {
  const search = useSearch({ from: '/shell/analytics' });
  const navigate = useNavigate();
  const set = (change: { [Name in keyof AnalyticsSearch]: AnalyticsSearch[Name] | undefined }): void => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ to: '/analytics', search: Object.fromEntries(next), replace: true });
  };
  const query = useMemo(() => analyticsQuery(search, new Date(), zone), [search]);
  const { counted, shown } = useCounted(query);
  return (
    <>
      <PageTitle
        title="Analytics"
        hint="How your calls end. A call counts where it began."
        actions={shown && <CsvButton answer={shown} />}
      />
      <AnalyticsFilters search={search} set={set} />
      <FaultNotice error={counted.error} retry={() => void counted.refetch()} />
      {!shown && !counted.error && <Loading what="the counts" />}
      {shown?.samples && (
        <Notice>
          No call of yours has ended in this time. What you see is counted from the sample calls, to show what comes
          here.
        </Notice>
      )}
      {shown && shown.total.calls === 0 && <Empty>No call has ended in this time.</Empty>}
      {shown && shown.total.calls > 0 && <Charts answer={shown} search={search} />}
    </>
  );
}

function Charts({ answer, search }: { answer: AnalyticsAnswer; search: AnalyticsSearch }) {
  const names = answer.over_time.map(({ at }) => bucketName(at, answer.bucket));
  const chart = { answer, names };
  return (
    <div className="mt-4 space-y-4">
      <CountsRow total={answer.total} />
      <CallsCard {...chart} search={search} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <GoodbyesCard {...chart} />
        <HangUpsCard {...chart} />
        <LatencyCard {...chart} />
        <RefusalsCard {...chart} />
      </div>
      <AgentsCard answer={answer} />
    </div>
  );
}

const keepFileMs = 60_000;

/** The table of everything, as a file that the browser writes itself. */
function CsvButton({ answer }: { answer: AnalyticsAnswer }) {
  const save = (): void => {
    const address = URL.createObjectURL(new Blob([csvOf(answer)], { type: 'text/csv' }));
    const link = Object.assign(document.createElement('a'), { href: address, download: 'analytics.csv' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), keepFileMs); // The browser reads it after the click.
  };
  return (
    <Button onClick={save} title="What is counted here, a line for each day or other step of the charts">
      <Download aria-hidden="true" /> CSV
    </Button>
  );
}
