import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Telnyx } from 'telnyx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadConfig } from '../../contract/errors.ts';
import { systemClock } from '../clock.ts';
import type { LegReport, SignedRequest } from './carrier.ts';
import { type TelnyxCarrier, telnyxCarrier, type TelnyxSettings } from './telnyx.ts';
import { type Direction, invitationOf, texmlStatusOf, transferReportOf, webhookOf } from './telnyx-messages.ts';
import { haltedClock, intent, meaningOf, never, verdictOf } from './testing/carrier-check.ts';
import { type CarrierStandIn, startCarrierStandIn } from './testing/carrier-stand-in.ts';

const apiKey = 'KEY0123456789';
const leg = 'v3:leg/one?x';
const secrets = [apiKey, leg];
const keys = generateKeyPairSync('ed25519');
const publicKey = rawKey(keys.publicKey);

let service: CarrierStandIn;
let carrier: TelnyxCarrier;
let official: Telnyx;
beforeEach(async () => {
  service = await startCarrierStandIn();
  carrier = carrierWith({});
  official = new Telnyx({ apiKey, baseURL: `${service.baseUrl}/v2`, publicKey, maxRetries: 0 });
});
afterEach(() => service.close());

function carrierWith(change: Partial<TelnyxSettings>): TelnyxCarrier {
  const { baseUrl } = service;
  const settings = { apiKey, publicKey, connectionId: 'app-1', baseUrl, clock: systemClock, newId: () => 'command-1' };
  return telnyxCarrier({ ...settings, ...change });
}

function rawKey(key: KeyObject): string {
  return Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url').toString('base64');
}

describe('signatures', () => {
  const body = '{"data":{"event_type":"call.hangup","payload":{"wer":"ä"}}}';
  const nowMs = Date.parse('2026-03-04T05:06:07Z');
  const signed = (seconds: number, text = body, key = keys.privateKey): SignedRequest['headers'] => ({
    'Telnyx-Timestamp': String(seconds),
    'Telnyx-Signature-Ed25519': sign(null, Buffer.from(`${seconds}|${text}`), key).toString('base64'),
  });
  const accepts = (headers: SignedRequest['headers'], text = body): boolean =>
    carrierWith({ epochMs: () => nowMs }).verify({ method: 'POST', url: 'https://x.example/', headers, body: text });

  it('are accepted as the official SDK accepts them', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const headers = signed(seconds) as Record<string, string>;
    await expect(official.webhooks.unwrap(body, { headers })).resolves.toBeDefined();
    expect(carrier.verify({ method: 'POST', url: 'https://x.example/', headers, body })).toBe(true);
  });

  it('hold for 300 seconds either way', () => {
    const now = nowMs / 1000;
    expect([-301, -300, 0, 300, 301].map((age) => accepts(signed(now + age)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['another body', signed(nowMs / 1000), body.replace('hangup', 'answered')],
    ['another time', { ...signed(nowMs / 1000), 'Telnyx-Timestamp': String(nowMs / 1000 + 1) }, body],
    ['another key', signed(nowMs / 1000, body, generateKeyPairSync('ed25519').privateKey), body],
    ['no signature', { 'telnyx-timestamp': String(nowMs / 1000) }, body],
    ['no time', { 'telnyx-signature-ed25519': 'AAAA' }, body],
    ['a broken signature', { ...signed(nowMs / 1000), 'Telnyx-Signature-Ed25519': 'not base64!' }, body],
    ['a time that is none', { ...signed(nowMs / 1000), 'Telnyx-Timestamp': 'soon' }, body],
  ])('with %s are refused', (_, headers, text) => {
    expect(accepts(headers, text)).toBe(false);
  });

  it('need a key that is one', () => {
    for (const bad of ['', 'abc', 'AAAA', `${publicKey}AAAA`]) {
      expect(() => carrierWith({ publicKey: bad })).toThrow(BadConfig);
    }
  });
});

describe('what is asked equals what the official SDK asks', () => {
  const relay = { url: intent.socketUrl, dtmf_detection: true, interruptible: 'speech' } as const;
  const plain = {
    connection_id: 'app-1',
    to: intent.to,
    from: intent.from,
    command_id: intent.id,
    client_state: Buffer.from(intent.id).toString('base64'),
    webhook_url: intent.statusUrl,
    webhook_url_method: 'POST',
  } as const;
  const limits = { timeout_secs: 30, time_limit_secs: 605, answering_machine_detection: 'detect' } as const;

  it('to dial', async () => {
    service.answer(() => ({ status: 200, body: { data: { call_control_id: leg, is_alive: false } } }));
    expect(await carrier.dial(intent, never)).toBe(leg);
    await official.calls.dial({ ...plain, ...limits, conversation_relay_config: relay });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it('to dial without limits and detection, with a voice', async () => {
    service.answer(() => ({ status: 200, body: { data: { call_control_id: leg } } }));
    const speaking = carrierWith({ language: 'de', voice: 'Telnyx.Natural.abbie' });
    await speaking.dial({ ...intent, ringMsMax: null, callMsMax: null, detectVoicemail: 'off' }, never);
    const voiced = { ...relay, language: 'de', voice: 'Telnyx.Natural.abbie' };
    await official.calls.dial({ ...plain, conversation_relay_config: voiced });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  const streamUrl = 'wss://voice.example.com/telnyx/media/s1';
  const stream = {
    stream_url: streamUrl,
    stream_track: 'inbound_track',
    stream_codec: 'PCMU',
    stream_bidirectional_mode: 'rtp',
    stream_bidirectional_codec: 'PCMU',
  } as const;

  it('to dial with a media stream', async () => {
    service.answer(() => ({ status: 200, body: { data: { call_control_id: leg, is_alive: false } } }));
    await carrier.dial({ ...intent, line: 'media', socketUrl: streamUrl }, never);
    await official.calls.dial({ ...plain, ...limits, ...stream });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it('to answer with a media stream', async () => {
    service.answer(() => ({ status: 200, body: { data: { result: 'ok' } } }));
    await carrier.answer(leg, streamUrl, never);
    await official.calls.actions.answer(leg, { command_id: 'command-1', ...stream });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it('to connect a call with a media stream, and with a relay, again', async () => {
    service.answer(() => ({ status: 200, body: { data: { result: 'ok' } } }));
    await carrier.connect(leg, 'media', streamUrl, never);
    await official.calls.actions.startStreaming(leg, { command_id: 'command-1', ...stream });
    await carrier.connect(leg, 'relay', relay.url, never);
    await official.calls.actions.startConversationRelay(leg, { command_id: 'command-1', ...relay });
    const [ourStream, theirStream, ourRelay, theirRelay] = service.asked.map(meaningOf);
    expect(ourStream).toEqual(theirStream);
    expect(ourRelay).toEqual(theirRelay);
  });

  it('to hang up', async () => {
    service.answer(() => ({ status: 200, body: { data: { result: 'ok' } } }));
    expect(await carrier.hangUp(leg, never)).toBe('accepted');
    await official.calls.actions.hangup(leg, { command_id: 'command-1' });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it('to dial, and to wait for the end of the greeting of a machine', async () => {
    service.answer(() => ({ status: 200, body: { data: { call_control_id: leg } } }));
    await carrier.dial({ ...intent, detectVoicemail: 'after_greeting' }, never);
    expect(JSON.parse(service.asked[0]!.body)).toMatchObject({ answering_machine_detection: 'greeting_end' });
  });

  it('to transfer', async () => {
    service.answer(() => ({ status: 200, body: { data: { result: 'ok' } } }));
    const reportUrl = 'https://voice.example.com/telnyx/transfer';
    await carrier.transfer(leg, { to: '+15550177', ringMsMax: 45_000, reportUrl }, never);
    await official.calls.actions.transfer(leg, {
      to: '+15550177',
      timeout_secs: 45,
      command_id: 'command-1',
      target_leg_client_state: Buffer.from(leg).toString('base64'),
      webhook_url: reportUrl,
      webhook_url_method: 'POST',
    });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it('for the state', async () => {
    service.answer(() => ({ status: 200, body: { data: { is_alive: true } } }));
    expect(await carrier.legState(leg, never)).toEqual({ state: 'up', raw: 'alive' });
    await official.calls.retrieveStatus(leg);
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });
});

describe('answers', () => {
  it('each hang-up is a command of its own', async () => {
    service.answer(() => ({ status: 200, body: { data: { result: 'ok' } } }));
    const { baseUrl } = service;
    const own = telnyxCarrier({ apiKey, publicKey, connectionId: 'app-1', baseUrl, clock: systemClock });
    await own.hangUp(leg, never);
    await own.hangUp(leg, never);
    expect(service.asked[0]?.body).not.toBe(service.asked[1]?.body);
  });

  it.each([
    [422, { errors: [{ code: '90018', title: 'Call has already ended' }] }],
    [404, { errors: [{ code: '10005', title: 'Resource not found' }] }],
  ])('%i to the hang-up of a call that is over is success', async (status, body) => {
    service.answer(() => ({ status, body }));
    expect(await carrier.hangUp(leg, never)).toBe('carrier_ended');
  });

  it.each([
    [{ is_alive: true }, 'up'],
    [{ is_alive: false, end_time: '2026-03-04T05:06:07Z' }, 'down'],
    [{ is_alive: false }, 'unknown'],
    [{}, 'unknown'],
  ])('the state %j is %s', async (data, state) => {
    service.answer(() => ({ status: 200, body: { data } }));
    expect((await carrier.legState(leg, never)).state).toBe(state);
  });

  it('a call that Telnyx no longer knows is down', async () => {
    service.answer(() => ({ status: 404 }));
    expect((await carrier.legState(leg, never)).state).toBe('down');
  });

  it.each([
    [{ status: 500 }, 'unknown', 'retry'],
    ['cut', 'unknown', 'retry'],
    [{ status: 429 }, 'retry', 'retry'],
    [{ status: 401, body: { errors: [{ code: '10009' }] } }, 'config', 'config'],
    [{ status: 422, body: { errors: [{ code: '10016', detail: `${intent.to} is bad` }] } }, 'never', 'never'],
  ] as const)('%j is named by what to do', async (answer, dialled, hungUp) => {
    service.answer(() => answer);
    expect(await verdictOf(carrier.dial(intent, never), secrets)).toBe(dialled);
    expect(service.asked).toHaveLength(1);
    expect(await verdictOf(carrier.hangUp(leg, never), secrets)).toBe(hungUp);
  });

  it('a dial whose answer names no call may have been made', async () => {
    service.answer(() => ({ status: 200 }));
    expect(await verdictOf(carrier.dial(intent, never), secrets)).toBe('unknown');
  });

  it('an id that is none asks nobody', async () => {
    expect(await verdictOf(carrier.legState('..', never), [apiKey])).toBe('never');
    expect(service.asked).toEqual([]);
  });

  it('silence is bounded by the clock that was given', async () => {
    const clock = haltedClock();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    service.answer(() => (resolve(), 'silent'));
    const verdict = verdictOf(carrierWith({ clock, requestMsMax: 300 }).legState(leg, never), secrets);
    await asked;
    clock.runOut();
    expect(await verdict).toBe('retry');
  });
});

describe('webhooks of a transfer', () => {
  const of = (type: string, payload: object) =>
    transferReportOf(JSON.stringify({ data: { event_type: type, payload } }));
  const target = { call_control_id: 'v3:leg-two', client_state: Buffer.from(leg).toString('base64') };

  it('tell of the leg that was transferred', () => {
    expect(of('call.answered', target)).toMatchObject({ leg, outcome: 'answered', asksNext: false });
    expect(of('call.bridged', target)).toMatchObject({ leg, outcome: 'answered' });
    const busy = { ...target, hangup_cause: 'user_busy' };
    expect(of('call.hangup', busy)).toMatchObject({ leg, outcome: 'failed', detail: 'user_busy' });
  });

  it.each([
    ['the beginning', 'call.initiated', target],
    ['the leg itself', 'call.bridged', { ...target, call_control_id: leg }],
    ['nobody', 'call.answered', { call_control_id: 'v3:leg-two' }],
    ['nothing', '', {}],
  ])('%s says nothing', (_, type, payload) => expect(of(type, payload)).toBe(null));
});

describe('webhooks', () => {
  type Fixture = { name: string; direction?: Direction; body: object; report: Partial<LegReport> | null };
  const file = new URL('fixtures/telnyx-webhooks.json', import.meta.url);
  const { webhooks } = JSON.parse(readFileSync(file, 'utf8')) as { webhooks: Fixture[] };

  it.each(webhooks)('$name', ({ body, direction, report }) => {
    const nothing = { leg: 'v3:leg-one', by: null, cause: '', failed: false, answeredBy: null, session: null };
    const told = webhookOf(JSON.stringify(body), direction ?? null);
    expect(told).toEqual(report && { ...nothing, ...report });
  });

  it('of a new inbound call invite us', () => {
    const [initiated] = webhooks;
    const invitation = { leg: 'v3:leg-one', from: '+15550100001', to: '+15550100002' };
    expect(invitationOf(JSON.stringify(initiated!.body))).toEqual(invitation);
    expect(invitationOf(JSON.stringify(initiated!.body).replace('incoming', 'outgoing'))).toBeNull();
    expect(invitationOf(JSON.stringify(initiated!.body).replace('call.initiated', 'call.answered'))).toBeNull();
    expect(invitationOf('CallSid=1')).toBeNull();
  });

  it('that are no JSON say nothing', () => {
    expect(webhookOf('CallSid=1', null)).toBeNull();
    expect(webhookOf('', null)).toBeNull();
  });

  it('of TeXML are forms, and tell who hung up', () => {
    const form = { CallSid: 'v3:leg-one', CallStatus: 'completed', HangupSource: 'callee' };
    expect(texmlStatusOf(form, 'outbound')).toMatchObject({ state: 'down', by: 'caller', cause: 'completed' });
    expect(texmlStatusOf(form, 'inbound')).toMatchObject({ by: null });
    expect(texmlStatusOf({ CallStatus: 'completed' }, 'inbound')).toBeNull();
  });
});
