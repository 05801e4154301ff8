import { expect, test } from 'vitest';
import { retryDelaysMs, verdictOf } from './verdict.ts';

const answered = (status: number | null, retryAfterMs: number | null = null) => ({ status, retryAfterMs });
const hour = 3_600_000;

test.each([200, 202, 204, 299])('%i is delivered', (status) => {
  expect(verdictOf(answered(status), 3, 0.5)).toEqual({ state: 'delivered' });
});

test('410 switches the endpoint off, even at the last retry', () => {
  expect(verdictOf(answered(410), 99, 0.5)).toEqual({ state: 'switched_off' });
});

test.each([null, 101, 302, 400, 401, 404, 429, 500, 503])('%s is tried again', (status) => {
  expect(verdictOf(answered(status), 0, 0.5)).toEqual({ state: 'pending', delayMs: 5_000 });
});

test('pauses grow, cover about a day, and then it is dead', () => {
  const pauses = retryDelaysMs.map((_, failures) => verdictOf(answered(500), failures, 0.5));
  expect(pauses.map((pause) => 'delayMs' in pause && pause.delayMs)).toEqual(retryDelaysMs);
  expect(retryDelaysMs.reduce((a, b) => a + b) / hour).toBeCloseTo(23.7, 1);
  expect(verdictOf(answered(500), retryDelaysMs.length, 0.5)).toEqual({ state: 'dead' });
});

test('jitter is a fifth to both sides', () => {
  expect(verdictOf(answered(500), 2, 0)).toEqual({ state: 'pending', delayMs: 96_000 });
  expect(verdictOf(answered(500), 2, 1)).toEqual({ state: 'pending', delayMs: 144_000 });
});

test('Retry-After lengthens a pause, up to 8 hours, and shortens none', () => {
  expect(verdictOf(answered(503, 60_000), 0, 0.5)).toEqual({ state: 'pending', delayMs: 60_000 });
  expect(verdictOf(answered(503, 1_000), 1, 0.5)).toEqual({ state: 'pending', delayMs: 30_000 });
  expect(verdictOf(answered(503, 99 * hour), 0, 0.5)).toEqual({ state: 'pending', delayMs: 8 * hour });
});
