import { expect, test } from 'vitest';
import type { CallRecord } from '../../contract/call.ts';
import { endFacts, whyEnded } from './why.ts';

const record = {
  started_at: '2026-11-21T10:00:00Z',
  ended_reason: 'agent_ended',
  trigger: 'tool',
  action: 'end_call',
  custom_end_call_reason: 'Wrong number',
  ended_by: 'agent',
  carrier_cause: null,
  error_detail: null,
  farewell: { text: 'Goodbye!', heard: 'confirmed', heard_share: 1, rescues: 0, source: 'own_words' },
  hang_up: { attempts: 1, proof: 'carrier_ended', latency_ms: 212, leaked_seconds: 0.2 },
  hang_up_attempts: [{ at: '2026-11-21T10:00:12.500Z', proof: 'carrier_ended', latency_ms: 212 }],
} as CallRecord;

test('why it ended is one sentence', () => {
  expect(whyEnded(record)).toBe('The agent ended it: the model called its end action end_call, reason "Wrong number".');
  expect(whyEnded({ ...record, ended_reason: 'caller_hangup', trigger: 'caller' })).toBe('The caller hung up.');
  const failed = {
    ...record,
    ended_reason: 'error',
    trigger: 'failure',
    error_detail: 'the model is gone',
  } as CallRecord;
  expect(whyEnded(failed)).toBe('Something failed: the model is gone.');
});

test('goodbye and line are told with their proof', () => {
  expect(endFacts(record).map(({ value, about }) => `${value} / ${about}`)).toEqual([
    'Heard / 100 % of it was heard.',
    'Down / One request, proved after 212 ms',
    '12.5 s into the call / The carrier gave no cause.',
  ]);
});

test.each([null, 'accepted'] as const)('our own request (proof %s) never says that the line is down', (proof) => {
  const hang_up = { ...record.hang_up, proof };
  expect(endFacts({ ...record, hang_up })[1]!.value).toBe('Hang-up sent, not confirmed');
});
