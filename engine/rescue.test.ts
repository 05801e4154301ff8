import { describe, expect, test } from 'vitest';
import type { Event } from './events.ts';
import type { Meaning } from './reasons.ts';
import {
  agentSaid,
  cleared,
  fixed,
  goodbye,
  hands,
  heard,
  hungUp,
  playing,
  plays,
  presses,
  propose,
  says,
  speaks,
  stops,
  voiceFails,
  writingFails,
} from './testing/events.ts';
import { play, type Script, type Setting } from './testing/play.ts';

const bye = says(1000, "that's all, bye", 'closing');
const id = 'farewell-1';
const ending: Event[] = [bye, propose(2000, { ownWords: fixed('Goodbye.') }), ...playing(2500, id, 4000)];

/** The orders after the farewell was. */
function after(script: Script, setting: Setting = {}): string[] {
  return play(setting, ...ending, ...script).effects.slice(2);
}

const taken = (at: number): string[] => [`${at} cancel_reply`, `${at} call_off_end`, `${at} answer_caller`];

describe('by meaning: sustained speech stops the farewell', () => {
  test('after 300 ms', () => {
    expect(after([speaks(3000), { until: 3299 }])).toEqual([]);
    expect(after([speaks(3000), { until: 3300 }])).toEqual(['3300 clear_playback']);
  });

  test('a shorter sound does not', () => expect(after([speaks(3000), stops(3299), { until: 6000 }])).toEqual([]));

  test('and the words decide: anything but a goodbye takes the call back', () => {
    const { effects, phase } = play({}, ...ending, speaks(3000), says(4000, 'wait, one more thing', 'request'));
    expect(effects.slice(2)).toEqual(['3300 clear_playback', ...taken(4000)]);
    expect(phase).toBe('active');
  });

  const open: Meaning[] = ['question', 'request', 'uncertain', 'other', 'unknown'];
  test.each(open)('words that mean %s take it back', (meaning) =>
    expect(after([speaks(3000), says(4000, 'words', meaning)]).slice(1)).toEqual(taken(4000)),
  );

  test.each(['closing', 'backchannel'] as const)('words that mean %s end it, without a second farewell', (meaning) => {
    const { effects, end } = play({}, ...ending, speaks(3000), says(4000, 'okay bye', meaning), hungUp(4100));
    expect(effects.slice(2)).toEqual(['3300 clear_playback', '4000 hang_up 1', '4100 record_end agent_ended']);
    expect(end!.farewell.heard).toBe('cut_by_closing');
  });

  test('words without a pause before them take it back too', () =>
    expect(after([says(3000, 'wait', 'request')])).toEqual([
      '3000 cancel_reply',
      '3000 clear_playback',
      '3000 call_off_end',
      '3000 answer_caller',
    ]));

  test('a short goodbye over the farewell lets it play on', () =>
    expect(after([speaks(3000), stops(3200), says(3500, 'bye', 'closing'), heard(6500, id), { until: 7000 }])).toEqual([
      '7000 hang_up 1',
    ]));

  test('a pressed key does not', () => expect(after([presses(3000, '1'), { until: 6000 }])).toEqual([]));

  test('words are an ordinary turn: the guard hears of them', () => {
    const { effects } = play(
      {},
      ...ending,
      says(3000, 'how much?', 'question'),
      propose(4000, { turn: goodbye('u2') }),
    );
    expect(effects.at(-1)).toBe('4000 refuse_end open_question');
  });
});

describe('a pause without words', () => {
  const paused = [speaks(3000), { until: 3300 }];

  test('ends 2 s after the speech stopped: the rest is said', () => {
    expect(after([...paused, stops(4000), { until: 5999 }])).toHaveLength(1);
    expect(after([...paused, stops(4000), { until: 6000 }]).slice(1)).toEqual([
      '6000 resume farewell-1 as farewell-1-rest: Goodbye.',
    ]);
  });

  test('lasts while the caller goes on, but 10 s at most', () => {
    const script = [...paused, stops(4000), speaks(5000), { until: 13_299 }];
    expect(after(script)).toHaveLength(1);
    expect(after([...script, { until: 13_300 }]).at(-1)).toBe('13300 resume farewell-1 as farewell-1-rest: Goodbye.');
  });

  test('sounds without a word are no words', () =>
    expect(after([...paused, stops(4000), says(5000, ' ', 'other'), { until: 6000 }]).at(-1)).toContain('6000 resume'));

  test('the rest is heard like the farewell', () => {
    const script = [
      ...paused,
      cleared(3310, id, 0.2),
      stops(4000),
      ...plays(6100, 'farewell-1-rest', 8000),
      hungUp(8600),
    ];
    const { end } = play({}, ...ending, ...script);
    expect(end).toMatchObject({ farewell: { heard: 'confirmed', heardShare: 1 }, rescues: 0, endedAt: 8600 });
  });

  describe('is the only one', () => {
    const again = [...paused, stops(4000), ...playing(6100, 'farewell-1-rest', 2000), speaks(6500)];
    const beyond = after([...paused, stops(4000), { until: 6000 }]).length;

    test('further noise does not stop the rest', () =>
      expect(after([...again, stops(7000), heard(8100, 'farewell-1-rest'), { until: 8600 }]).slice(beyond)).toEqual([
        '8600 hang_up 1',
      ]));

    test('words over the rest take the call back', () =>
      expect(after([...again, stops(7000), says(7400, 'one more thing', 'other')]).slice(beyond)).toContain(
        '7400 call_off_end',
      ));

    test('a caller who still speaks at its end is waited for, until the words are in', () => {
      const late = [...again, heard(8100, 'farewell-1-rest'), { until: 8600 }];
      expect(after(late).slice(beyond)).toEqual([]);
      expect(after([...late, stops(9000), { until: 11_000 }]).slice(beyond)).toEqual(['11000 hang_up 1']);
      expect(after([...late, stops(9000), says(9400, 'one more thing', 'other')]).slice(beyond)).toContain(
        '9400 call_off_end',
      );
    });

    test('a line that stops by itself again: what is left is not said a third time', () =>
      expect(
        after([...again, cleared(6600, 'farewell-1-rest', 0.2), stops(7000), { until: 9000 }]).slice(beyond),
      ).toEqual(['6600 clear_playback', '9000 hang_up 1']));
  });

  test('after the farewell was heard it ends with the hang-up', () =>
    expect(after([heard(6500, id), speaks(6900), stops(7400), { until: 9400 }])).toEqual(['9400 hang_up 1']));

  test('the report that all was played comes late: nothing is said again', () =>
    expect(after([...paused, heard(3400, id), stops(4000), { until: 6000 }])).toEqual([
      '3300 clear_playback',
      '6000 hang_up 1',
    ]));

  test('a line that stops by itself pauses it; nobody speaks any more: 2 s', () =>
    expect(after([speaks(3000), stops(3200), cleared(3250, id, 0.2), { until: 5250 }]).at(-1)).toContain(
      '5250 resume',
    ));

  test('no closing outlives its minute: at its end there is no time for the rest', () => {
    const script = [queued6(), speaks(61_000), { until: 62_000 }] as const;
    expect(after(script).slice(-2)).toEqual(['61300 clear_playback', '62000 hang_up 1']);
  });

  function queued6(): Event {
    return { at: 3000, type: 'playback.queued', utteranceId: id, remainingMs: 70_000 };
  }
});

describe('the time to listen after the farewell', () => {
  const listening = heard(6500, id);

  test('words in it take the call back', () =>
    expect(after([listening, says(6900, 'wait', 'request')]).slice(-2)).toEqual(taken(6900).slice(1)));

  test('speech that began in it is waited for', () => {
    expect(after([listening, speaks(6900), { until: 7199 }])).toEqual([]);
    expect(after([listening, speaks(6900), says(7500, 'oh, and one thing', 'request')]).slice(-1)).toEqual([
      '7500 answer_caller',
    ]);
  });

  test('a goodbye in it ends it, and stays heard', () => {
    const { end } = play({}, ...ending, listening, speaks(6900), says(7600, 'bye', 'closing'), hungUp(7700));
    expect(end!.farewell.heard).toBe('confirmed');
  });

  test('after it nobody is listened to', () => {
    const { phase, effects } = play({}, ...ending, listening, { until: 7000 }, says(7001, 'wait', 'request'));
    expect(phase).toBe('hanging_up');
    expect(effects.slice(2)).toEqual(['7000 hang_up 1']);
  });
});

describe('before the farewell sounds', () => {
  test('speech stops the writing of it', () => {
    const { effects } = play({}, bye, propose(2000), speaks(2100), { until: 2400 });
    expect(effects.slice(2)).toEqual(['2400 cancel_reply']);
  });

  test('speech stops the voice that was ordered', () => {
    const { effects } = play({}, bye, propose(2000, { ownWords: fixed('Goodbye.') }), speaks(2100), { until: 2400 });
    expect(effects.slice(2)).toEqual(['2400 clear_playback']);
  });

  test('a word takes back a voice that was ordered', () => {
    const { effects } = play({}, bye, propose(2000, { ownWords: fixed('Goodbye.') }), says(2100, 'wait', 'request'));
    expect(effects.slice(2)).toContain('2100 clear_playback');
  });

  test('speech from before the end counts from its beginning', () => {
    const silence = { silence: { timeoutMs: 5000 } } as const;
    const { effects } = play(silence, { until: 4000 }, speaks(4000), { until: 14_000 }, stops(14_500), speaks(14_600));
    expect(effects).toEqual([]);
  });

  test('noise that was going on for more than ten seconds stops nothing', () => {
    const guardOff = { guard: { enabled: false } } as const;
    const script = [speaks(1000), propose(12_000, { ownWords: fixed('Goodbye.') }), ...plays(12_500, id, 15_000)];
    expect(play(guardOff, ...script, { until: 15_500 }).effects.slice(1)).toEqual(['15500 hang_up 1']);
  });
});

describe('any speech', () => {
  const any: Setting = { rescue: { mode: 'any_speech' } };

  test('rescues after 300 ms, before there are words', () =>
    expect(after([speaks(3000), { until: 3300 }], any)).toEqual([
      '3300 cancel_reply',
      '3300 clear_playback',
      '3300 call_off_end',
    ]));

  test('the words are answered when they come', () =>
    expect(after([speaks(3000), says(4000, 'okay bye', 'closing')], any).at(-1)).toBe('4000 answer_caller'));

  test('a line that stops because the caller speaks rescues', () =>
    expect(after([speaks(3000), cleared(3200, id)], any)).toContain('3200 call_off_end'));

  test('one that stops by itself, as when the leg goes down, does not', () =>
    expect(after([cleared(3200, id)], any)).not.toContain('3200 call_off_end'));

  test('even a goodbye rescues', () =>
    expect(after([says(3000, 'bye', 'closing')], any)).toContain('3000 call_off_end'));
});

describe('nobody rescues', () => {
  const talk: Script = [speaks(3000), says(4000, 'wait', 'request'), stops(4200), heard(6500, id), { until: 6500 }];

  test('when it is off', () => expect(after(talk, { rescue: { mode: 'off' } })).toEqual(['6500 hang_up 1']));

  test('more often than twice', () => {
    const again = (n: number): Event[] => [
      says(n * 10_000, 'bye', 'closing'),
      propose(n * 10_000 + 100, { ownWords: fixed('Goodbye.') }),
      says(n * 10_000 + 200, 'wait', 'request'),
    ];
    const { phase, call } = play({}, ...again(1), ...again(2), ...again(3));
    expect([phase, call.rescues]).toEqual(['closing', 2]);
  });

  test('a final reason', () => {
    const end = propose(2000, { final: true, ownWords: fixed('We end here.') });
    const script = [bye, end, ...playing(2500, id, 4000), ...talk.flat()] as Script;
    expect(play({}, ...script).effects.slice(2)).toEqual(['6500 hang_up 1']);
  });

  test.each(['balance', 'operator', 'voicemail', 'pre_call', 'failure'] as const)('an end by %s', (trigger) => {
    const script = [bye, propose(2000, { trigger }), ...playing(2500, id, 4000), ...talk.flat()] as Script;
    expect(play({}, ...script).effects.slice(-1)).toEqual(['6500 hang_up 1']);
  });

  test('the cap', () => {
    const cap = { maxDuration: { capMs: 20_000 } } as const;
    const { effects } = play(cap, { until: 16_000 }, says(16_100, 'wait', 'request'), { until: 19_500 });
    expect(effects.filter((effect) => effect.includes('call_off_end'))).toEqual([]);
  });
});

describe('a rescued call', () => {
  const rescued = [...ending, says(3000, 'wait, a question', 'question')];

  test.each([heard(3100, id), cleared(3100, id), voiceFails(3100, id), writingFails(3100, id), hands(3100, id)])(
    'is not ended by a stale $type',
    (stale) => expect(play({}, ...rescued, stale, { until: 5000 }).phase).toBe('active'),
  );

  test('nor by what was said in its farewell', () => {
    const late = [agentSaid(3100, id, { closing: true, phrase: 'goodbye' }), heard(3200, id)];
    expect(play({ mutualGoodbye: true, guard: { enabled: false } }, ...rescued, ...late).phase).toBe('active');
  });

  test('nor by the goodbye of before and another word of thanks', () => {
    const said = [
      bye,
      ...plays(1500, 'u1', 2500),
      agentSaid(2500, 'u1', { closing: true }),
      says(2600, 'bye', 'closing'),
    ];
    const back = [says(2700, 'oh wait', 'request'), says(3000, 'no, nothing, bye', 'closing')];
    expect(play({ mutualGoodbye: true }, ...said, ...back).phase).toBe('active');
  });

  test('goes on with its clocks', () =>
    expect(play({}, ...rescued, ...plays(3500, 'u1', 5000), { until: 34_500 }).effects.at(-1)).toContain(
      '34500 speak',
    ));

  test('is in the record', () => {
    const { end } = play(
      {},
      ...rescued,
      says(8000, 'bye', 'closing'),
      propose(9000, { skipGoodbye: true }),
      hungUp(9100),
    );
    expect(end!.rescues).toBe(1);
  });

  test('and an end of the second attempt is named anew', () =>
    expect(play({}, ...rescued, says(8000, 'bye', 'closing'), propose(9000)).effects.at(-1)).toBe(
      '9000 write fresh farewell-2',
    ));
});
