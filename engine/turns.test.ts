import { describe, expect, test } from 'vitest';
import { hands, playing, plays, presses, says, speaks, stops, worked, works } from './testing/events.ts';
import { play, type Script } from './testing/play.ts';

/** Whether the words at 5 s are answered. */
function isAnswered(...script: Script): boolean {
  return play({}, ...script).effects.includes('5000 answer_caller');
}

describe("the caller's words are a turn", () => {
  test('of any meaning', () => expect(isAnswered(says(5000, 'yes please'))).toBe(true));
  test('also over the agent', () => expect(isAnswered(...playing(1000, 'u1', 9000), says(5000, 'stop'))).toBe(true));
  test('also while a tool works', () =>
    expect(isAnswered(works(1000, 'w1'), says(5000, 'hello?', 'question'))).toBe(true));
  test('so is a pressed key', () => expect(isAnswered(presses(5000, '1'))).toBe(true));
  test('sounds alone are none', () => expect(isAnswered(speaks(4000), stops(4900), says(5000, ' '))).toBe(false));
});

describe('a listening noise', () => {
  const hm = says(5000, 'mm-hm', 'backchannel');

  test('over the agent is none', () => expect(isAnswered(...playing(1000, 'u1', 9000), hm)).toBe(false));
  test('while the model thinks is none', () => expect(isAnswered(works(4000, 'm1', 'model'), hm)).toBe(false));
  test('when nobody else has the floor is an answer', () => {
    expect(isAnswered(...plays(1000, 'u1', 4000), hm)).toBe(true);
    expect(isAnswered(works(1000, 'm1', 'model'), worked(2000, 'm1'), hm)).toBe(true);
  });
  test('is an answer although the mark of the question was lost', () =>
    expect(isAnswered(...playing(1000, 'u1', 2000), hm)).toBe(true));
  test('is an answer although the end of a tool was lost', () =>
    expect(play({}, works(0, 'w1'), hands(1, 'u1'), says(61_000, 'mm-hm', 'backchannel')).effects).toContain(
      '61000 answer_caller',
    ));
});
