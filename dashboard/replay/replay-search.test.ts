import { expect, test } from 'vitest';
import { replayedCallsMax } from '../../contract/routes/replays.ts';
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
  expect(Math.max(...newestChoices)).toBe(replayedCallsMax);
});
