import { describe, expect, test } from 'vitest';
import { analyticsQuery, dayOf, rangeOf, readAnalyticsSearch } from './analytics-search.ts';

const now = new Date(2026, 10, 21, 15, 30);
const daysIn = (query: ReturnType<typeof analyticsQuery>): number =>
  Math.round((Date.parse(query.started_before!) - Date.parse(query.started_from!)) / 86_400_000);

test('an address may hold anything: what is no filter is left out', () => {
  expect(readAnalyticsSearch({ days: 7, agent: 'front-desk', from: '2026-11-01', until: '2026-02-31x' })).toEqual({
    days: 7,
    agent: 'front-desk',
    from: '2026-11-01',
  });
  expect(readAnalyticsSearch({ days: 12, agent: ['a'], from: 7, until: '2026-13-01' })).toEqual({});
});

describe('a range', () => {
  test('ends with today, and begins at a midnight', () => {
    const { from, before } = rangeOf({ days: 7 }, now);
    expect([dayOf(from), dayOf(before), from.getHours(), before.getHours()]).toEqual([
      '2026-11-15',
      '2026-11-22',
      0,
      0,
    ]);
  });

  test('of days holds both of them', () => {
    const { from, before } = rangeOf({ from: '2026-11-01', until: '2026-11-01' }, now);
    expect([dayOf(from), dayOf(before)]).toEqual(['2026-11-01', '2026-11-02']);
  });

  test('that ends before it begins is its last day', () => {
    const { from, before } = rangeOf({ from: '2026-12-01', until: '2026-11-01' }, now);
    expect([dayOf(from), dayOf(before)]).toEqual(['2026-11-01', '2026-11-02']);
  });
});

test.each([
  [{ days: 1 as const }, 'hour', 1],
  [{ days: 90 as const }, 'day', 90],
  [{ from: '2026-01-01' }, 'week', 325],
  [{ from: '1999-01-01' }, 'week', 1_830],
])('%j is asked for in steps of one %s', (search, bucket, days) => {
  const query = analyticsQuery(search, now, 'Europe/Berlin');
  expect(query).toMatchObject({ bucket, time_zone: 'Europe/Berlin' });
  expect(daysIn(query)).toBe(days);
});
