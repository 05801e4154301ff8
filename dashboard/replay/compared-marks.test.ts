import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { comparedMarks } from './compared-marks.ts';

const entry = (seq: number, at: number, type: string, more: object = {}): TimelineEntry => ({
  seq,
  at_seconds: at,
  event: { type, ...more },
  effects: [],
  note: null,
});
const supposed = (one: TimelineEntry) => ({ ...one, supposed: true });
const logged = (one: TimelineEntry) => ({ ...one, supposed: false });

const answered = entry(0, 0, 'leg.answered');
const was = [answered, entry(1, 20, 'leg.ended')];

test('both calls share an axis that is as long as the longer one', () => {
  const { seconds, cut } = comparedMarks(was, [logged(answered), supposed(entry(1, 30, 'leg.ended'))]);
  expect(seconds).toBeCloseTo(30.6);
  expect(cut).toBe(false);
});

test('what began by no entry of the log is supposed', () => {
  const replayed = [
    logged(answered),
    logged(entry(1, 2, 'playback.started', { utterance_id: 'u1' })),
    supposed(entry(2, 4, 'playback.finished', { utterance_id: 'u1' })),
    supposed(entry(3, 5, 'playback.started', { utterance_id: 'u2' })),
    supposed(entry(4, 6, 'playback.finished', { utterance_id: 'u2' })),
  ];
  const told = comparedMarks(was, replayed).wouldBe.map((mark) => `${mark.from} ${mark.supposed ?? false}`);
  expect(told).toEqual(['0 false', '2 false', '5 true']);
});

test('a call that would have gone on for hours leaves the stored one in sight', () => {
  const replayed = [
    logged(answered),
    logged(entry(1, 19, 'caller.speech_started')),
    supposed(entry(2, 3600, 'caller.speech_stopped')),
    supposed(entry(3, 3600, 'leg.ended')),
  ];
  const { seconds, cut, wouldBe } = comparedMarks(was, replayed);
  expect({ seconds, cut }).toEqual({ seconds: 40, cut: true });
  expect(wouldBe.map(({ from, to }) => [from, to])).toEqual([
    [0, null],
    [19, 40],
  ]);
});

test('logs without an entry have an axis all the same', () => {
  expect(comparedMarks([], [])).toEqual({ seconds: 1, cut: false, was: [], wouldBe: [] });
});
