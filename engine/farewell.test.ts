import { describe, expect, test } from 'vitest';
import type { Proposal } from './events.ts';
import { ownWords } from './farewell.ts';
import {
  answerAndGoodbye,
  facts,
  fixed,
  generated,
  goodbye,
  hands,
  heard,
  legDown,
  playing,
  plays,
  propose,
  says,
  sounds,
  talk,
  voicemail,
  works,
  writingFails,
} from './testing/events.ts';
import { play, type Setting } from './testing/play.ts';

const bye = says(1000, "that's all, bye", 'closing');
const standard = 'Thank you for calling. Goodbye!';
const fixedMode: Setting = { farewell: { mode: 'static' } };

/** What is ordered when this end is proposed at 2 s. */
function farewellOf(change: Partial<Proposal>, setting: Setting = {}): string[] {
  const { effects } = play(setting, bye, propose(2000, change));
  return effects.filter((effect) => effect.startsWith('2000')).map((effect) => effect.slice(5));
}

describe('what the caller hears last, the first that applies', () => {
  test('1. skip_goodbye: nothing, whatever else there is', () =>
    expect(farewellOf({ skipGoodbye: true, ownWords: fixed('Bye.'), message: 'Bye.' })).toEqual(['hang_up 1']));

  test.each(['pre_call', 'flow_block', 'tool', 'operator', 'balance'] as const)(
    '2. the words of %s itself, verbatim',
    (trigger) =>
      expect(farewellOf({ trigger, ownWords: fixed('Our own words.') })).toEqual(['speak farewell-1: Our own words.']),
  );

  test('2. they beat the goodbye of the turn and the message of the tool', () =>
    expect(farewellOf({ ownWords: fixed('Own.'), message: 'Bye.', turn: goodbye('u1') })).toEqual([
      'speak farewell-1: Own.',
    ]));

  test('3. an instruction: the model writes it', () =>
    expect(farewellOf({ ownWords: generated('Wish luck.') })).toEqual(['write farewell-1: Wish luck.']));

  test('4. operator: the message of the agent, without a model', () =>
    expect(farewellOf({ trigger: 'operator' })).toEqual([`speak farewell-1: ${standard}`]));

  test('4. silence: likewise', () =>
    expect(play({}, { until: 30_000 }).effects).toEqual([`30000 speak farewell-1: ${standard}`]));

  test.each(['balance', 'failure'] as const)('4. %s: the apology', (trigger) =>
    expect(farewellOf({ trigger }, { farewell: { apology: 'Sorry.' } })).toEqual(['speak farewell-1: Sorry.']),
  );

  test('5. a tag: the reply itself, whatever it says', () => {
    expect(farewellOf({ trigger: 'tag', turn: talk('u1') })).toEqual([]);
  });

  test.each(['tool', 'command'] as const)('5. %s: the message it brings', (trigger) =>
    expect(farewellOf({ trigger, message: 'Bye now.', turn: talk('u1') })).toEqual(['speak farewell-1: Bye now.']),
  );

  test.each(['tool', 'command'] as const)('5. %s: the words of the turn, if they hold a closing', (trigger) =>
    expect(farewellOf({ trigger, turn: answerAndGoodbye('u1') })).toEqual([]),
  );

  test('5. words that only say something are none', () =>
    expect(farewellOf({ turn: talk('u1') })).toEqual(['write farewell-1']));

  test('6. otherwise generated: from the main prompt', () => expect(farewellOf({})).toEqual(['write farewell-1']));

  test('6. or static: the message', () => expect(farewellOf({}, fixedMode)).toEqual([`speak farewell-1: ${standard}`]));

  test('6. a tag without words, too', () =>
    expect(farewellOf({ trigger: 'tag', turn: null })).toEqual(['write farewell-1']));
});

describe('words of the same turn', () => {
  const reply = playing(1500, 'u1', 3000);
  const told = (change: Partial<Proposal>): string[] => play({}, bye, ...reply, propose(2000, change)).effects.slice(1);

  test('that were not heard yet are cleared for fixed words', () =>
    expect(told({ ownWords: fixed('Own.'), turn: goodbye('u1') })).toEqual([
      '2000 clear_playback',
      '2000 speak farewell-1: Own.',
    ]));

  test('are cleared for words by an instruction', () =>
    expect(told({ ownWords: generated('Wish luck.'), turn: talk('u1') })).toEqual([
      '2000 clear_playback',
      '2000 write farewell-1: Wish luck.',
    ]));

  test('play on before the message of the tool', () =>
    expect(told({ message: 'Bye.', turn: talk('u1') })).toEqual(['2000 speak farewell-1: Bye.']));

  test('play on while the model writes', () => expect(told({ turn: talk('u1') })).toEqual(['2000 write farewell-1']));

  test('a model still at work is stopped', () => {
    const { effects } = play({}, bye, works(1500, 'm1', 'model'), propose(2000, { trigger: 'operator' }));
    expect(effects.slice(1)).toEqual(['2000 cancel_reply', `2000 speak farewell-1: ${standard}`]);
  });
});

describe('a written farewell', () => {
  const ending = [bye, propose(2000)];

  test('that has no first word in 2.5 s is replaced by the message', () => {
    expect(play({}, ...ending, { until: 4499 }).effects).toHaveLength(2);
    expect(play({}, ...ending, { until: 4500 }).effects.slice(2)).toEqual([
      '4500 cancel_reply',
      `4500 speak farewell-1-fixed: ${standard}`,
    ]);
  });

  test('that the model fails to write is replaced at once', () =>
    expect(play({}, ...ending, writingFails(2700, 'farewell-1')).effects.slice(2)).toEqual([
      '2700 cancel_reply',
      `2700 speak farewell-1-fixed: ${standard}`,
    ]));

  test('by the configured message, if there is one', () => {
    const { effects } = play({ farewell: { message: 'So long.' } }, ...ending, writingFails(2700, 'farewell-1'));
    expect(effects.at(-1)).toBe('2700 speak farewell-1-fixed: So long.');
  });

  test('that has begun is not', () => {
    const { effects } = play({}, ...ending, ...playing(3000, 'farewell-1', 4000), writingFails(3500, 'farewell-1'));
    expect(effects).toHaveLength(2);
  });

  test('whose first word came has 4 s for its first sound', () => {
    const { effects } = play({}, ...ending, hands(4400, 'farewell-1'), { until: 8399 });
    expect(effects).toHaveLength(2);
  });

  test('waits behind words that still play: its voice is not down', () => {
    const long = playing(1500, 'u1', 9000);
    const script = [bye, ...long, propose(2000, { turn: talk('u1') }), hands(3000, 'farewell-1'), { until: 10_499 }];
    expect(play({}, ...script).effects.slice(1)).toEqual(['2000 write farewell-1']);
  });

  test('waits anew for words whose sound was told before they were begun', () => {
    const { effects } = play(
      { guard: { enabled: false } },
      [sounds(0, 'u2'), hands(0, 'u1')],
      propose(0, { turn: goodbye('u2'), outside: facts({ tools: 'of_turn' }) }),
      { until: 70_000 },
    );
    expect(effects).toContain('64000 speak u2-backup: Thank you for calling. Goodbye!');
  });
  test('waits for them no longer than they can last', () => {
    const long = playing(1500, 'u1', 9000);
    const script = [bye, ...long, propose(2000, { turn: talk('u1') }), hands(3000, 'farewell-1'), { until: 16_000 }];
    expect(play({}, ...script).effects.at(-1)).toBe(`16000 speak farewell-1-backup: ${standard}`);
  });

  test('in place of a fixed one is a stale word of the model: the fixed one stays', () => {
    const { effects } = play(
      {},
      ...ending,
      { until: 4600 },
      hands(4700, 'farewell-1'),
      writingFails(4800, 'farewell-1'),
    );
    expect(effects).toHaveLength(4);
  });
});

describe('never two goodbyes', () => {
  const silence = { silence: { timeoutMs: 10_000 } } as const;
  const back = says(11_500, 'wait, a question', 'question');

  test('a farewell that was taken back is not said again: the next is fresh', () => {
    const first = [bye, propose(2000), ...playing(2500, 'farewell-1', 2000), says(3000, 'wait', 'request')];
    const again = [says(8000, 'bye', 'closing'), propose(9000)];
    expect(play({}, ...first, ...again).effects.at(-1)).toBe('9000 write fresh farewell-2');
  });

  test('fixed words that were spoken are not said twice: the message takes their place', () => {
    const own = { ownWords: fixed('Our own words.') };
    const first = [bye, propose(2000, own), ...playing(2500, 'farewell-1', 2000), says(3000, 'wait', 'request')];
    const { effects } = play({}, ...first, says(8000, 'bye', 'closing'), propose(9000, own));
    expect(effects.at(-1)).toBe(`9000 speak farewell-2: ${standard}`);
  });

  test('fixed words that never sounded are', () => {
    const own = { ownWords: fixed('Our own words.') };
    const first = [bye, propose(2000, own), says(2100, 'wait', 'request'), says(8000, 'bye', 'closing')];
    expect(play({}, ...first, propose(9000, own)).effects.at(-1)).toBe('9000 speak farewell-2: Our own words.');
  });

  test('a tool that comes late, about a goodbye that was taken back, gets a fresh one', () => {
    const script = [
      bye,
      ...plays(1500, 'u1', 2500),
      propose(2600, { turn: goodbye('u1') }),
      says(2700, 'wait', 'request'),
    ];
    const { effects } = play({}, ...script, says(4000, 'bye', 'closing'), propose(5000, { turn: goodbye('u1') }));
    expect(effects.at(-1)).toBe('5000 write fresh farewell-2');
  });

  test('a rescued silence ends with the message again: there is no other', () => {
    const script = [...playing(10_100, 'farewell-1', 2000), back, ...plays(11_500, 'u1', 13_000), { until: 23_000 }];
    expect(play(silence, ...script).effects.at(-1)).toBe(`23000 speak farewell-2: ${standard}`);
  });
});

describe('the words that a reason and an action bring', () => {
  test.each([
    [{ mode: 'static', message: 'S' } as const, 'P', fixed('S')],
    [{ mode: 'prompt', message: 'R' } as const, 'P', generated('R')],
    [{ mode: 'none', message: '' } as const, 'P', generated('P')],
    [null, 'P', generated('P')],
    [{ mode: 'none', message: '' } as const, ' ', null],
    [null, '', null],
  ])('%o beats %o', (closing, prompt, words) => expect(ownWords(closing, prompt)).toEqual(words));
});

describe('the record of a farewell', () => {
  test.each([
    [{ skipGoodbye: true }, 'skipped'],
    [{ ownWords: fixed('A.') }, 'own_words'],
    [{ ownWords: generated('A.') }, 'instruction'],
    [{ message: 'A.' }, 'tool_message'],
    [{ trigger: 'operator' }, 'configured'],
    [{ trigger: 'failure' }, 'apology'],
    [{ turn: goodbye('u1') }, 'spoken_words'],
    [{}, 'main_prompt'],
  ] as const)('%o came from %s', (change, source) => {
    const { end } = play({}, bye, ...plays(1500, 'u1', 1800), propose(2000, change), legDown(2100));
    expect(end!.farewell.source).toBe(source);
  });

  test('a message in place of a written one is configured', () => {
    const script = [bye, propose(2000), writingFails(2100, 'farewell-1'), ...playing(2200, 'farewell-1-fixed', 900)];
    const { end } = play({}, ...script, heard(3100, 'farewell-1-fixed'), { until: 90_000 });
    expect(end!.farewell).toEqual({
      utteranceId: 'farewell-1-fixed',
      source: 'configured',
      heard: 'confirmed',
      heardShare: 1,
    });
  });

  test('a voicemail is told its message, whatever the mode', () => {
    const leave = { voicemail: { action: 'leave_message', message: 'Call back.' }, direction: 'outbound' } as const;
    expect(play(leave, voicemail(500)).effects).toEqual(['500 speak farewell-1: Call back.']);
  });
});
