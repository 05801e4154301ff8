import { describe, expect, test } from 'vitest';
import type { Proposal } from './events.ts';
import { endedReasonOf, endedReasons, type Trigger, triggers } from './reasons.ts';
import {
  agentSaid,
  answerAndGoodbye,
  fixed,
  generated,
  goodbye,
  hands,
  heard,
  hungUp,
  legDown,
  playing,
  plays,
  propose,
  says,
  speaks,
  transferred,
  transfers,
  voicemail,
} from './testing/events.ts';
import { play } from './testing/play.ts';

const said = says(1000, 'thank you, bye', 'closing');

type Proposed = Proposal['trigger'];
const proposed: [Proposed, string, string][] = [
  ['tool', 'agent_ended', 'agent'],
  ['tag', 'agent_ended', 'agent'],
  ['command', 'agent_ended', 'agent'],
  ['global_check', 'agent_ended', 'agent'],
  ['flow_block', 'agent_ended', 'agent'],
  ['phrase', 'agent_ended', 'agent'],
  ['keypad', 'agent_ended', 'agent'],
  ['pre_call', 'screened', 'system'],
  ['voicemail', 'voicemail_detected', 'system'],
  ['balance', 'balance_insufficient', 'system'],
  ['operator', 'operator_ended', 'operator'],
  ['failure', 'error', 'system'],
];

describe('who may propose an end', () => {
  test.each(proposed)('%s ends the call as %s, by the %s', (trigger, endedReason, endedBy) => {
    const { end } = play({}, said, propose(2000, { trigger, skipGoodbye: true }), hungUp(2200));
    expect(end).toMatchObject({ trigger, endedReason, endedBy });
  });

  test('silence ends it as silence_timeout, by the system', () => {
    const { end } = play({}, { until: 30_000 }, ...plays(30_100, 'farewell-1', 32_000), hungUp(32_600));
    expect(end).toMatchObject({ trigger: 'silence', endedReason: 'silence_timeout', endedBy: 'system' });
  });

  test('a completed transfer ends it as transferred, by the agent', () => {
    const { end } = play({}, transfers(2000), transferred(5000), hungUp(5100));
    expect(end).toMatchObject({ trigger: 'transfer', endedReason: 'transferred', endedBy: 'agent' });
  });

  test('a leg that fails is an error, by the carrier', () => {
    const { end } = play({}, said, legDown(2000, { by: null, failed: true, cause: 'media_timeout' }));
    expect(end).toMatchObject({ trigger: 'failure', endedReason: 'error', endedBy: 'carrier' });
    expect(end!.errorDetail).toContain('media_timeout');
  });

  test('every trigger has one ended reason of the closed list', () => {
    for (const trigger of triggers) expect(endedReasons).toContain(endedReasonOf[trigger as Trigger]);
  });
});

describe('what an end carries along', () => {
  const carried = {
    action: 'end_call_politely',
    reason: 'Wrong number',
    reasonConfigured: true,
    outcomeTags: ['wrong_number'],
    evidence: 'sorry, wrong number',
    skipGoodbye: true,
  };

  test('reason, action, outcome tags and the words that made it end are in the record', () => {
    const { end } = play({}, said, propose(2000, carried), hungUp(2200));
    expect(end).toMatchObject({
      customEndCallReason: 'Wrong number',
      action: 'end_call_politely',
      outcomeTags: ['wrong_number'],
      evidence: 'sorry, wrong number',
    });
  });

  const names = (at: number, reason: string | null, change: Partial<Proposal> = {}) =>
    propose(at, { trigger: 'command', reason, outcomeTags: ['named'], ownWords: fixed('By the reason.'), ...change });
  const byBlock = propose(2000, { trigger: 'flow_block', ownWords: generated('Thank them.'), outcomeTags: ['block'] });

  test('the goodbye of a terminal block names the reason, once, and nothing else of the end changes', () => {
    const twice = [names(2400, 'Wrong number'), names(2500, 'Fraud')];
    const { end, effects } = play(
      {},
      said,
      byBlock,
      ...playing(2300, 'farewell-1', 2000),
      ...twice,
      heard(4300, 'farewell-1'),
      hungUp(5000),
    );
    expect(end).toMatchObject({
      trigger: 'flow_block',
      customEndCallReason: 'Wrong number',
      outcomeTags: ['block', 'named'],
      evidence: 'the model called end_call',
    });
    expect(effects.filter((effect) => effect.includes('farewell'))).toEqual(['2000 write farewell-1: Thank them.']);
  });

  test('also while the caller has stopped the goodbye by speaking', () => {
    const stopped = [...playing(2300, 'farewell-1', 9000), speaks(2400), { until: 3000 }];
    const { end } = play(
      {},
      said,
      byBlock,
      ...stopped,
      names(3100, 'Fraud'),
      says(3300, 'bye', 'closing'),
      hungUp(3500),
    );
    expect(end).toMatchObject({ customEndCallReason: 'Fraud', farewell: { heard: 'cut_by_closing' } });
  });

  test.each<[string, Partial<Proposal>, Partial<Proposal>]>([
    ['an end that is not of a terminal block', { trigger: 'tag' }, {}],
    ['anything but the command', { trigger: 'flow_block' }, { trigger: 'tool' }],
    ['a command without a reason', { trigger: 'flow_block' }, { reason: null }],
  ])('no reason is named later for, or by, %s', (_, first, later) => {
    const begins = propose(2000, { ...first, ownWords: fixed('Goodbye.') });
    const { end } = play({}, said, begins, names(2100, 'Fraud', later), legDown(3000));
    expect(end).toMatchObject({ customEndCallReason: null, outcomeTags: [] });
  });

  test('an end without a reason has none', () =>
    expect(play({}, said, propose(2000, { skipGoodbye: true }), hungUp(2200)).end!.customEndCallReason).toBe(null));

  test('a failure tells what failed', () => {
    const failed = propose(2000, { trigger: 'failure', errorDetail: 'the model answered 500' });
    expect(play({}, said, failed, legDown(3000)).end!.errorDetail).toBe('the model answered 500');
  });
});

describe('what goes wrong on the way to an end', () => {
  const tool = propose(2000, { trigger: 'tool' });
  const fails = (at: number, errorDetail: string) => propose(at, { trigger: 'failure', errorDetail });

  test('is told beside its first cause', () => {
    const { end } = play({}, said, tool, fails(2100, 'the voice died'), fails(2200, 'so did the ear'), legDown(3000));
    expect(end).toMatchObject({ trigger: 'tool', endedReason: 'agent_ended', errorDetail: 'the voice died' });
  });

  test('also while the line is being dropped', () => {
    const now = propose(2000, { skipGoodbye: true });
    expect(play({}, said, now, fails(2100, 'the telephone died'), hungUp(2200)).end!.errorDetail).toBe(
      'the telephone died',
    );
  });
});

describe('a tag acts after the whole reply was heard', () => {
  const reply = playing(2000, 'u1', 4000);
  const tag = propose(2500, { trigger: 'tag', turn: goodbye('u1') });

  test('and not before', () => {
    const { effects } = play({}, said, ...reply, tag, { until: 5999 });
    expect(effects).toEqual(['1000 answer_caller']);
  });

  test('the hang-up follows the reply, after the time to listen', () => {
    const { effects } = play({}, said, ...reply, tag, heard(6000, 'u1'), hungUp(6600));
    expect(effects.slice(1)).toEqual(['6500 hang_up 1', '6600 record_end agent_ended']);
  });

  test('told before the first words of the reply, it waits for them', () => {
    const { effects } = play({}, said, tag, ...plays(3000, 'u1', 6000), hungUp(6600));
    expect(effects.slice(1)).toEqual(['6500 hang_up 1', '6600 record_end agent_ended']);
  });
});

describe('the two opt-in triggers', () => {
  const bye = agentSaid(2000, 'u1', { closing: true, onlyClosing: true });
  const saysBye = [hands(2000, 'u1'), bye];

  test('are off by default', () => {
    const script = [said, ...saysBye, heard(4000, 'u1'), says(5000, 'bye', 'closing')];
    expect(play({}, ...script).phase).toBe('active');
  });

  test('both said goodbye, the caller first: ends once the agent was heard, without another goodbye', () => {
    const { effects, end } = play({ mutualGoodbye: true }, said, ...saysBye, heard(4000, 'u1'), hungUp(4600));
    expect(effects.slice(1)).toEqual(['4500 hang_up 1', '4600 record_end agent_ended']);
    expect(end).toMatchObject({ trigger: 'mutual_goodbye', farewell: { utteranceId: 'u1', heard: 'confirmed' } });
  });

  test('both said goodbye, the agent first', () => {
    const script = [says(1000, 'thanks'), ...saysBye, heard(4000, 'u1'), says(5000, 'bye', 'closing'), hungUp(5600)];
    expect(play({ mutualGoodbye: true }, ...script).effects.slice(1)).toEqual([
      '5500 hang_up 1',
      '5600 record_end agent_ended',
    ]);
  });

  test('a goodbye over the goodbye of the agent lets that one play to its end', () => {
    const script = [says(1000, 'thanks'), ...saysBye, says(3000, 'bye', 'closing'), heard(4000, 'u1')];
    const { effects, call } = play({ mutualGoodbye: true }, ...script);
    expect(effects).toEqual(['1000 answer_caller']);
    expect(call.phase.name).toBe('closing');
  });

  test('one goodbye is none: the caller asked something', () => {
    const script = [says(1000, 'and the price?', 'question'), ...saysBye, heard(4000, 'u1')];
    expect(play({ mutualGoodbye: true }, ...script).phase).toBe('active');
  });

  const phrase = [hands(2000, 'u1'), agentSaid(2000, 'u1', { closing: true, phrase: 'have a nice day' })];

  test('a phrase ends the call once it was heard', () => {
    const { effects, end } = play({}, said, ...phrase, { until: 3999 }, heard(4000, 'u1'), hungUp(4600));
    expect(effects.slice(1)).toEqual(['4500 hang_up 1', '4600 record_end agent_ended']);
    expect(end).toMatchObject({ trigger: 'phrase', evidence: 'have a nice day' });
  });

  test('a phrase that was cut off does not', () =>
    expect(play({}, said, ...phrase, heard(4000, 'u1', 0.9)).phase).toBe('active'));

  test('a phrase is a proposal: the guard may refuse it, once', () => {
    const asked = says(1000, 'and the price?', 'question');
    const only = agentSaid(2000, 'u1', { closing: true, onlyClosing: true, phrase: 'have a nice day' });
    const { effects } = play({}, asked, hands(2000, 'u1'), only, heard(4000, 'u1'), heard(4100, 'u1'));
    expect(effects.slice(1)).toEqual(['4000 refuse_end open_question']);
  });

  test('the own words of an agent never end a call otherwise', () => {
    const words = agentSaid(2000, 'u1', { closing: true, onlyClosing: true });
    expect(play({}, said, hands(2000, 'u1'), words, heard(4000, 'u1')).phase).toBe('active');
  });
});

describe('an ending that is switched off', () => {
  const off = { endingEnabled: false, mutualGoodbye: true } as const;

  test.each(['tool', 'tag', 'command', 'phrase', 'global_check'] as const)('takes no end by %s', (trigger) => {
    const { phase, effects } = play(off, said, propose(2000, { trigger, skipGoodbye: true, final: true }));
    expect([phase, effects]).toEqual(['active', ['1000 answer_caller']]);
  });

  test.each(['balance', 'failure', 'operator'] as const)('is still ended by %s', (trigger) => {
    const { effects } = play(off, said, propose(2000, { trigger, ownWords: fixed('Bye.') }));
    expect(effects).toContain('2000 speak farewell-1: Bye.');
  });

  test('and by the caller', () => expect(play(off, legDown(2000)).effects).toEqual(['2000 record_end caller_hangup']));

  test('has no silence end, no cap and no goodbyes', () => {
    const bye = [hands(2000, 'u1'), agentSaid(2000, 'u1', { closing: true, phrase: 'bye' }), heard(4000, 'u1')];
    expect(play(off, said, ...bye, { until: 80_000_000 }).effects).toEqual(['1000 answer_caller']);
  });

  test('but no call outlives its lifetime', () => {
    const { effects } = play(off, { until: 86_400_000 });
    expect(effects[0]).toContain("86400000 speak farewell-1: I'm sorry");
  });
});

describe('voicemail', () => {
  const outbound = { direction: 'outbound' } as const;

  test('is hung up on at once, without a word', () => {
    const { effects, end } = play(outbound, voicemail(3000), hungUp(3200));
    expect(effects).toEqual(['3000 hang_up 1', '3200 record_end voicemail_detected']);
    expect(end!.farewell).toMatchObject({ source: 'skipped', heard: 'skipped' });
  });

  test('drops what is being said to the machine', () => {
    const { effects } = play(outbound, ...playing(1000, 'u1', 8000), voicemail(3000, 'model'));
    expect(effects).toEqual(['3000 clear_playback', '3000 hang_up 1']);
  });

  const leave = {
    ...outbound,
    voicemail: { action: 'leave_message', message: 'Please call back.', tags: ['vm'] },
  } as const;

  test('gets the message, and the hang-up when it was heard', () => {
    const { effects, end } = play(leave, voicemail(3000), ...plays(3200, 'farewell-1', 5000), hungUp(5100));
    expect(effects).toEqual([
      '3000 speak farewell-1: Please call back.',
      '5000 hang_up 1',
      '5100 record_end voicemail_detected',
    ]);
    expect(end!.outcomeTags).toEqual(['vm']);
  });

  test('is not taken back by its own greeting', () => {
    const script = [voicemail(3000), ...playing(3200, 'farewell-1', 2000), says(4000, 'leave a message', 'request')];
    expect(play(leave, ...script, heard(5200, 'farewell-1'), hungUp(5300)).end!.rescues).toBe(0);
  });

  test('that is ignored changes nothing', () =>
    expect(play({ ...outbound, voicemail: { action: 'ignore' } }, voicemail(3000)).phase).toBe('active'));
});

describe('a voice that fails in the conversation', () => {
  test('ends the call with an apology', () => {
    const failed = { at: 2000, type: 'playback.failed', utteranceId: 'u1', detail: 'quota' } as const;
    const { effects, call } = play({}, said, hands(1500, 'u1'), failed);
    expect(effects.at(-1)).toContain("2000 speak farewell-1: I'm sorry");
    expect(call.phase).toMatchObject({ end: { trigger: 'failure', errorDetail: 'voice: quota' } });
  });

  test('but not one that fails on words that the caller cut off', () => {
    const failed = { at: 2100, type: 'playback.failed', utteranceId: 'u1', detail: 'aborted' } as const;
    const cut = {
      at: 2000,
      type: 'playback.cleared',
      utteranceId: 'u1',
      pushedMs: 900,
      playedMs: 300,
      heardText: '',
    } as const;
    expect(play({}, said, hands(1500, 'u1'), cut, failed).phase).toBe('active');
  });
});

describe('two goodbyes of one turn', () => {
  test('are one: the words of the turn take leave, so the message of the tool is not spoken', () => {
    const script = [
      said,
      ...playing(2000, 'u1', 3000),
      propose(2100, { turn: answerAndGoodbye('u1'), message: 'Bye!' }),
    ];
    expect(play({}, ...script, heard(5000, 'u1'), hungUp(5600)).effects.slice(1)).toEqual([
      '5500 hang_up 1',
      '5600 record_end agent_ended',
    ]);
  });
});
