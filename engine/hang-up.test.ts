import { describe, expect, test } from 'vitest';
import { type Proof, proofs, proves } from './reasons.ts';
import { hungUp, legDown, propose, says, speaks, transfers } from './testing/events.ts';
import { play, type Script, type Setting } from './testing/play.ts';

const ending: Script = [says(1000, 'bye', 'closing'), propose(2000, { skipGoodbye: true })];

/** The orders from the first hang-up on. */
function orders(script: Script, setting: Setting = {}): string[] {
  return play(setting, ...ending, ...script).effects.slice(1);
}

describe('the hang-up is repeated until it is proved', () => {
  test('after 0.5, 1, 2, 4 and then every 8 s', () => {
    const times = orders([{ until: 33_999 }]).map((order) => Number.parseInt(order, 10) - 2000);
    expect(times).toEqual([0, 500, 1500, 3500, 7500, 15_500, 23_500, 31_500]);
  });

  test('each attempt has its number', () =>
    expect(orders([{ until: 6000 }])).toEqual([
      '2000 hang_up 1',
      '2500 hang_up 2',
      '3500 hang_up 3',
      '5500 hang_up 4',
    ]));

  test('after 32 s the call ends, an alarm is raised and a job goes on asking', () => {
    const { effects, end } = play({}, ...ending, { until: 34_000 });
    expect(effects.slice(-2)).toEqual(['34000 record_end agent_ended', '34000 watch_leg null']);
    expect(end!.hangUp).toEqual({ attempts: 8, proof: null, reached: false, latencyMs: 32_000, leakedMs: 32_000 });
  });

  test('with the proof that was reached by then', () =>
    expect(orders([hungUp(2100, 'released'), { until: 34_000 }]).at(-1)).toBe('34000 watch_leg released'));

  test('a refusal or an error is no proof', () =>
    expect(orders([hungUp(2100, null), { until: 2500 }])).toEqual(['2000 hang_up 1', '2500 hang_up 2']));

  test('a weaker proof than the carrier can give is not enough', () =>
    expect(orders([hungUp(2100, 'accepted'), { until: 2500 }])).toEqual(['2000 hang_up 1', '2500 hang_up 2']));

  test('a late answer to the first attempt counts', () =>
    expect(orders([{ until: 3600 }, hungUp(3700, 'far_end_confirmed', 1)]).at(-1)).toBe('3700 record_end agent_ended'));

  test('proofs add up to the strongest, not to the last', () => {
    const carrier: Setting = { requiredProof: 'far_end_confirmed' };
    const { end } = play(carrier, ...ending, hungUp(2100, 'carrier_ended'), hungUp(2200, 'accepted'), {
      until: 34_000,
    });
    expect(end!.hangUp.proof).toBe('carrier_ended');
  });

  test.each(proofs)('the required level %s is reached by itself and what is stronger', (required) => {
    const reaching = proofs.filter((proof) => play({ requiredProof: required }, ...ending, hungUp(2100, proof)).end);
    expect(reaching).toEqual(proofs.slice(proofs.indexOf(required)));
  });

  test('the carrier telling that the leg is down ends it, whatever was required', () => {
    const { end } = play({}, ...ending, legDown(2400, { by: null, proof: 'carrier_ended', cause: 'completed' }));
    expect(end!.hangUp).toEqual({ attempts: 1, proof: 'carrier_ended', reached: true, latencyMs: 400, leakedMs: 400 });
    expect(end).toMatchObject({ endedBy: 'agent', carrierCause: 'completed' });
  });

  test('nothing else happens meanwhile', () => {
    const noise = [
      speaks(2100),
      says(2200, 'wait', 'request'),
      propose(2300, { trigger: 'operator' }),
      transfers(2400),
    ];
    expect(orders(noise)).toEqual(['2000 hang_up 1']);
  });
});

describe('proofs of hanging up, weakest first', () => {
  const order: Proof[] = ['accepted', 'released', 'carrier_ended', 'far_end_confirmed'];
  test('are these', () => expect(proofs).toEqual(order));
  test('and none proves nothing', () => expect(order.filter((want) => proves(null, want))).toEqual([]));
});

describe('the record of a hang-up', () => {
  test('attempts, proof, latency from the first attempt, leaked time', () => {
    const { end } = play({}, ...ending, hungUp(2100, null), { until: 3600 }, hungUp(3700, 'far_end_confirmed', 3));
    expect(end!.hangUp).toEqual({
      attempts: 3,
      proof: 'far_end_confirmed',
      reached: true,
      latencyMs: 1700,
      leakedMs: 1700,
    });
  });

  test('a caller who was quicker leaked nothing', () =>
    expect(play({}, legDown(5000)).end!.hangUp).toEqual({
      attempts: 0,
      proof: 'far_end_confirmed',
      reached: true,
      latencyMs: 0,
      leakedMs: 0,
    }));

  test('the raw cause of the carrier is kept beside ours', () =>
    expect(play({}, legDown(5000, { cause: 'Q.850;cause=16' })).end).toMatchObject({
      endedReason: 'caller_hangup',
      carrierCause: 'Q.850;cause=16',
      customEndCallReason: null,
    }));

  test('every clock is in it', () =>
    expect(play({}, says(2000, 'hm'), legDown(5000)).end!.clocks).toEqual({ quietMs: 3000, wordlessMs: 3000 }));
});
