import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { recordingStart } from './recording-start.ts';

const log = (...rows: [number, string][]): TimelineEntry[] =>
  rows.map(([at, type], seq) => ({ seq, at_seconds: at, event: { type }, effects: [], note: null }));

test('a recording ends with the leg, and so begins by its length before', () => {
  const entries = log(
    [0, 'leg.ringing'],
    [4, 'leg.answered'],
    [20, 'hang_up.answered'],
    [20.5, 'leg.ended'],
    [25, 'x'],
  );
  expect(recordingStart(entries, 16.4)).toBeCloseTo(4.1);
  expect(recordingStart(log([0, 'leg.answered'], [10, 'leg.ended']), 10.5)).toBe(-0.5);
});

test('one that broke off began with the answer', () => {
  expect(recordingStart(log([4, 'leg.answered'], [300, 'leg.ended']), 60)).toBe(4);
});

test('where nobody saw the leg end, it ended with the call', () => {
  expect(recordingStart(log([0, 'leg.answered'], [12, 'hang_up.answered']), 11.5)).toBe(0.5);
});
