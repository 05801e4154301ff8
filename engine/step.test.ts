import { describe, expect, test } from 'vitest';
import {
  answered,
  cleared,
  due,
  facts,
  fixed,
  goodbye,
  hands,
  heard,
  hungUp,
  legDown,
  playing,
  plays,
  proposal,
  propose,
  says,
  settled,
  speaks,
  transfers,
  voicemail,
} from './testing/events.ts';
import { play, type Script } from './testing/play.ts';

const silent = { silence: { timeoutMs: null, noWordsMs: null } } as const;
const stages: [string, Script][] = [
  ['ringing', []],
  ['active', [answered(0)]],
  ['guarded', [answered(0), says(1000, 'hi'), propose(2000, { outside: facts({ tools: 'of_turn' }) })]],
  ['closing', [answered(0), says(1000, 'bye', 'closing'), propose(2000)]],
  ['paused', [answered(0), says(1000, 'bye', 'closing'), propose(2000), speaks(2000), { until: 2500 }]],
  ['transferring', [answered(0), transfers(2000)]],
  ['hanging_up', [answered(0), says(1000, 'bye', 'closing'), propose(2000, { skipGoodbye: true })]],
];

describe('the stages of a call', () => {
  test.each(stages)('a script comes to %s, which has a deadline', (stage, script) => {
    const { phase, call } = play({ ...silent, from: 'ringing' }, ...script);
    expect(phase).toBe(stage);
    expect(call.phase.deadline).toBeGreaterThanOrEqual(2000);
  });

  test.each(stages)('the leg going down while %s ends the call', (_, script) => {
    const { phase, effects, end } = play({ ...silent, from: 'ringing' }, ...script, legDown(3000));
    expect(phase).toBe('ended');
    expect(effects.filter((effect) => effect.includes('record_end'))).toHaveLength(1);
    expect(end).toMatchObject({ endedAt: 3000, endedBy: 'caller', carrierCause: 'normal_clearing' });
  });

  test('an answered call is greeted', () =>
    expect(play({ from: 'ringing' }, answered(500)).effects).toEqual(['500 greet_caller']));

  test('the whole way, from the proposal to the proof', () => {
    const { effects, phase } = play(
      {},
      says(1000, "no, that's all, bye", 'closing'),
      propose(2000),
      plays(3000, 'farewell-1', 5000),
      hungUp(5700),
    );
    expect(phase).toBe('ended');
    expect(effects).toEqual([
      '1000 answer_caller',
      '2000 write farewell-1',
      '5500 hang_up 1',
      '5700 record_end agent_ended',
    ]);
  });

  test('nothing comes of what happens after the end', () => {
    const { effects } = play(
      {},
      legDown(1000),
      legDown(1001),
      says(1100, 'hello?'),
      propose(1200),
      hungUp(1300),
      due(1400),
      transfers(1500),
      voicemail(1600),
      heard(1700, 'u1'),
    );
    expect(effects).toEqual(['1000 record_end caller_hangup']);
  });

  test('a deadline that is told too early changes nothing', () => {
    const asked = [says(1000, 'bye', 'closing'), propose(2000), due(2500), due(4499)];
    expect(play({}, ...asked).effects).toEqual(['1000 answer_caller', '2000 write farewell-1']);
  });

  test('an event that comes after a deadline that nobody told of is judged by its own time', () => {
    const late = play({}, says(1000, 'bye', 'closing'), propose(2000), plays(3000, 'farewell-1', 5000), hungUp(9999));
    expect(late.end).toMatchObject({ endedAt: 9999, hangUp: { attempts: 4, reached: true } });
  });
});

describe('before the answer', () => {
  test('an outbound leg that rings for too long is hung up and not answered', () => {
    const { effects, end } = play({ direction: 'outbound', from: 'ringing' }, { until: 60_000 }, hungUp(60_300));
    expect(effects).toEqual(['60000 hang_up 1', '60300 record_end not_answered']);
    expect(end).toMatchObject({ endedBy: 'system', answeredAt: null });
  });

  test.each(['busy', 'no_answer', 'rejected', 'unreachable'])(
    'an outbound leg that ends as %s is not answered',
    (cause) => {
      const { end } = play(
        { direction: 'outbound', from: 'ringing' },
        legDown(9000, { by: null, cause, failed: true }),
      );
      expect(end).toMatchObject({ endedReason: 'not_answered', endedBy: 'carrier', carrierCause: cause });
    },
  );

  test('an inbound caller who gives up before the answer has hung up', () => {
    const { end } = play({ from: 'ringing' }, legDown(4000));
    expect(end).toMatchObject({ endedReason: 'caller_hangup', endedBy: 'caller', trigger: 'caller' });
  });

  test('an operator cancels the dialling', () => {
    const cancel = propose(3000, { trigger: 'operator', evidence: 'API' });
    const { effects, end } = play({ direction: 'outbound', from: 'ringing' }, cancel, hungUp(3100));
    expect(effects).toEqual(['3000 hang_up 1', '3100 record_end operator_ended']);
    expect(end!.farewell.heard).toBe('not_started');
  });

  test('a screening rule answers, speaks its message and hangs up', () => {
    const rule = proposal({ trigger: 'pre_call', ownWords: fixed('This number is blocked.'), evidence: 'blocked' });
    const screened = [answered(0, rule), ...plays(200, 'farewell-1', 1700), hungUp(1800)];
    const { effects } = play({ from: 'ringing' }, ...screened);
    expect(effects).toEqual([
      '0 speak farewell-1: This number is blocked.',
      '1700 hang_up 1',
      '1800 record_end screened',
    ]);
  });
});

describe('the first cause wins', () => {
  const ending = [
    says(1000, 'bye', 'closing'),
    propose(2000, { evidence: 'first' }),
    ...playing(3000, 'farewell-1', 2000),
  ];

  test('a second end tool in the turn changes nothing', () => {
    const { end, effects } = play(
      {},
      ...ending,
      propose(3100, { evidence: 'second' }),
      heard(5000, 'farewell-1'),
      hungUp(5600),
    );
    expect(end!.evidence).toBe('first');
    expect(effects).toHaveLength(4);
  });

  test.each(['operator', 'balance', 'failure', 'flow_block'] as const)(
    'an end by %s during the closing does not replace it',
    (trigger) => {
      const { end } = play({}, ...ending, propose(3100, { trigger }), heard(5000, 'farewell-1'), hungUp(5600));
      expect(end).toMatchObject({ endedReason: 'agent_ended', trigger: 'tool', evidence: 'first' });
    },
  );

  test('a caller who drops during our farewell does not turn it into their hang-up', () => {
    const { end } = play({}, ...ending, legDown(4000));
    expect(end).toMatchObject({
      endedReason: 'agent_ended',
      endedBy: 'caller',
      hangUp: { attempts: 0, reached: true },
    });
    expect(end!.farewell.heard).toBe('unconfirmed');
  });

  test('nor does one who drops after it, before our hang-up arrived', () => {
    const { end } = play({}, ...ending, heard(5000, 'farewell-1'), legDown(5600));
    expect(end).toMatchObject({
      endedReason: 'agent_ended',
      endedBy: 'caller',
      hangUp: { attempts: 1, leakedMs: 100 },
    });
  });

  test('an operator who wants it now ends the closing, but not its cause', () => {
    const now = propose(3500, { trigger: 'operator', skipGoodbye: true });
    const { effects, end } = play({}, ...ending, now, hungUp(3600));
    expect(effects.slice(2)).toEqual(['3500 clear_playback', '3500 hang_up 1', '3600 record_end agent_ended']);
    expect(end).toMatchObject({ trigger: 'tool', farewell: { heard: 'unconfirmed' } });
  });

  test('an operator who wants it now ends a pause too', () => {
    const now = propose(4000, { trigger: 'operator', skipGoodbye: true });
    const { effects } = play({}, ...ending, speaks(3300), now, hungUp(4100));
    expect(effects.slice(2)).toEqual(['3600 clear_playback', '4000 hang_up 1', '4100 record_end agent_ended']);
  });

  test('two proposals of one turn: the one that waits for tools is the first', () => {
    const waits = propose(2000, { evidence: 'first', outside: facts({ tools: 'of_turn' }) });
    const script = [
      says(1000, 'bye', 'closing'),
      ...playing(1500, 'u1', 1000),
      waits,
      propose(2100, { evidence: 'second' }),
    ];
    const { call } = play({}, ...script, settled(2200));
    expect(call.phase).toMatchObject({ name: 'closing', end: { evidence: 'first' } });
  });

  test('an end by the outside does not wait for the tools of a proposed one', () => {
    const waits = propose(2000, { outside: facts({ tools: 'of_turn' }) });
    const { end } = play({}, says(1000, 'bye'), waits, propose(2100, { trigger: 'balance' }), legDown(2200));
    expect(end!.endedReason).toBe('balance_insufficient');
  });
});

describe('a stale report of the line', () => {
  test('about an utterance of before does not count as the farewell', () => {
    const script = [
      hands(500, 'u1'),
      says(1000, 'bye', 'closing'),
      propose(2000),
      ...playing(3000, 'farewell-1', 2000),
    ];
    expect(play({}, ...script, heard(3100, 'u1'), cleared(3200, 'u0')).phase).toBe('closing');
  });

  test('and its own reply, when it is the farewell, is not ended by another', () => {
    const script = [says(500, 'bye', 'closing'), ...playing(1000, 'u1', 2000), propose(1100, { turn: goodbye('u1') })];
    const { call } = play({}, ...script, heard(1200, 'u0'));
    expect(call.phase).toMatchObject({ name: 'closing', stage: 'playing' });
  });
});
