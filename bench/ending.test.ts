import { describe, expect, test } from 'vitest';
import { firstOf, heardOnly, heardWhole, hungUpAfterLastWord, oneGoodbye, recordIsTrue } from './ending-faults.ts';
import { playedCall, type PlayedCall } from './ending-scenario.ts';
import { playAll, scenarios } from './ending.ts';
import { numberedVoice, wordNumberOf } from './ending-voice.ts';

describe('the judge of a call', () => {
  const good = callOf('Hello. Goodbye!', { downMs: 2_500 });

  test('finds nothing wrong with a good call', () => {
    const fault = firstOf(
      heardWhole(good, 'Goodbye!'),
      oneGoodbye(good),
      hungUpAfterLastWord(good),
      recordIsTrue(good),
    );
    expect(fault).toBeNull();
  });

  test.each([
    ['"Goodbye!" was not heard whole', heardWhole(callOf('Hello. Goodbye!', { lastShare: 0.9 }), 'Goodbye!')],
    ['it should have been "Hello."', heardOnly(good, 'Hello.')],
    ['2 goodbyes were heard', oneGoodbye(callOf('Goodbye! Goodbye!'))],
    ['no goodbye was heard', oneGoodbye(callOf('Hello.'))],
    ['the line was still up', hungUpAfterLastWord(callOf('Goodbye!', { downMs: null }))],
    ['the line went down 500 ms too early', hungUpAfterLastWord(callOf('Goodbye!', { downMs: 500 }))],
    ['the line went down 1000 ms too late', hungUpAfterLastWord(callOf('Goodbye!', { downMs: 7_000 }))],
    ['the agent hung up 2 times', hungUpAfterLastWord(callOf('Goodbye!', { hangUps: 2 }))],
    ['the record has 2 words that nobody heard', recordIsTrue(callOf('Hello.', { recorded: 'Hello. Good night.' }))],
  ])('finds: %s', (fault, found) => {
    expect(found).toBe(fault);
  });
});

test('a word is known from any sample of it', () => {
  const voice = numberedVoice();
  const sound = voice.soundOf('Goodbye, goodbye!');
  const [first, second] = voice.words;
  expect(sound.length).toBe(first!.sampleCount + second!.sampleCount);
  expect(wordNumberOf(sound[0]!)).toBe(0);
  expect(wordNumberOf(sound[first!.sampleCount - 1]!)).toBe(0);
  expect(wordNumberOf(sound[first!.sampleCount]!)).toBe(1);
  expect(wordNumberOf(0)).toBeNull();
});

test('scenarios pass in real time, on a line with the session of a call', async () => {
  const names = ['end tool without words', 'bye over the farewell', 'the voice is down at the farewell'];
  const outcomes = await playAll(
    scenarios.filter(({ name }) => names.includes(name)),
    (ours) => [ours],
  );
  expect(outcomes.map(({ scenario, fault }) => [scenario.name, fault])).toEqual(names.map((name) => [name, null]));
});

type Parts = { lastShare?: number; downMs?: number | null; hangUps?: number; recorded?: string };

/** Each word takes a second; all but the last are whole. */
function callOf(text: string, { lastShare = 1, downMs = 2_500, hangUps = 1, recorded = text }: Parts = {}): PlayedCall {
  const texts = text.split(' ');
  const words = texts.map((word, at) => {
    const share = at === texts.length - 1 ? lastShare : 1;
    return { text: word, share, startMs: at * 1_000, endMs: (at + 1) * 1_000 };
  });
  const down = downMs === null ? null : ({ by: 'agent', atMs: downMs } as const);
  return playedCall({ words: () => words, speeches: [], down, hangUps }, recorded);
}
