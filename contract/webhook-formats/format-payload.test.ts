import { expect, test } from 'vitest';
import type { CallEnded } from '../webhook.ts';
import { webhookFormats } from '../webhook-words.ts';
import { formatPayload } from './format-payload.ts';

const ended: CallEnded = {
  event: 'call.ended',
  call_id: 'call_xyz789',
  agent_id: 'agent_abc123',
  agent_version: 1,
  direction: 'inbound',
  from: '+15550100',
  to: '+15550101',
  started_at: '2026-11-20T10:00:00.000Z',
  answered_at: '2026-11-20T10:00:01.000Z',
  ended_at: '2026-11-20T10:02:26.400Z',
  duration_seconds: 145.4,
  ended_reason: 'agent_ended',
  trigger: 'tool',
  ended_by: 'agent',
  carrier_cause: null,
  farewell: { text: 'Goodbye!', heard: 'confirmed', heard_share: 1, rescues: 0 },
  hang_up: { attempts: 1, proof: 'carrier_ended', latency_ms: 100, leaked_seconds: 0 },
  outcome_tags: ['completed'],
  summary: null,
  extracted: {},
  variables: {},
  metadata: {},
  transcript_url: 'https://calls.example/t',
  recording_url: null,
};
const transcript = [
  { role: 'agent' as const, text: 'Hello.', at_seconds: 0, cut: false },
  { role: 'caller' as const, text: 'Wrong number, sorry.', at_seconds: 2, cut: false },
];

test('ringoff: the event as it is', () => {
  expect(formatPayload('ringoff', ended)).toBe(ended);
});

test('thinnestai: the seven fields of its page', () => {
  expect(formatPayload('thinnestai', { ...ended, transcript })).toEqual({
    event: 'call.ended',
    call_id: 'call_xyz789',
    agent_id: 'agent_abc123',
    duration_seconds: 145,
    end_reason: 'agent_ended',
    transcript_url: 'https://calls.example/t',
    recording_url: null,
  });
});

test('nixflex: flat, with its own word for the reason', () => {
  const body = formatPayload('nixflex', { ...ended, transcript })!;
  expect(body).toMatchObject({
    event: 'call.completed',
    call_id: 'call_xyz789',
    status: 'completed',
    ended_reason: 'completed',
    summary: null,
    transcript: 'Agent: Hello.\nCaller: Wrong number, sorry.',
  });
  const analyzed = { ...ended, event: 'call.analyzed' as const, summary: { text: 'A slip.', by: 'model' as const } };
  expect(formatPayload('nixflex', { ...analyzed, ended_reason: 'error' })).toMatchObject({
    event: 'call.completed',
    status: 'failed',
    summary: 'A slip.',
  });
  expect(formatPayload('nixflex', ended)).not.toHaveProperty('transcript');
});

test('synthflow: custom_end_call with the reason, in the call', () => {
  const body = formatPayload('synthflow', { ...ended, transcript, custom_end_call_reason: 'Wrong number' });
  expect(body).toEqual({
    status: 'completed',
    lead: { phone_number: '+15550100' },
    call: {
      status: 'completed',
      end_call_reason: 'custom_end_call',
      custom_end_call_reason: 'Wrong number',
      call_id: 'call_xyz789',
      model_id: 'agent_abc123',
      duration: 145,
      start_time: '2026-11-20T10:00:00.000Z',
      transcript: 'bot: Hello.\nhuman: Wrong number, sorry.',
      recording_url: null,
    },
    executed_actions: {},
  });
});

test('synthflow: without an end-call reason there is no such field', () => {
  expect(formatPayload('synthflow', ended)).toMatchObject({ call: { end_call_reason: 'completed' } });
  expect(JSON.stringify(formatPayload('synthflow', ended))).not.toContain('custom_end_call');
});

test('synthflow: outbound leads are those who were called; what was extracted is an executed action', () => {
  const body = formatPayload('synthflow', {
    ...ended,
    event: 'call.analyzed',
    direction: 'outbound',
    ended_reason: 'error',
    extracted: { purchase: 'car' },
  });
  expect(body).toMatchObject({
    status: 'failed',
    lead: { phone_number: '+15550101' },
    executed_actions: { purchase: { name: 'purchase', return_value: { purchase: 'car' } } },
  });
});

test('events that a vendor has none of are not sent', () => {
  const { call_id, agent_id } = ended;
  const sms = { event: 'sms.sent' as const, call_id, agent_id, to: '+15550100', text: 'Hi', message_id: null };
  const told = webhookFormats.map((format) => formatPayload(format, sms) !== null);
  expect(told).toEqual([true, false, false, false]);
  expect(formatPayload('thinnestai', { ...ended, event: 'call.analyzed' })).toBeNull();
});
