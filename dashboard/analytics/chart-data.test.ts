import { expect, test } from 'vitest';
import type { AnalyticsAnswer, CallCounts } from '../../contract/routes/analytics.ts';
import { axisOf, csvOf, heardShare, seriesOf } from './chart-data.ts';

function counts(parts: Partial<CallCounts> = {}): CallCounts {
  return {
    calls: 0,
    seconds: 0,
    ended_reasons: {},
    triggers: {},
    outcome_tags: {},
    end_call_reasons: {},
    farewells: { said: 0, unheard: 0, heard_share: null, heard: {} },
    rescues: { calls: 0, times: 0 },
    vetoes: { calls: 0, reasons: {} },
    hang_ups: { asked: 0, unconfirmed: 0, proofs: {}, latency_ms: null, leaked_seconds: 0 },
    ...parts,
  };
}

test('series stand in the order of how much there is of them, with a value for each bucket', () => {
  const buckets = [counts({ outcome_tags: { a: 1 } }), counts(), counts({ outcome_tags: { b: 2, constructor: 3 } })];
  const series = seriesOf(buckets, (of) => of.outcome_tags, { a: 'An A' });
  expect(series.map(({ name, total, values }) => [name, total, values])).toEqual([
    ['constructor', 3, [0, 0, 3]],
    ['b', 2, [0, 0, 2]],
    ['An A', 1, [1, 0, 0]],
  ]);
});

test('more than eight are seven and the others, and no call is lost', () => {
  const tags = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`tag ${n}`, n + 1]));
  const series = seriesOf([counts({ outcome_tags: tags })], (of) => of.outcome_tags);
  expect(series).toHaveLength(8);
  expect(series.at(-1)).toMatchObject({ word: null, name: 'others', total: 1 + 2 + 3 + 4 + 5 });
});

test.each([
  [0, 4],
  [4, 4],
  [5, 8],
  [9, 20],
  [61, 80],
  [100_000, 200_000],
])('an axis for %d ends at %d', (most, top) => {
  const axis = axisOf(most);
  expect(axis.at(-1)).toBe(top);
  expect(axis.every(Number.isInteger)).toBe(true);
});

test('a goodbye that was never begun counts for no share', () => {
  expect(heardShare(counts())).toBe('–');
  const heard = { confirmed: 2, estimated: 1, unconfirmed: 1, not_started: 9 };
  expect(heardShare(counts({ farewells: { said: 4, unheard: 1, heard_share: 0.9, heard } }))).toBe('75 %');
});

test('the file has a line for each bucket, and no word becomes a formula', () => {
  const answer = {
    bucket: 'day',
    over_time: [
      { at: '2026-11-20T00:00:00Z', ...counts({ calls: 2, seconds: 90, end_call_reasons: { '=1+1, "x"': 2 } }) },
      { at: '2026-11-21T00:00:00Z', ...counts({ ended_reasons: { error: 1 } }) },
    ],
  } as unknown as AnalyticsAnswer;
  const [head, first, second, end] = csvOf(answer).split('\r\n');
  expect(head).toMatch(/^day,calls,minutes,.*,ended_reason: error,"end_call_reason: =1\+1, ""x"""$/);
  expect(first).toMatch(/^2026-11-20T00:00:00Z,2,1.5,.*,0,2$/);
  expect(second).toMatch(/,1,0$/);
  expect(end).toBe('');
});
