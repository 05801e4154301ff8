/** STOP and START, as Twilio and Telnyx pass them on. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { account } from '../store/testing/samples.ts';
import { publicUrl } from '../testing/relay-phone.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import { accountSid, signed } from '../testing/twilio-world.ts';

const number = '+15550100077';
const keys = generateKeyPairSync('ed25519');
const publicKey = Buffer.from(keys.publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64');

let store: Store;
let server: TestServer;
beforeAll(async () => {
  store = await openStore({ memory: true });
  const twilio = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: 'secret' };
  const env = { ...twilio, TELNYX_API_KEY: 'KEY1', TELNYX_PUBLIC_KEY: publicKey };
  server = await testServer(store, { env, config: { publicUrl } });
});
afterAll(async () => {
  await server.close();
  await store.close();
});
beforeEach(() => store.smsWishes.remove(account, number, 'stopped'));

const wish = () => store.smsWishes.of(account, number);

function twilioSays(text: string, more: Record<string, string> = {}, sender = number): Promise<Response> {
  const body = new URLSearchParams({ From: sender, To: '+15550100002', Body: text, ...more }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...signed(`${publicUrl}/twilio/sms`, body) };
  return fetch(`${server.url}/twilio/sms`, { method: 'POST', body, headers });
}

function telnyxSays(text: string): Promise<Response> {
  const payload = { from: { phone_number: number }, text };
  const body = JSON.stringify({ data: { event_type: 'message.received', payload } });
  const seconds = String(Math.floor(Date.now() / 1000));
  const signature = sign(null, Buffer.from(`${seconds}|${body}`), keys.privateKey).toString('base64');
  const headers = {
    'content-type': 'application/json',
    'telnyx-timestamp': seconds,
    'telnyx-signature-ed25519': signature,
  };
  return fetch(`${server.url}/telnyx/sms`, { method: 'POST', body, headers });
}

describe.each([
  ['Twilio', twilioSays, '<Response/>'],
  ['Telnyx', telnyxSays, '{}'],
] as const)('%s', (_, says, answer) => {
  test('STOP puts a number on the list, START takes it off', async () => {
    const stop = await says('Stop');
    expect([stop.status, await stop.text()]).toEqual([200, answer]);
    expect(await wish()).toBe('stopped');
    expect((await store.smsWishes.get(account, number, 'stopped'))?.source).toBe('message');
    await says('start');
    expect(await wish()).toBeNull();
  });

  test('anything else changes nothing', async () => {
    expect((await says('Please stop by at ten')).status).toBe(200);
    expect(await wish()).toBeNull();
  });
});

test('a consent ends with a STOP', async () => {
  await store.smsWishes.put(account, number, 'consented', 'api');
  await twilioSays('Désabonner', { OptOutType: 'STOP' });
  expect(await wish()).toBe('stopped');
});

test('who is no number is passed over', async () => {
  expect((await twilioSays('STOP', {}, '12345')).status).toBe(200);
  expect(await store.smsWishes.list(account, { wish: 'stopped', limit: 9 })).toEqual([]);
});

test.each(['twilio', 'telnyx'])('a forged message to /%s/sms is refused, and no number is logged', async (carrier) => {
  const body = new URLSearchParams({ From: number, Body: 'STOP' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'x' };
  const answer = await fetch(`${server.url}/${carrier}/sms`, { method: 'POST', body, headers });
  expect(answer.status).toBe(403);
  expect(await wish()).toBeNull();
  expect(JSON.stringify(server.logged)).not.toContain('5550100077');
});
