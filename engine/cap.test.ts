import { describe, expect, test } from 'vitest';
import {
  answered,
  fixed,
  heard,
  hungUp,
  legDown,
  playing,
  plays,
  propose,
  says,
  speaks,
  stops,
  transferFails,
  transfers,
} from './testing/events.ts';
import { play, type Setting } from './testing/play.ts';

const standard = 'speak farewell-1: Thank you for calling. Goodbye!';
const minute: Setting = { maxDuration: { capMs: 60_000 }, silence: { timeoutMs: null, noWordsMs: null } };
/** 2.5 s of speech and a fifth more, the grace for its report, and the hang-up. */
const begins = 60_000 - 4961;

describe('the maximum duration', () => {
  test('the leg is down at the cap: the fixed farewell starts early enough', () => {
    const script = [{ until: 56_000 }, ...plays(56_000, 'farewell-1', 58_500), hungUp(58_700)];
    const { effects, end } = play(minute, ...script);
    expect(effects).toEqual([`${begins} ${standard}`, '58500 hang_up 1', '58700 record_end max_duration_reached']);
    expect(end).toMatchObject({ endedBy: 'system', trigger: 'max_duration' });
  });

  test('a farewell that takes too long is cut: the hang-up is sent half a second before', () => {
    const { effects } = play(minute, { until: 56_000 }, ...playing(56_000, 'farewell-1', 9000), { until: 59_500 });
    expect(effects.slice(1)).toEqual(['59500 clear_playback', '59500 hang_up 1']);
  });

  test('counts from the answer', () => {
    const { effects } = play({ ...minute, from: 'ringing' }, answered(7000), { until: 100_000 });
    expect(effects[1]).toBe(`${begins + 7000} ${standard}`);
  });

  test('takes its outcome tags along', () => {
    const tagged: Setting = { ...minute, maxDuration: { capMs: 60_000, tags: ['too_long'] } };
    expect(play(tagged, { until: 55_100 }, legDown(55_100)).end!.outcomeTags).toEqual(['too_long']);
  });

  test('is never the first half of a call', () => {
    const { effects } = play({ maxDuration: { capMs: 6000 } }, { until: 5500 });
    expect(effects).toEqual([`3000 ${standard}`, '5500 hang_up 1']);
  });

  test('cannot be talked away', () => {
    const script = [{ until: begins }, speaks(55_500), says(56_000, 'wait, wait', 'request'), { until: 59_500 }];
    const { effects } = play(minute, ...script);
    expect(effects.at(-1)).toBe('59500 hang_up 1');
    expect(effects.filter((effect) => effect.includes('call_off'))).toEqual([]);
  });

  test('talking does not put it off', () => {
    const talk = [10_000, 30_000, 50_000].flatMap((at) => [speaks(at), stops(at + 900), says(at + 1000, 'so')]);
    expect(play(minute, ...talk, { until: begins }).effects.at(-1)).toBe(`${begins} ${standard}`);
  });

  test('null: none of ours', () => {
    const none: Setting = { ...minute, maxDuration: { capMs: null } };
    expect(play(none, { until: 80_000_000 }).effects).toEqual([]);
  });
});

describe('wrap-up steps', () => {
  const steps: Setting = {
    ...minute,
    maxDuration: {
      capMs: 60_000,
      wrapUps: [
        { beforeEndMs: 30_000, instruction: 'Come to an end.' },
        { beforeEndMs: 10_000, instruction: 'Say goodbye.' },
      ],
    },
  };

  test('ask the model before the cap, each once', () =>
    expect(play(steps, says(35_000, 'hm'), { until: 55_000 }).effects).toEqual([
      '30000 instruct_model Come to an end.',
      '35000 answer_caller',
      '50000 instruct_model Say goodbye.',
    ]));

  test('that came in a transfer are told after it, one after the other', () => {
    const { effects } = play(steps, transfers(20_000), transferFails(52_000), { until: 52_000 });
    expect(effects.slice(1)).toEqual([
      '52000 report_transfer_failed busy',
      '52000 instruct_model Come to an end.',
      '52000 instruct_model Say goodbye.',
    ]);
  });
});

describe('a cap during closing', () => {
  const long = propose(50_000, { ownWords: fixed('A long farewell.') });
  const before = [says(49_000, 'bye', 'closing'), long, ...playing(50_500, 'farewell-1', 20_000)];

  test('only shortens its deadline; the cause stays', () => {
    const { effects, end } = play(minute, ...before, { until: 59_500 }, hungUp(59_700));
    expect(effects.slice(2)).toEqual(['59500 clear_playback', '59500 hang_up 1', '59700 record_end agent_ended']);
    expect(end!.trigger).toBe('tool');
  });

  test('does not shorten what is over before', () => {
    const { effects } = play(minute, ...before, heard(53_000, 'farewell-1'), { until: 53_500 });
    expect(effects.at(-1)).toBe('53500 hang_up 1');
  });

  test('bounds a pause', () => {
    const { effects } = play(minute, ...before, speaks(57_000), { until: 59_500 });
    expect(effects.slice(-2)).toEqual(['57300 clear_playback', '59500 hang_up 1']);
  });

  test('a call that is rescued right before it meets it', () => {
    const { effects } = play(minute, ...before, says(56_000, 'wait', 'request'), { until: 56_000 });
    expect(effects.at(-1)).toBe('56000 speak farewell-2: Thank you for calling. Goodbye!');
  });
});
