/** How calls ended: the goodbye, the proof, the time that it took, and what was refused or taken back before. */
import type { AnalyticsAnswer } from '../../contract/routes/analytics.ts';
import { Empty } from '../ui/notice.tsx';
import { ChartCard, Legend, tableOf } from './chart-card.tsx';
import { heardNames, proofNames, seriesOf, shownMs } from './chart-data.ts';
import { Lines, StackedBars } from './charts.tsx';

type Props = { answer: AnalyticsAnswer; names: readonly string[] };

export function GoodbyesCard({ answer, names }: Props) {
  const series = seriesOf(answer.over_time, ({ farewells }) => farewells.heard, heardNames);
  return (
    <ChartCard title="Goodbyes" hint="What callers heard of the last words." table={tableOf(names, series, 'Time')}>
      <StackedBars buckets={names} series={series} />
      <Legend series={series} />
    </ChartCard>
  );
}

export function HangUpsCard({ answer, names }: Props) {
  const series = seriesOf(answer.over_time, ({ hang_ups: { proofs } }) => proofs, proofNames);
  return (
    <ChartCard
      title="Proof that the line is down"
      hint="Of calls that we hung up."
      table={tableOf(names, series, 'Time')}
    >
      <StackedBars buckets={names} series={series} />
      <Legend series={series} />
    </ChartCard>
  );
}

export function LatencyCard({ answer, names }: Props) {
  const latencies = answer.over_time.map(({ hang_ups: { latency_ms: latency } }) => latency);
  const halves = latencies.map((latency) => latency?.p50 ?? null);
  const nines = latencies.map((latency) => latency?.p90 ?? null);
  const rows = names.map((name, index) => {
    const latency = latencies[index];
    return [name, shownMs(latency?.p50), shownMs(latency?.p90), shownMs(latency?.p99)];
  });
  const head = ['Time', 'Half within', '9 of 10 within', '99 of 100 within'];
  const total = answer.total.hang_ups.latency_ms;
  return (
    <ChartCard
      title="Hang-up latency"
      hint="From the first request to hang up to the proof that the line is down."
      table={{ head, rows: rows.reverse() }}
    >
      {total === null ? <Empty>Nothing was proved.</Empty> : <Lines buckets={names} lines={[halves, nines]} />}
      {total !== null && (
        <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-muted">
          <LineName colour="bg-series-1" name="half within" value={shownMs(total.p50)} />
          <LineName colour="bg-series-3" name="9 of 10 within" value={shownMs(total.p90)} />
          <li>99 of 100 within {shownMs(total.p99)}</li>
        </ul>
      )}
    </ChartCard>
  );
}

function LineName({ colour, name, value }: { colour: string; name: string; value: string }) {
  return (
    <li className="flex items-center gap-1.5">
      <span aria-hidden="true" className={`h-0.5 w-3 ${colour}`} />
      <span className="text-ink">{name}</span> {value}
    </li>
  );
}

export function RefusalsCard({ answer, names }: Props) {
  const series = seriesOf(
    answer.over_time,
    ({ rescues, vetoes }) => ({ taken_back: rescues.times, ...vetoes.reasons }),
    {
      taken_back: 'taken back by the caller',
      ...vetoNames,
    },
  ).filter(({ total }) => total > 0);
  return (
    <ChartCard
      title="Taken back and refused"
      hint="Ends that did not come about: the caller went on, or the guard saw that it was too early."
      table={tableOf(names, series, 'Time')}
    >
      {series.length === 0 ? (
        <Empty>Each end that was begun came about.</Empty>
      ) : (
        <StackedBars buckets={names} series={series} />
      )}
      <Legend series={series} />
    </ChartCard>
  );
}

const vetoNames: Readonly<Record<string, string>> = {
  caller_speaking: 'refused: the caller spoke',
  caller_not_heard: 'refused: the caller was not heard yet',
  tool_running: 'refused: a tool was running',
  tool_failed: 'refused: a tool had failed',
  open_question: 'refused: a question was open',
  too_early: 'refused: too early',
  disclosure_unread: 'refused: a disclosure was not read',
  slot_empty: 'refused: something was not collected',
  rule_failed: 'refused: a rule of yours',
};
