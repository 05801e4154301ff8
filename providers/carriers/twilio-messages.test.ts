import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LegReport } from './carrier.ts';
import { dialReportOf, readForm, statusOf, webhookAddresses, type Form } from './twilio-messages.ts';

type Fixture = { name: string; form: Record<string, string>; report: Partial<LegReport> };
const file = new URL('fixtures/twilio-callbacks.json', import.meta.url);
const { forms } = JSON.parse(readFileSync(file, 'utf8')) as { forms: Fixture[] };

it.each(forms)('$name', ({ form, report }) => {
  const told = statusOf(readForm(new URLSearchParams(form).toString()));
  const nothing = { leg: form['CallSid'], by: null, failed: false, answeredBy: null, session: null };
  expect(told).toEqual({ ...nothing, ...report });
});

it('a form that names no call says nothing', () => {
  expect(statusOf(readForm('CallStatus=completed'))).toBeNull();
  expect(statusOf(readForm(''))).toBeNull();
});

it.each(['https://voice.example.com', 'https://voice.example.com/'])('the addresses below %s', (publicUrl) => {
  expect(webhookAddresses(publicUrl, 'twilio')).toEqual({
    voice: 'https://voice.example.com/twilio/voice',
    relay: 'wss://voice.example.com/twilio/relay',
    media: 'wss://voice.example.com/twilio/media',
    action: 'https://voice.example.com/twilio/action',
    status: 'https://voice.example.com/twilio/status',
    transfer: 'https://voice.example.com/twilio/transfer',
    silence: 'https://voice.example.com/twilio/silence.wav',
  });
});

describe('what is told of a transfer', () => {
  const parent = 'CA00000000000000000000000000000001';
  it.each([
    [
      { CallSid: 'CAchild', ParentCallSid: parent, CallStatus: 'in-progress' },
      { outcome: 'answered', detail: 'in-progress' },
    ],
    [
      { CallSid: parent, CallStatus: 'in-progress', DialCallStatus: 'busy' },
      { outcome: 'failed', detail: 'busy' },
    ],
    [
      { CallSid: parent, CallStatus: 'in-progress', DialCallStatus: 'no-answer' },
      { outcome: 'failed', detail: 'no-answer' },
    ],
    [
      { CallSid: parent, CallStatus: 'in-progress', DialCallStatus: 'completed' },
      { outcome: 'over', detail: 'completed' },
    ],
  ])('%j', (form, report) => expect(dialReportOf(form)).toMatchObject({ leg: parent, ...report }));

  it.each<Form>([
    { CallSid: parent, CallStatus: 'completed' },
    { CallSid: 'CAchild', ParentCallSid: parent, CallStatus: 'ringing' },
    {},
  ])('nothing by %j', (form) => expect(dialReportOf(form)).toBe(null));
});
