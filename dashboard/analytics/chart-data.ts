/** What charts and their tables show, from the counts of the API. */
import type { AnalyticsAnswer, AnalyticsBucket, CallCounts } from '../../contract/routes/analytics.ts';
import { endedReasonWords, heardShown, proofWords, triggerWords } from '../../contract/why-ended.ts';

/** One kind of something over all buckets. `word` null: several rare ones together. */
export type Series = { word: string | null; name: string; total: number; values: readonly number[] };

const seriesMax = 8;

/** The most frequent words of a kind, the rest of them together at the end. */
export function seriesOf(
  buckets: readonly CallCounts[],
  countsOf: (counts: CallCounts) => Readonly<Record<string, number | undefined>>,
  names: Readonly<Record<string, string>> = {},
): Series[] {
  const words = [...new Set(buckets.flatMap((counts) => Object.keys(countsOf(counts))))];
  const all = words.map((word): Series => {
    const values = buckets.map((counts) => own(countsOf(counts), word) ?? 0);
    return { word, name: own(names, word) ?? word, total: sumOf(values), values };
  });
  all.sort((a, b) => b.total - a.total || a.name.localeCompare(b.name));
  if (all.length <= seriesMax) return all;
  const rest = all.slice(seriesMax - 1);
  const values = buckets.map((_, index) => sumOf(rest.map((series) => series.values[index]!)));
  return [...all.slice(0, seriesMax - 1), { word: null, name: 'others', total: sumOf(values), values }];
}

/** Users choose words such as `constructor`. */
function own<Value>(values: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(values, word) ? values[word] : undefined;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** What the calls of the first chart can be told apart by. */
export const breakdowns = {
  reason: { name: 'Why it ended', counts: (of: CallCounts) => of.ended_reasons, names: endedReasonWords },
  trigger: { name: 'What ended it', counts: (of: CallCounts) => of.triggers, names: triggerWords },
  tag: { name: 'Outcome tag', counts: (of: CallCounts) => of.outcome_tags, names: {} },
  custom: { name: 'End-call reason', counts: (of: CallCounts) => of.end_call_reasons, names: {} },
} as const;
export type Breakdown = keyof typeof breakdowns;

export const heardNames = heardShown;

export const proofNames: Readonly<Record<string, string>> = {
  ...proofWords,
  accepted: 'our request was taken, not confirmed',
  none: 'nothing answered our request',
};

/** An axis that `most` fits on, in four steps of a round length. */
export function axisOf(most: number): number[] {
  const step = roundSteps.find((length) => length * 4 >= most) ?? most / 4;
  return [0, 1, 2, 3, 4].map((times) => times * step);
}

/** 1, 2, 5, 10, 20, … */
const roundSteps = Array.from({ length: 30 }, (_, place) => [1, 2, 5][place % 3]! * 10 ** Math.floor(place / 3));

/** `14:00`, `Nov 20`, `week of Nov 16`. */
export function bucketName(at: string, bucket: AnalyticsBucket): string {
  if (bucket === 'hour') return hours.format(new Date(at));
  const day = days.format(new Date(at));
  return bucket === 'day' ? day : `week of ${day}`;
}

const hours = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const days = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

/** `78 %`; a dash where there is nothing to divide. */
export function percent(part: number, of: number): string {
  return of === 0 ? '–' : `${Math.round((part / of) * 100)} %`;
}

/** How many goodbyes were heard, surely or by estimate, of those that were begun. */
export function heardShare({ farewells: { said, heard } }: CallCounts): string {
  return percent((heard.confirmed ?? 0) + (heard.estimated ?? 0), said);
}

export function shownMs(ms: number | undefined): string {
  if (ms === undefined) return '–';
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** A line for each bucket, and for what was counted in it a column. */
export function csvOf({ over_time: buckets, bucket }: AnalyticsAnswer): string {
  const words = (['reason', 'trigger', 'tag', 'custom'] as const).flatMap((kind) =>
    seriesOf(buckets, breakdowns[kind].counts).map(({ word, values }) => ({
      head: `${columnOf[kind]}: ${word ?? 'others'}`,
      values,
    })),
  );
  const head = [bucket, ...Object.keys(measures), ...words.map((column) => column.head)];
  const lines = buckets.map((of, index) => [
    of.at,
    ...Object.values(measures).map((measure) => measure(of)),
    ...words.map(({ values }) => values[index]!),
  ]);
  return [head, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

const columnOf: Readonly<Record<Breakdown, string>> = {
  reason: 'ended_reason',
  trigger: 'trigger',
  tag: 'outcome_tag',
  custom: 'end_call_reason',
};

const measures: Readonly<Record<string, (of: CallCounts) => number | null>> = {
  calls: (of) => of.calls,
  minutes: (of) => Math.round(of.seconds / 6) / 10,
  goodbyes_said: (of) => of.farewells.said,
  goodbyes_unheard: (of) => of.farewells.unheard,
  rescues: (of) => of.rescues.times,
  vetoed_calls: (of) => of.vetoes.calls,
  hang_ups: (of) => of.hang_ups.asked,
  hang_ups_unconfirmed: (of) => of.hang_ups.unconfirmed,
  hang_up_ms_p50: (of) => of.hang_ups.latency_ms?.p50 ?? null,
  hang_up_ms_p90: (of) => of.hang_ups.latency_ms?.p90 ?? null,
  leaked_seconds: (of) => of.hang_ups.leaked_seconds,
};

/** RFC 4180; a word that a spreadsheet would run as a formula is kept a word by an apostrophe. */
function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && /^[=@+-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
