import { describe, expect, test } from 'vitest';
import type { CallReplay } from './routes/replays.ts';
import { changeWords, replaysSentence, replaySentence, restSentences, type Told } from './replay-words.ts';

type Ending = CallReplay['was'];

const bySilence = (decided: number, ended: number): Ending => ({
  decided_at_seconds: decided,
  ended_at_seconds: ended,
  ended_reason: 'silence_timeout',
  custom_end_call_reason: null,
  trigger: 'silence',
  evidence: 'nobody said anything',
  farewell_heard: 'confirmed',
  rescues: 0,
  vetoes: 0,
});
const byModel = (decided: number, ended: number): Ending => ({
  ...bySilence(decided, ended),
  ended_reason: 'agent_ended',
  trigger: 'tool',
  custom_end_call_reason: 'Wrong number',
});

const was = bySilence(24.5, 27);
const told = (change: Told['change'], wouldBe: Ending, more: Partial<Told> = {}): Told => ({
  change,
  other_reason: false,
  was,
  would_be: wouldBe,
  parted_at_seconds: 14,
  unknown: [],
  ...more,
});
const rest = { unknown: [{ code: 'caller' as const }, { code: 'rest' as const }] };

describe('one call', () => {
  test.each<[string, Told]>([
    ['Nothing would have changed.', told('same', was, { parted_at_seconds: null })],
    [
      'It would have ended at the same time, for the same reason; not all before would be the same.',
      told('same', bySilence(24.5, 27.04)),
    ],
    [
      'The end would have been decided at the same time, for the same reason; it would have ended 2.0 s later, at 0:29.',
      told('same', bySilence(24.5, 29)),
    ],
    ['It would have ended 9.6 s earlier, at 0:17: nobody spoke any more.', told('earlier', bySilence(14.5, 17.4))],
    ['It would have ended 1:33 min later, at 2:00: nobody spoke any more.', told('later', bySilence(118, 120))],
    [
      'It would have ended 9.0 s earlier, at 0:18, for another reason: the agent ended it (the model called its end action, reason "Wrong number"), instead of: nobody spoke any more.',
      told('earlier', byModel(15, 18), { other_reason: true }),
    ],
    [
      'The end would have been decided 1.5 s earlier, and the call would have ended 3.0 s later, at 0:30: nobody spoke any more.',
      told('earlier', bySilence(23, 30)),
    ],
    [
      'It would have gone on where the log ends; if nobody had said another word, it would have ended at 1:04: nobody spoke any more.',
      told('later', bySilence(60, 64), { other_reason: true, ...rest }),
    ],
  ])('%s', (sentence, replay) => {
    expect(replaySentence(replay)).toBe(sentence);
  });
});

test('each of many calls tells in a word or two what is different', () => {
  expect(changeWords(told('earlier', bySilence(14.5, 17.4)))).toBe('9.6 s earlier');
  expect(changeWords(told('earlier', bySilence(23, 30)))).toBe('decided 1.5 s earlier');
  expect(changeWords(told('earlier', bySilence(23, 27)))).toBe('decided 1.5 s earlier');
  expect(changeWords(told('same', byModel(24.5, 28), { other_reason: true }))).toBe('another reason');
  expect(changeWords(told('later', bySilence(60, 64), { unknown: ['rest'] }))).toBe('would go on');
});

describe('many calls', () => {
  const counts = { calls: 200, same: 186, earlier: 0, later: 0, other_reason: 0, left_out: 0, items: [] };

  test.each([
    [
      'With these settings 14 of 200 calls would have ended earlier, 3 for another reason.',
      { earlier: 14, other_reason: 3 },
    ],
    ['With these settings 2 of 200 calls would have ended earlier, 1 later.', { earlier: 2, later: 1 }],
    ['With these settings 5 of 200 calls would have ended for another reason.', { other_reason: 5 }],
    ['With these settings 1 of 1 call would have ended later.', { calls: 1, later: 1 }],
    ['With these settings none of 200 calls would have ended at another time or for another reason.', {}],
    ['There is no ended call to replay.', { calls: 0 }],
  ])('%s', (sentence, some) => {
    expect(replaysSentence({ ...counts, ...some })).toBe(sentence);
  });

  test('those that it is not about are told apart from them, and what is not known of the others', () => {
    const item = { ...told('earlier', bySilence(14.5, 17.4)), unknown: ['caller' as const] };
    const listed = { call_id: 'call_1', agent_id: 'desk', agent_version: 1, started_at: '2026-11-20T10:00:00Z' };
    expect(restSentences({ left_out: 0, items: [] })).toEqual([]);
    expect(restSentences({ left_out: 2, not_reached: 40, items: [{ ...item, ...listed }] })).toEqual([
      'Left out: 2. What goes on or is of another version cannot be replayed.',
      'Not reached in time: 40. Choose fewer.',
      'With something that the log cannot tell: 1. The page of each says what.',
    ]);
  });
});
