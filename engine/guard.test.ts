import { describe, expect, test } from 'vitest';
import type { OutsideFacts, Proposal } from './events.ts';
import type { Meaning } from './reasons.ts';
import {
  answerAndGoodbye,
  facts,
  fixed,
  generated,
  goodbye,
  plays,
  propose,
  says,
  settled,
  speaks,
  stops,
  talk,
  transfers,
  voiceFails,
  voicemail,
} from './testing/events.ts';
import { play } from './testing/play.ts';

const bye = says(1000, "that's all, bye", 'closing');
const goesAhead = '2000 write farewell-1';

/** What comes of an end that the model proposes at 2 s. */
function asked(change: Partial<Proposal>, ...before: Parameters<typeof play>[1][]): string[] {
  return play({}, ...before, propose(2000, change)).effects.filter((effect) => effect.startsWith('2000'));
}

describe('an end that the model proposes is refused while', () => {
  test('the caller is speaking', () =>
    expect(asked({}, bye, speaks(1900))).toEqual(['2000 refuse_end caller_speaking']));
  test('the caller has said nothing at all yet', () => expect(asked({})).toEqual(['2000 refuse_end caller_not_heard']));

  const outside: [Partial<OutsideFacts>, string][] = [
    [{ tools: 'other' }, 'tool_running'],
    [{ tools: 'failed' }, 'tool_failed'],
    [{ disclosureUnread: true }, 'disclosure_unread'],
    [{ slotEmpty: true }, 'slot_empty'],
    [{ ruleFailed: true }, 'rule_failed'],
  ];
  test.each(outside)('%o', (fact, veto) =>
    expect(asked({ outside: facts(fact) }, bye)).toEqual([`2000 refuse_end ${veto}`]),
  );

  test('the call is younger than its minimum', () => {
    const guard = { minCallMs: 5000 };
    expect(play({ guard }, bye, propose(4999)).effects.at(-1)).toBe('4999 refuse_end too_early');
    expect(play({ guard }, bye, propose(5000)).effects.at(-1)).toBe('5000 write farewell-1');
  });

  test.each(['tool', 'tag', 'command', 'phrase'] as const)('a %s is guarded', (trigger) =>
    expect(asked({ trigger, turn: goodbye('u1') })).toEqual(['2000 refuse_end caller_not_heard']),
  );

  test.each(['global_check', 'flow_block', 'pre_call', 'balance', 'operator', 'failure'] as const)(
    'but %s is not',
    (trigger) => expect(play({}, propose(2000, { trigger })).phase).toBe('closing'),
  );
});

describe('an open question', () => {
  const open: Meaning[] = ['question', 'request', 'uncertain'];

  test.each(open)('a %s answered with nothing but a closing refuses the end', (meaning) => {
    const before = says(1000, 'and then?', meaning);
    expect(asked({ turn: goodbye('u1') }, before)).toEqual(['2000 refuse_end open_question']);
    expect(asked({}, before)).toEqual(['2000 refuse_end open_question']);
  });

  test.each(open)('a %s that the turn answers does not', (meaning) => {
    expect(play({}, says(1000, 'and?', meaning), propose(2000, { turn: answerAndGoodbye('u1') })).phase).toBe(
      'closing',
    );
    expect(play({}, says(1000, 'and?', meaning), propose(2000, { turn: talk('u1') })).phase).toBe('closing');
  });

  test.each(['closing', 'backchannel', 'other', 'unknown'] as const)('words that mean %s leave none', (meaning) =>
    expect(asked({}, says(1000, 'hm', meaning))).toEqual([goesAhead]),
  );

  test('a configured reason does not ask for it, a free one does', () => {
    const before = says(1000, 'what is your PIN?', 'question');
    expect(asked({ reason: 'Fraud', reasonConfigured: true }, before)).toEqual([goesAhead]);
    expect(asked({ reason: 'something', reasonConfigured: false }, before)).toEqual(['2000 refuse_end open_question']);
  });

  test('a configured reason is held to everything else', () =>
    expect(asked({ reason: 'Fraud', reasonConfigured: true })).toEqual(['2000 refuse_end caller_not_heard']));
});

describe('passes at once', () => {
  test('skip_goodbye', () => expect(asked({ skipGoodbye: true })).toEqual(['2000 hang_up 1']));
  test('a final reason', () =>
    expect(asked({ final: true, ownWords: fixed('We end here.') })).toEqual(['2000 speak farewell-1: We end here.']));
  test('a voicemail', () => expect(play({}, voicemail(2000)).effects).toEqual(['2000 hang_up 1']));
  test('everything, when the guard is off', () =>
    expect(play({ guard: { enabled: false } }, propose(2000)).effects).toEqual([goesAhead]));
});

describe('refusals', () => {
  test('the call goes on, and the next proposal is judged anew', () => {
    const { effects } = play({}, propose(2000), says(3000, 'bye', 'closing'), propose(4000));
    expect(effects).toEqual(['2000 refuse_end caller_not_heard', '3000 answer_caller', '4000 write farewell-1']);
  });

  test('two in a row are the most: the third proposal is let through', () => {
    const { effects } = play({}, propose(2000), propose(3000), propose(4000));
    expect(effects.map((effect) => effect.slice(5))).toEqual([
      'refuse_end caller_not_heard',
      'refuse_end caller_not_heard',
      'write farewell-1',
    ]);
  });

  test('words of the caller between them begin a new row', () => {
    const slot = { outside: facts({ slotEmpty: true }) };
    const words = [says(1000, 'a'), propose(2000, slot), says(3000, 'b'), propose(4000, slot), propose(5000, slot)];
    expect(play({}, ...words).phase).toBe('active');
    expect(play({}, ...words, propose(6000, slot)).phase).toBe('closing');
  });

  test('max_vetoes 0 refuses nothing', () =>
    expect(play({ guard: { vetoesMax: 0 } }, propose(2000)).phase).toBe('closing'));

  test('each is in the record', () => {
    const { end } = play({}, propose(2000), propose(3000), propose(4000, { skipGoodbye: true }), {
      until: 60_000,
    });
    expect(end!.vetoes).toBe(2);
  });

  test('after one that followed a spoken goodbye the next farewell is a fresh one', () => {
    const script = [...plays(1500, 'u1', 1900), propose(2000, { turn: goodbye('u1') }), says(3000, 'bye', 'closing')];
    expect(play({}, ...script, propose(4000)).effects.at(-1)).toBe('4000 write fresh farewell-1');
  });

  test('after one without a goodbye it is not', () => {
    const { effects } = play({}, propose(2000), says(3000, 'bye', 'closing'), propose(4000));
    expect(effects.at(-1)).toBe('4000 write farewell-1');
  });

  test('noise of more than ten seconds is nobody speaking', () => {
    expect(play({}, bye, speaks(1500), propose(11_499)).effects.at(-1)).toBe('11499 refuse_end caller_speaking');
    expect(play({}, bye, speaks(1500), propose(11_500)).phase).toBe('closing');
  });
});

describe('an end tool beside other tools', () => {
  const beside = propose(2000, { outside: facts({ tools: 'of_turn' }) });

  test('waits for them', () => {
    expect(play({}, bye, beside, { until: 16_999 }).effects).toEqual(['1000 answer_caller']);
    expect(play({}, bye, beside, settled(5000)).effects.at(-1)).toBe('5000 write farewell-1');
  });

  test('is refused when one failed', () =>
    expect(play({}, bye, beside, settled(5000, true)).effects.at(-1)).toBe('5000 refuse_end tool_failed'));

  test('waits no longer than the limit', () => {
    const { effects, phase } = play({}, bye, beside, { until: 17_000 });
    expect(effects.at(-1)).toBe('17000 refuse_end tool_running');
    expect(phase).toBe('active');
  });

  test('is held to the other rules when they are done', () => {
    const script = [bye, beside, speaks(4900), settled(5000)];
    expect(play({}, ...script).effects.at(-1)).toBe('5000 refuse_end caller_speaking');
  });

  test.each([{ skipGoodbye: true }, { final: true }])('does not wait with %o', (change) => {
    const { phase } = play({}, bye, propose(2000, { outside: facts({ tools: 'of_turn' }), ...change }));
    expect(phase).not.toBe('guarded');
  });

  test('gives way to a caller who goes on', () => {
    const { effects, phase } = play({}, bye, beside, says(3000, 'oh, and one thing', 'request'), settled(5000));
    expect(effects.slice(1)).toEqual(['3000 answer_caller']);
    expect(phase).toBe('active');
  });

  test.each([
    ['a goodbye', 'bye', 'closing'],
    ['a listening noise', 'mm-hm', 'backchannel'],
    ['sound without words', ' ', 'other'],
  ] as const)('not to %s', (_, text, meaning) =>
    expect(play({}, bye, beside, says(3000, text, meaning)).phase).toBe('guarded'),
  );

  test('the cap does not wait for them', () => {
    const { effects } = play({ maxDuration: { capMs: 10_000 } }, bye, beside, { until: 5100 });
    expect(effects.at(-1)).toBe('5039 speak farewell-1: Thank you for calling. Goodbye!');
  });

  test('a voicemail that is ignored and a stale failure of the voice do not drop it', () => {
    const script = [bye, ...plays(1200, 'u1', 1800), beside, voicemail(3000), voiceFails(3100, 'u1')];
    expect(play({ voicemail: { action: 'ignore' } }, ...script).phase).toBe('guarded');
  });

  test('noise of the caller lets it stand', () => {
    const script = [bye, beside, speaks(3000), stops(3500), settled(5000)];
    expect(play({}, ...script).phase).toBe('closing');
  });

  test('of END and TRANSFER in one turn the first wins', () =>
    expect(play({}, bye, beside, transfers(2100)).phase).toBe('guarded'));

  test('keeps its own words', () => {
    const own = propose(2000, { outside: facts({ tools: 'of_turn' }), ownWords: generated('Be brief.') });
    expect(play({}, bye, own, settled(3000)).effects.at(-1)).toBe('3000 write farewell-1: Be brief.');
  });
});
