import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { LegReport } from './carrier.ts';
import { readForm, statusOf, webhookAddresses } from './twilio-messages.ts';

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
    action: 'https://voice.example.com/twilio/action',
    status: 'https://voice.example.com/twilio/status',
    transfer: 'https://voice.example.com/twilio/transfer',
    silence: 'https://voice.example.com/twilio/silence.wav',
  });
});
