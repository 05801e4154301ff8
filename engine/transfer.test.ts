import { describe, expect, test } from 'vitest';
import {
  heard,
  hungUp,
  legDown,
  playing,
  plays,
  propose,
  says,
  speaks,
  transferFails,
  transferred,
  transfers,
  voicemail,
} from './testing/events.ts';
import type { Event } from './events.ts';
import { play, type Setting } from './testing/play.ts';

const short: Setting = { silence: { timeoutMs: 10_000, noWordsMs: 20_000 }, maxDuration: { capMs: 40_000 } };

describe('a started transfer owns the call', () => {
  test('and is ordered once', () => {
    const { effects, phase } = play({}, transfers(5000), transfers(6000, '+15550101'));
    expect([effects, phase]).toEqual([['5000 transfer_leg +15550100'], 'transferring']);
  });

  test('no silence, no cap, no check-in and no goodbye in it', () => {
    const checking: Setting = {
      ...short,
      silence: { timeoutMs: 10_000, checkIns: [{ afterMs: 3000, message: 'Hm?' }] },
    };
    expect(play(checking, transfers(1000), { until: 60_999 }).effects).toHaveLength(1);
  });

  test.each(['tool', 'tag', 'flow_block', 'balance', 'failure'] as const)('no end by %s', (trigger) =>
    expect(play({}, transfers(5000), propose(6000, { trigger })).phase).toBe('transferring'),
  );

  test('words and sounds are not answered', () => {
    const { effects } = play({}, transfers(5000), speaks(6000), says(7000, 'hello?', 'question'), voicemail(8000));
    expect(effects).toHaveLength(1);
  });

  test('an operator ends it, without a goodbye', () => {
    const { effects, end } = play({}, transfers(5000), propose(6000, { trigger: 'operator' }), hungUp(6100));
    expect(effects.slice(1)).toEqual(['6000 hang_up 1', '6100 record_end operator_ended']);
    expect(end!.endedBy).toBe('operator');
  });
});

describe('a completed transfer', () => {
  test('drops our leg', () => {
    const { effects, end } = play({}, transfers(5000), transferred(9000), hungUp(9200));
    expect(effects.slice(1)).toEqual(['9000 hang_up 1', '9200 record_end transferred']);
    expect(end).toMatchObject({ evidence: 'transferred to +15550100', farewell: { source: 'none' } });
  });

  test('leaves a leg alone that stays up with somebody else', () => {
    const { effects, end } = play({}, transfers(5000), transferred(9000, true), legDown(60_000));
    expect(effects.slice(1)).toEqual(['9000 record_end transferred']);
    expect(end!.hangUp).toEqual({ attempts: 0, proof: null, reached: true, latencyMs: 0, leakedMs: 0 });
  });

  test('a caller who hangs up before it has hung up', () =>
    expect(play({}, transfers(5000), legDown(7000)).end!.endedReason).toBe('caller_hangup'));
});

describe('a transfer that fails', () => {
  test('gives the call back, and the model is told', () => {
    const { effects, phase } = play({}, transfers(5000), transferFails(9000, 'busy'));
    expect(effects.slice(1)).toEqual(['9000 report_transfer_failed busy']);
    expect(phase).toBe('active');
  });

  test('has its own deadline', () => {
    expect(play({}, transfers(5000), { until: 64_999 }).phase).toBe('transferring');
    expect(play({}, transfers(5000), { until: 65_000 }).effects.at(-1)).toBe(
      '65000 report_transfer_failed no answer in time',
    );
  });

  test('does not start the silence clock anew', () => {
    const uncapped: Setting = { ...short, maxDuration: { capMs: null } };
    const script = [...plays(0, 'u1', 2000), transfers(6000), transferFails(30_000), { until: 36_000 }];
    expect(play(uncapped, ...script).effects.at(-1)).toContain('36000 speak farewell-1');
  });

  test('that outlived the cap: the leg goes down at once, without words', () => {
    const { effects } = play(short, transfers(5000), transferFails(45_000), { until: 45_000 });
    expect(effects.slice(1)).toEqual(['45000 report_transfer_failed busy', '45000 hang_up 1']);
  });

  test('that comes back right before the cap has time for its farewell', () => {
    const { effects } = play(short, transfers(5000), transferFails(36_000), { until: 39_500 });
    expect(effects.slice(2)).toEqual(['36000 speak farewell-1: Thank you for calling. Goodbye!', '39500 hang_up 1']);
  });

  test('can be tried again', () => {
    const again = [transfers(5000), transferFails(9000), transfers(12_000, '+15550101')];
    expect(play({}, ...again).effects.at(-1)).toBe('12000 transfer_leg +15550101');
  });
});

describe('a target that answers after the deadline', () => {
  const back: Event[] = [transfers(5000)];

  test('has the caller all the same', () => {
    const { effects, end } = play({}, ...back, { until: 65_000 }, transferred(66_000), hungUp(66_200));
    expect(effects.slice(-2)).toEqual(['66000 hang_up 1', '66200 record_end transferred']);
    expect(end).toMatchObject({ trigger: 'transfer', evidence: 'transferred to +15550100' });
  });

  test('and whom it talks to is not hung up on', () => {
    const { effects } = play({}, ...back, { until: 65_000 }, transferred(66_000, true));
    expect(effects.at(-1)).toBe('66000 record_end transferred');
  });

  test('while the agent takes leave, or waits for what the caller says to that', () => {
    const leaving = [...back, { until: 65_000 }, says(65_500, 'bye', 'closing'), propose(66_000)];
    for (const more of [[], [...playing(66_500, 'farewell-1', 3000), speaks(67_000), { until: 67_400 }]]) {
      const { phase, effects } = play({}, ...leaving, ...more, transferred(67_500, true));
      expect([phase, effects.at(-1)]).toEqual(['ended', '67500 record_end transferred']);
    }
  });

  test('but not when it was told to have failed after all', () =>
    expect(play({}, ...back, { until: 65_000 }, transferFails(65_100), transferred(66_000)).phase).toBe('active'));

  test('nor when another one is under way: that one is completed', () => {
    const { end } = play({}, ...back, { until: 65_000 }, transfers(65_500, '+15550101'), transferred(66_000, true));
    expect(end!.evidence).toBe('transferred to +15550101');
  });

  test('and changes nothing once the line is being dropped', () => {
    const dropped = [propose(65_500, { trigger: 'operator', skipGoodbye: true }), transferred(65_600, true)];
    const { end } = play({}, ...back, { until: 65_000 }, ...dropped, hungUp(65_700));
    expect(end!.endedReason).toBe('operator_ended');
  });
});

describe('what is told of a transfer that is none', () => {
  test.each([transferred(3000), transferFails(3000), heard(3000, 'u9')])('$type changes nothing', (event) =>
    expect(play({}, event)).toMatchObject({ phase: 'active', effects: [] }),
  );

  test('one that is asked for during the closing is not made', () =>
    expect(play({}, says(1000, 'bye', 'closing'), propose(2000), transfers(2100)).phase).toBe('closing'));
});
