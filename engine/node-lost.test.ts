import { describe, expect, test } from 'vitest';
import {
  hungUp,
  legDown,
  nodeLost,
  playing,
  plays,
  propose,
  says,
  speaks,
  transfers,
  voiceFails,
} from './testing/events.ts';
import { play } from './testing/play.ts';

const said = says(1000, 'hello', 'other');
const lost = {
  trigger: 'failure',
  endedReason: 'error',
  endedBy: 'system',
  errorDetail: 'node_lost: its process died',
};

describe('a call whose process died', () => {
  test('is hung up without a word', () => {
    const { effects, end } = play({}, said, playing(2000, 'u1', 5000), nodeLost(9000), hungUp(9100));
    expect(effects.slice(-2)).toEqual(['9000 hang_up 1', '9100 record_end error']);
    expect(end).toMatchObject({ ...lost, hangUp: { attempts: 1, proof: 'far_end_confirmed', reached: true } });
  });

  test.each(['inbound', 'outbound'] as const)('also while it rings (%s)', (direction) => {
    expect(play({ direction, from: 'ringing' }, nodeLost(9000), hungUp(9100)).end).toMatchObject(lost);
  });

  test('is hung up again and again, and watched in the end', () => {
    const { effects } = play({}, said, nodeLost(9000), { until: 60_000 });
    expect(effects.at(-1)).toBe('41000 watch_leg null');
    expect(effects.filter((line) => line.includes('hang_up')).length).toBeGreaterThan(5);
  });

  test('keeps the cause of an end that was under way, and tells what befell it', () => {
    const goodbye = propose(2000, { trigger: 'tool', reason: 'Done', reasonConfigured: true, message: 'Bye.' });
    const { end } = play({}, said, goodbye, nodeLost(9000), hungUp(9100));
    expect(end).toMatchObject({ trigger: 'tool', endedReason: 'agent_ended', customEndCallReason: 'Done' });
    expect(end).toMatchObject({ endedBy: 'agent', errorDetail: lost.errorDetail });
  });

  test('also of one that the caller had paused', () => {
    const goodbye = propose(2000, { trigger: 'tool', message: 'Bye.' });
    const script = [said, goodbye, playing(2100, 'farewell-1', 3000), speaks(2500), { until: 3000 }] as const;
    expect(play({}, ...script).phase).toBe('paused');
    expect(play({}, ...script, nodeLost(9000), hungUp(9100)).end).toMatchObject({ endedReason: 'agent_ended' });
  });

  test('is told what was heard of a farewell that was over', () => {
    const script = [
      said,
      propose(2000, { trigger: 'tool', message: 'Bye.' }),
      plays(2100, 'farewell-1', 3000),
    ] as const;
    const { effects, end } = play({}, ...script, { until: 3600 }, nodeLost(9000), hungUp(9050, 'far_end_confirmed', 9));
    expect(effects.slice(-2)[0]).toMatch(/^9000 hang_up \d$/);
    expect(end).toMatchObject({ farewell: { heard: 'confirmed' }, hangUp: { reached: true } });
  });

  test('gets one more hang-up, also when the time of all of them is over', () => {
    const { effects } = play(
      {},
      said,
      propose(2000, { trigger: 'tool', skipGoodbye: true }),
      nodeLost(33_900),
      { until: 34_100 },
      hungUp(34_200, 'far_end_confirmed', 9),
    );
    expect(effects.at(-1)).toBe('34200 record_end agent_ended');
  });

  test('and a transfer is left alone', () => {
    const { effects, end } = play({}, said, transfers(5000), nodeLost(9000));
    expect(effects.slice(1)).toEqual(['5000 transfer_leg +15550100', '9000 record_end error']);
    expect(end).toMatchObject({ ...lost, hangUp: { attempts: 0, proof: null } });
  });

  test('ends once: what the leg tells later changes nothing', () => {
    const { effects } = play(
      {},
      said,
      nodeLost(9000),
      legDown(9100),
      nodeLost(9200),
      hungUp(9300),
      voiceFails(9400, 'u'),
    );
    expect(effects.slice(-2)).toEqual(['9000 hang_up 1', '9100 record_end error']);
  });
});
