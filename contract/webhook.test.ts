import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { endedReasons } from '../engine/reasons.ts';
import { callRecord, farewellSources, type CallRecord } from './call.ts';
import { callAnalyzedPayload, callEnded, callEndedPayload, webhookPayload } from './webhook.ts';
import { webhookEvents } from './webhook-words.ts';

const record: CallRecord = callRecord.parse({
  call_id: 'call_1',
  agent_id: 'agent_1',
  agent_version: 3,
  direction: 'inbound',
  from: '+15550100',
  to: '+15550101',
  started_at: '2026-11-20T10:00:00Z',
  answered_at: '2026-11-20T10:00:01+01:00',
  ended_at: '2026-11-20T10:02:26Z',
  duration_seconds: 145,
  ended_reason: 'agent_ended',
  trigger: 'tool',
  ended_by: 'agent',
  action: 'end_call',
  carrier_cause: 'normal_clearing',
  error_detail: null,
  evidence: "No, that's all. Bye!",
  farewell: { text: 'Goodbye!', heard: 'confirmed', heard_share: 1, rescues: 0, source: 'tool_message' },
  hang_up: { attempts: 1, proof: 'far_end_confirmed', latency_ms: 212, leaked_seconds: 0 },
  hang_up_attempts: [{ at: '2026-11-20T10:02:26Z', proof: 'far_end_confirmed', latency_ms: 212 }],
  vetoes: [{ at_seconds: 60.5, reason: 'open_question' }],
  rescues: [],
  clocks: { quiet_seconds: 0.4, wordless_seconds: 1 },
  outcome_tags: ['completed'],
  summary: null,
  extracted: {},
  variables: { clinic: 'Acme' },
  metadata: {},
  model: { provider: 'offline', name: 'offline' },
  transcript: [{ role: 'agent', text: 'Goodbye!', at_seconds: 143, cut: false }],
  transcript_url: 'https://x.example/t',
  recording_url: null,
} satisfies z.input<typeof callRecord>);

/** As contract.md section 4 lists them. */
const documentedFields = (
  'event call_id agent_id agent_version direction from to started_at answered_at ended_at duration_seconds ended_reason ' +
  'trigger ended_by custom_end_call_reason carrier_cause farewell hang_up outcome_tags summary extracted variables ' +
  'metadata transcript_url recording_url'
).split(' ');

describe('call.ended', () => {
  test('holds exactly the documented fields', () => {
    const payload = callEndedPayload({ ...record, custom_end_call_reason: 'Wrong number' });
    expect(Object.keys(payload)).toEqual(documentedFields);
    expect(callEnded.parse(payload)).toEqual(payload);
    expect(payload.farewell).toEqual({ text: 'Goodbye!', heard: 'confirmed', heard_share: 1, rescues: 0 });
    expect(payload.hang_up).toEqual({ attempts: 1, proof: 'far_end_confirmed', latency_ms: 212, leaked_seconds: 0 });
  });

  test('has custom_end_call_reason only when a reason ended the call', () => {
    expect('custom_end_call_reason' in callEndedPayload(record)).toBe(false);
  });

  test('has the words only where they are wanted', () => {
    expect(callEndedPayload(record).transcript).toBeUndefined();
    expect(callEndedPayload(record, true).transcript).toEqual(record.transcript);
  });
});

describe('payloads', () => {
  const { call_id, agent_id, agent_version, direction, from, to, started_at, answered_at } = record;
  const started = { call_id, agent_id, agent_version, direction, from, to, started_at, answered_at };
  const message = { call_id, agent_id, to, text: 'Hello' };

  test.each([
    { event: 'call.started', ...started, variables: {}, metadata: {} },
    callEndedPayload(record, true),
    callAnalyzedPayload({ ...record, summary: { text: 'A dentist was called.', by: 'model' } }),
    { event: 'sms.sent', ...message, message_id: 'm1' },
    { event: 'sms.failed', ...message, error: 'no consent' },
    {
      event: 'endpoint.switched_off',
      endpoint_id: 'we_1',
      agent_id: null,
      host: 'receiver.example',
      why: 'it answered 410 Gone',
      failing_since: null,
      switched_off_at: started_at,
      waiting: 3,
    },
  ])('$event', (payload) => {
    expect(webhookPayload.parse(payload)).toEqual(payload);
    expect(webhookPayload.safeParse({ ...payload, more: 1 }).success).toBe(false);
  });

  test('there is one for every event', () => {
    expect(webhookPayload.options.map((option) => option.shape.event.value)).toEqual([...webhookEvents]);
  });
});

describe('records', () => {
  test.each(endedReasons)('%s is a reason', (ended_reason) => {
    expect(callRecord.parse({ ...record, ended_reason }).ended_reason).toBe(ended_reason);
  });

  test.each(farewellSources)('%s is a source of farewells', (source) => {
    const farewell = { ...record.farewell, source };
    expect(callRecord.parse({ ...record, farewell }).farewell.source).toBe(source);
  });

  test('words of others are refused', () => {
    expect(callRecord.safeParse({ ...record, ended_reason: 'completed' }).success).toBe(false);
    expect(callRecord.safeParse({ ...record, ended_at: 'yesterday' }).success).toBe(false);
    expect(callRecord.safeParse({ ...record, status: 'done' }).success).toBe(false);
  });
});
