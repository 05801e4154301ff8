import { expect, test } from 'vitest';
import { replayRoutes } from '../../contract/routes/replays.ts';
import { newestChoices, readReplaySearch } from './replay-search.ts';

test('an address holds filters, settings and a number of calls', () => {
  const search = { agent: 'front-desk', reason: ['error'], newest: 500, with: { enabled: false } };
  expect(readReplaySearch(search)).toEqual(search);
});

test('what is none of it is left out', () => {
  expect(readReplaySearch({ newest: 5_000, with: 'x', agent: '', other: 1 })).toEqual({});
  expect(readReplaySearch({ newest: '50' })).toEqual({});
});

test('no more calls can be chosen than the API replays at once', () => {
  const input = replayRoutes.many['~orpc'].inputSchema!;
  const takes = (limit: number): boolean => input.safeParse({ limit, ending: { enabled: false } }).success;
  expect(newestChoices.filter((count) => !takes(count))).toEqual([]);
  expect(takes(Math.max(...newestChoices) + 1)).toBe(false);
});
