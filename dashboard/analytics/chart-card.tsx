import { Table } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import type { Series } from './chart-data.ts';
import { seriesColours } from './charts.tsx';

export type ChartTable = { head: readonly string[]; rows: readonly (readonly (string | number)[])[] };

type Props = { title: string; hint?: ReactNode; actions?: ReactNode; table: ChartTable; children: ReactNode };

/** A chart with its numbers: screen readers have the table, everybody else can look at it. */
export function ChartCard({ title, hint, actions, table, children }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Card
      title={title}
      hint={hint}
      actions={
        <span className="flex flex-wrap items-center gap-2">
          {actions}
          <Button look="quiet" aria-pressed={shown} aria-label={`${title} as a table`} onClick={() => setShown(!shown)}>
            <Table aria-hidden="true" /> Table
          </Button>
        </span>
      }
    >
      {!shown && children}
      <div className={shown ? 'max-h-96 overflow-auto' : 'sr-only'} tabIndex={shown ? 0 : undefined}>
        <DataTable caption={title} table={table} />
      </div>
    </Card>
  );
}

function DataTable({ caption, table: { head, rows } }: { caption: string; table: ChartTable }) {
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="border-b text-left text-muted">
          {head.map((name, index) => (
            <th key={name} scope="col" className={`px-2 py-1.5 font-medium ${index === 0 ? '' : 'text-right'}`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...values]) => (
          <tr key={name} className="border-b last:border-0">
            <th scope="row" className="px-2 py-1.5 text-left font-normal whitespace-nowrap">
              {name}
            </th>
            {values.map((value, index) => (
              <td key={head[index + 1]} className="px-2 py-1.5 text-right tabular-nums">
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A row for each bucket with its parts, the last bucket first. */
export function tableOf(buckets: readonly string[], series: readonly Series[], first: string): ChartTable {
  const rows = buckets.map((name, index) => [name, ...series.map(({ values }) => values[index]!)]);
  return { head: [first, ...series.map(({ name }) => name)], rows: rows.reverse() };
}

type LegendProps = { series: readonly Series[]; wrap?: (series: Series, content: ReactNode) => ReactNode };

/** Which colour is what, and how much of it there is. */
export function Legend({ series, wrap = (_, content) => content }: LegendProps) {
  return (
    <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1">
      {series.map((one, place) => (
        <li key={one.name} className="flex min-w-0 items-center gap-1.5">
          <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-[3px] ${seriesColours[place]}`} />
          {wrap(one, <span className="truncate">{one.name}</span>)}
          <span className="text-muted tabular-nums">{one.total.toLocaleString()}</span>
        </li>
      ))}
    </ul>
  );
}
