import { expect, test } from 'vitest';
import { toldEntry } from './told-call.ts';

test('fields are told in the words of the API, names that users gave as they are', () => {
  const event = { type: 'action.done', ask: 3, values: { visitDay: '2026-03-03' } } as const;
  expect(toldEntry({ seq: 7, at: 1_500, note: { type: 'walked', event } })).toEqual({
    seq: 7,
    at_seconds: 1.5,
    event: null,
    effects: [],
    note: { type: 'walked', event },
  });
  const judged = { type: 'action_answered', block: 'bookVisit', failed: null, tookMs: 12 } as const;
  const { tookMs: took_ms, ...rest } = judged;
  expect(toldEntry({ seq: 8, at: 1_500, note: judged }).note).toEqual({ ...rest, took_ms });
});
