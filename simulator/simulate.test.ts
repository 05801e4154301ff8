import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

test('the same seed gives the same call', () => {
  for (const seed of [3, 77, 1_001]) {
    expect(JSON.stringify(simulate(seed).entries)).toBe(JSON.stringify(simulate(seed).entries));
  }
});

test('a thousand worlds break no rule, and end in every way that a typed call can', () => {
  const reasons = new Set<string>();
  for (let seed = 20_000; seed < 21_000; seed++) {
    const { violations, record } = simulate(seed);
    expect(violations, `npx ringoff simulate --seed ${seed} --trace`).toEqual([]);
    reasons.add(record!.ended_reason);
  }
  expect([...reasons].sort()).toEqual([
    'agent_ended',
    'caller_hangup',
    'error',
    'max_duration_reached',
    'not_answered',
    'operator_ended',
    'silence_timeout',
    'transferred',
    'voicemail_detected',
  ]);
});
