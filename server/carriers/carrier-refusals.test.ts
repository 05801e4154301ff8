/** What carriers' addresses refuse, and how they say so. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { openStore, type Store } from '../store/store.ts';
import { publicUrl } from '../testing/relay-phone.ts';
import { politeAgent, testServer } from '../testing/server.ts';
import { accountSid, signed, type TwilioWorld, twilioWorld } from '../testing/twilio-world.ts';
import { readDefaultAgent, readTelnyx, readTwilio } from './carrier-config.ts';

let store: Store;
let world: TwilioWorld;

beforeAll(async () => {
  store = await openStore({ memory: true });
  await store.agents.put('acc_default', 'polite', politeAgent);
});
afterAll(() => store.close());
beforeEach(async () => {
  world = await twilioWorld(store);
});
afterEach(() => world.close());

const form = { 'content-type': 'application/x-www-form-urlencoded' };
type Told = { error: { code: string; message: string; hint: string } };

async function post(url: string, headers: Record<string, string>, body: string): Promise<[number, Told['error']]> {
  const response = await fetch(url, { method: 'POST', headers, body });
  return [response.status, ((await response.json()) as Told).error];
}

describe('a signature', () => {
  const body = 'CallSid=CA1&CallStatus=completed';

  test.each(['voice', 'action', 'status'])(
    'that is missing, of another address or of other words: /%s',
    async (name) => {
      const path = `/twilio/${name}`;
      const forged = [
        {},
        { 'x-twilio-signature': 'bm9uc2Vuc2U=' },
        signed(`${publicUrl}${path}?agent=other`, body),
        signed(publicUrl + path, `${body}&From=1`),
      ];
      for (const headers of forged) {
        const [status, error] = await post(world.server.url + path, { ...form, ...headers }, body);
        expect([status, error.code]).toEqual([403, 'wrong_signature']);
        expect(error.hint).toMatch(/PUBLIC_URL.*TWILIO_AUTH_TOKEN/);
      }
      expect(world.server.switchboard.size).toBe(0);
    },
  );

  test('on the upgrade', async () => {
    const phone = await world.call();
    await expect(phone.connect({ headers: {} })).rejects.toBe(403);
    await expect(phone.connect({ headers: signed(`${phone.relayUrl}x`, '') })).rejects.toBe(403);
    await phone.connect();
    await phone.hears('Hello.');
  });
});

describe('a relay socket', () => {
  test('that no call waits for', async () => {
    const phone = await world.call();
    await expect(phone.connect({ url: `${phone.relayUrl}x` })).rejects.toBe(404);
  });

  test('a second time', async () => {
    const phone = await world.call();
    await phone.connect();
    await phone.hears('Hello.');
    await expect(phone.connect()).rejects.toBe(404);
  });

  test('of another call', async () => {
    const phone = await world.call();
    await phone.connect({ leg: 'CA00000000000000000000000000000099' });
    expect(await phone.closed()).toBe(1008);
    expect(phone.spoken).toEqual([]);
  });

  test('without an upgrade', async () => {
    const phone = await world.call();
    const path = new URL(phone.relayUrl!).pathname;
    expect((await fetch(world.server.url + path)).status).toBe(426);
  });
});

test('a call that comes while the server stops, so that another process takes it', async () => {
  const phone = await world.call();
  await phone.connect();
  await phone.hears('Hello.');
  const stopped = world.server.switchboard.drain(600_000);
  const refused = await phone.post('/twilio/voice', { CallSid: 'CA00000000000000000000000000000077' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await refused.json()).toMatchObject({ error: { code: 'draining' } });
  phone.says('bye');
  await stopped;
});

test('a form of more than 16 KiB', async () => {
  const [status, error] = await post(`${world.server.url}/twilio/voice`, form, `CallSid=${'x'.repeat(16_384)}`);
  expect([status, error.message]).toEqual([413, 'The body is larger than 16 KiB.']);
});

test('the silent clip is for everybody', async () => {
  const response = await fetch(`${world.server.url}/twilio/silence.wav`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/wav']);
});

describe('a server', () => {
  const account = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: 'secret' };

  test('without a carrier says what to set', async () => {
    const server = await testServer(store, { config: { publicUrl } });
    const [status, error] = await post(`${server.url}/twilio/voice`, form, 'CallSid=CA1');
    expect([status, error.code]).toEqual([404, 'not_configured']);
    expect(error.hint).toContain('TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN');
    const [, telnyx] = await post(`${server.url}/telnyx/status`, form, 'CallSid=CA1');
    expect(telnyx.hint).toContain('TELNYX_API_KEY, TELNYX_PUBLIC_KEY');
    await server.close();
  });

  test.each([null, 'http://calls.example.com'])('with PUBLIC_URL %s names the variable', async (url) => {
    const server = await testServer(store, { env: account, config: { publicUrl: url } });
    const [status, error] = await post(`${server.url}/twilio/voice`, form, 'CallSid=CA1');
    expect([status, error.code]).toEqual([503, 'no_public_url']);
    expect(error.message).toContain('PUBLIC_URL');
    await server.close();
  });

  test('does not start with half an account', async () => {
    const starting = testServer(store, { env: { TWILIO_ACCOUNT_SID: 'AC1' } });
    await expect(starting).rejects.toThrow(/TWILIO_ACCOUNT_SID: .*\nTWILIO_AUTH_TOKEN: it is missing/);
  });
});

describe('settings', () => {
  test('of nothing are none', () => {
    expect([readTwilio({}), readTelnyx({}), readDefaultAgent({})]).toEqual([null, null, null]);
    expect(readConfig({}).publicUrl).toBeNull();
  });

  test('that are wrong name the variable, and never show its value', () => {
    const wrong = () => readTelnyx({ TELNYX_PUBLIC_KEY: 'k3y', TELNYX_BASE_URL: 'ftp://u:p4ss@x' });
    expect(wrong).toThrow(/TELNYX_API_KEY: .*\nTELNYX_PUBLIC_KEY: .*\nTELNYX_BASE_URL: /);
    expect(wrong).not.toThrow(/k3y|p4ss/);
    expect(() => readDefaultAgent({ RINGOFF_DEFAULT_AGENT: 'a b' })).toThrow('RINGOFF_DEFAULT_AGENT');
  });
});
