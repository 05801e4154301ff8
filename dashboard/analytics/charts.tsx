/** Charts of plain boxes and lines. They are for the eye; what they show stands in the table of their card. */
import { axisOf, type Series } from './chart-data.ts';

/** In the order of the series. */
export const seriesColours = [
  'bg-series-1',
  'bg-series-2',
  'bg-series-3',
  'bg-series-4',
  'bg-series-5',
  'bg-series-6',
  'bg-series-7',
  'bg-series-8',
] as const;

type BarsProps = { buckets: readonly string[]; series: readonly Series[] };

/** One bar a bucket, its parts on top of each other. */
export function StackedBars({ buckets, series }: BarsProps) {
  const sums = buckets.map((_, index) => series.reduce((sum, { values }) => sum + values[index]!, 0));
  const axis = axisOf(Math.max(...sums, 0));
  const top = axis.at(-1)!;
  return (
    <Frame axis={axis.map(String)} buckets={buckets}>
      {buckets.map((name, index) => (
        <div
          key={name}
          title={[`${name}: ${sums[index]}`, ...series.flatMap((one) => partOf(one, index))].join('\n')}
          className="flex h-full min-w-0 flex-1 justify-center hover:bg-soft"
        >
          <div className="flex h-full w-3/4 max-w-24 flex-col-reverse overflow-hidden rounded-t-[2px]">
            {series.map(
              ({ name: part, values }, place) =>
                values[index]! > 0 && (
                  <div
                    key={part}
                    className={`border-t border-card ${seriesColours[place]}`}
                    style={{ height: `${(values[index]! / top) * 100}%` }}
                  />
                ),
            )}
          </div>
        </div>
      ))}
    </Frame>
  );
}

function partOf({ name, values }: Series, index: number): string[] {
  return values[index] === 0 ? [] : [`${name}: ${values[index]}`];
}

/** Lines over time; where nothing was measured they have a gap. */
export function Lines({
  buckets,
  lines,
}: {
  buckets: readonly string[];
  lines: readonly (readonly (number | null)[])[];
}) {
  const axis = axisOf(Math.max(0, ...lines.flat().map((value) => value ?? 0)));
  const top = axis.at(-1)!;
  const x = (index: number): number => ((index + 0.5) / buckets.length) * 100;
  const y = (value: number): number => 100 - (value / top) * 100;
  return (
    <Frame axis={axis.map((value) => (value >= 1_000 ? `${value / 1_000} s` : `${value} ms`))} buckets={buckets}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" className="size-full overflow-visible">
        {lines.map((values, place) => (
          <g key={place} className={lineColours[place]} fill="none" stroke="currentColor" strokeLinecap="round">
            {runsOf(values).map((run) => (
              <polyline
                key={run[0]}
                points={[run[0]!, ...run].map((index) => `${x(index)},${y(values[index]!)}`).join(' ')}
                vectorEffect="non-scaling-stroke"
                strokeWidth={run.length === 1 ? 6 : 2}
              />
            ))}
          </g>
        ))}
      </svg>
    </Frame>
  );
}

const lineColours = ['text-series-1', 'text-series-3'] as const;

/** The places of values that stand side by side. */
function runsOf(values: readonly (number | null)[]): number[][] {
  const runs: number[][] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    if (index > 0 && values[index - 1] !== null) runs.at(-1)!.push(index);
    else runs.push([index]);
  }
  return runs;
}

/** An axis at the left, names of buckets below, as many as have room. */
function Frame(props: { axis: readonly string[]; buckets: readonly string[]; children: React.ReactNode }) {
  const { axis, buckets, children } = props;
  const each = Math.ceil(buckets.length / 7);
  return (
    <div aria-hidden="true" className="grid grid-cols-[auto_1fr] gap-x-2 text-[11px] text-muted tabular-nums">
      <div className="relative h-48 text-right whitespace-nowrap">
        {axis.map((label, index) => (
          <span key={label} className="absolute right-0 translate-y-1/2" style={{ bottom: `${(index / 4) * 100}%` }}>
            {label}
          </span>
        ))}
        {axis.map((label) => (
          <span key={label} className="invisible block h-0">
            {label}
          </span>
        ))}
      </div>
      <div className="relative h-48">
        {axis.map((label, index) => (
          <div key={label} className="absolute inset-x-0 border-t" style={{ bottom: `${(index / 4) * 100}%` }} />
        ))}
        <div className="relative flex h-full">{children}</div>
      </div>
      <div className="col-start-2 flex pt-1.5">
        {buckets.map((name, index) => (
          <span key={name} className="relative h-4 min-w-0 flex-1">
            {index % each === 0 && (
              <span className="absolute left-1/2 -translate-x-1/2 whitespace-nowrap">
                {name.replace('week of ', '')}
              </span>
            )}
          </span>
        ))}
      </div>
    </div>
  );
}

/** One bar along the line, its parts side by side, in the colours of their places. */
export function MixBar({ series }: { series: readonly Pick<Series, 'name' | 'total'>[] }) {
  const shown = series.filter(({ total }) => total > 0);
  return (
    <span
      aria-hidden="true"
      title={shown.map(({ name, total }) => `${name}: ${total}`).join('\n')}
      className="flex h-2 w-full gap-px overflow-hidden rounded-full"
    >
      {series.map(
        ({ name, total }, place) =>
          total > 0 && <span key={name} className={seriesColours[place]} style={{ flexGrow: total }} />,
      )}
    </span>
  );
}
