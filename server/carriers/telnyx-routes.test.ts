/** Telnyx over real sockets: TeXML in, ConversationRelay, Call Control out. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CarrierStandIn } from '../../providers/carriers/testing/carrier-stand-in.ts';
import { openStore, type Store } from '../store/store.ts';
import { soundOf } from '../testing/fake-speech.ts';
import { carrierForms, type RelayPhone, relayPhone } from '../testing/relay-phone.ts';
import { politeAgent, type TestServer } from '../testing/server.ts';
import { leg, now, signed, signedAt, type TelnyxWorld, telnyxWorld } from '../testing/telnyx-world.ts';

let store: Store;
let world: TelnyxWorld;
let rest: CarrierStandIn;
let server: TestServer;
let phone: { breaks(): void } | null = null;

beforeAll(async () => {
  store = await openStore({ memory: true });
  await store.agents.put('acc_default', 'polite', politeAgent);
});
afterAll(() => store.close());
beforeEach(async () => {
  world = await telnyxWorld(store);
  ({ rest, server } = world);
});
afterEach(async () => {
  phone?.breaks();
  await world.close();
});

const webhook: TelnyxWorld['webhook'] = (...given) => world.webhook(...given);
const nextEnd: TelnyxWorld['nextEnd'] = () => world.nextEnd();
const stream: TelnyxWorld['stream'] = (url) => world.stream(url);

async function call(legField = 'callControlId'): Promise<RelayPhone> {
  const query = '?agent=polite';
  const relayed = await relayPhone({ server: server.url, carrier: 'telnyx', leg, sign: signed, query, legField });
  phone = relayed;
  return relayed;
}

const hungUp = { event_type: 'call.hangup', payload: { call_control_id: leg, hangup_cause: 'normal_clearing' } };

describe('a call', () => {
  test.each(['callControlId', 'callSid'])('from TeXML to the webhook that it is over (leg in %s)', async (field) => {
    rest.answer(() => {
      void webhook(hungUp);
      return { status: 200, body: { data: { result: 'ok' } } };
    });
    const end = nextEnd();
    const { connect, hears, says } = await call(field);
    await connect({ headers: {} });
    await hears('Hello.');
    says('bye');
    const record = await end;
    expect(record).toMatchObject({ ended_reason: 'agent_ended', ended_by: 'agent', farewell: { heard: 'confirmed' } });
    expect(record).toMatchObject({
      carrier_cause: 'normal_clearing',
      hang_up: { proof: 'carrier_ended' },
    });
    expect(rest.asked[0]).toMatchObject({ method: 'POST', path: '/v2/calls/v3:leg-one/actions/hangup' });
  });

  test('that the caller ends', async () => {
    const end = nextEnd();
    const { connect, hears, post } = await call();
    await connect({ headers: {} });
    await hears('Hello.');
    await post('/telnyx/status', { CallStatus: 'completed', HangupSource: 'caller' });
    expect(await end).toMatchObject({ ended_reason: 'caller_hangup', ended_by: 'caller' });
  });
});

describe('a call that goes out', () => {
  const dialled = { agent_id: 'outbound', to: '+15550100002', from: '+15550100001' };

  async function answered(): Promise<RelayPhone> {
    await store.agents.put('acc_default', 'outbound', {
      ...politeAgent,
      transfers: [{ name: 'desk', to: '+15550177' }],
    });
    rest.answer(({ path }) => ({
      status: 200,
      body: { data: path.endsWith('/calls') ? { call_control_id: leg } : {} },
    }));
    await server.api.calls.dial(dialled);
    await expect.poll(() => rest.asked.length).toBe(1);
    const { conversation_relay_config: relay } = JSON.parse(rest.asked[0]!.body) as {
      conversation_relay_config: { url: string };
    };
    const relayed = await relayPhone({
      server: server.url,
      carrier: 'telnyx',
      leg,
      sign: signed,
      legField: 'callControlId',
    });
    phone = relayed;
    await relayed.connect({ url: relay.url, headers: {} });
    await relayed.hears('Hello.');
    return relayed;
  }

  async function reports(type: string, payload: object): Promise<void> {
    const client_state = Buffer.from(leg).toString('base64');
    await webhook(
      { event_type: type, payload: { call_control_id: 'v3:leg-two', client_state, ...payload } },
      signed,
      '/telnyx/transfer',
    );
  }

  test('opens the relay by itself, and ends as every call does', async () => {
    const end = nextEnd();
    const { says } = await answered();
    says('bye');
    await webhook(hungUp);
    expect(await end).toMatchObject({ direction: 'outbound', answered_at: expect.any(String) });
    expect(rest.asked.filter(({ path }) => path.endsWith('/calls'))).toHaveLength(1);
  });

  test('is transferred, and a target that does not answer gives the caller back', async () => {
    const end = nextEnd();
    const { hears } = await answered();
    const { items } = await server.api.calls.list({ direction: 'outbound', limit: 1 });
    const id = items[0]!.call_id;
    await server.api.calls.transfer({ id, to: 'desk' });
    await reports('call.hangup', { hangup_cause: 'timeout' });
    await hears('I see.');
    await server.api.calls.transfer({ id, to: 'desk' });
    await reports('call.answered', {});
    expect(await end).toMatchObject({ ended_reason: 'transferred', hang_up: { attempts: 0 } });
  });

  test('to a machine is told by its verdict', async () => {
    const end = nextEnd();
    await answered();
    await webhook({ event_type: 'call.machine.detection.ended', payload: { call_control_id: leg, result: 'machine' } });
    await webhook(hungUp);
    expect(await end).toMatchObject({ ended_reason: 'voicemail_detected' });
  });
});

const initiated = {
  event_type: 'call.initiated',
  payload: { call_control_id: leg, direction: 'incoming', from: '+15550100001', to: '+15550100002' },
};

describe('a streamed call', () => {
  /** Resolves with the address that the answer gives for the stream. */
  function answered(): Promise<string> {
    return new Promise((resolve) => {
      rest.answer(({ path, body }) => {
        if (path.endsWith('/answer')) resolve((JSON.parse(body) as { stream_url: string }).stream_url);
        if (path.endsWith('/hangup')) void webhook(hungUp, signed, media);
        return { status: 200, body: { data: { result: 'ok' } } };
      });
    });
  }
  const media = '/telnyx/voice?agent=polite&line=media';
  const samples = (text: string): number => soundOf(text, 8_000).length;

  test('of a Call Control application: answered, heard to its end, hung up, proved', async () => {
    const end = nextEnd();
    const streamUrl = answered();
    expect(await webhook(initiated, signed, media)).toBe(204);
    expect(await webhook(initiated, signed, media)).toBe(204);
    const streamed = await stream(await streamUrl);
    await streamed.hears(samples('Hello.') + 1_600);
    world.speech.says('bye');
    const record = await end;
    expect(record).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'confirmed', heard_share: 1 } });
    expect(record).toMatchObject({ carrier_cause: 'normal_clearing', hang_up: { proof: 'carrier_ended' } });
    expect(streamed.playedSamples).toBe(samples('Hello.') + samples('Goodbye now!') + 3_200);
    const [answer, ...others] = rest.asked.map(({ path }) => path);
    expect(answer).toBe('/v2/calls/v3:leg-one/actions/answer');
    expect(others).toContain('/v2/calls/v3:leg-one/actions/hangup');
    expect(others).not.toContain(answer);
    expect(await streamed.closed).toBe(1000);
  });

  test('of a TeXML application', async () => {
    const forms = carrierForms({
      server: server.url,
      carrier: 'telnyx',
      leg,
      sign: signed,
      query: '?agent=polite&line=media',
    });
    const [, streamUrl = ''] = /<Stream url="([^"]+)" bidirectionalMode="rtp"/.exec(await forms.ask()) ?? [];
    const streamed = await stream(streamUrl);
    await streamed.hears(samples('Hello.'));
    const end = nextEnd();
    streamed.stops();
    await forms.post('/telnyx/status', { CallStatus: 'completed', HangupSource: 'caller' });
    expect(await end).toMatchObject({ ended_reason: 'caller_hangup', ended_by: 'caller' });
  });

  test('whose answer is refused ends, and is hung up', async () => {
    const end = nextEnd();
    rest.answer(({ path }) => ({ status: path.endsWith('/answer') ? 422 : 404 }));
    await webhook(initiated, signed, media);
    expect(await end).toMatchObject({ ended_reason: 'error', hang_up: { proof: 'carrier_ended' } });
  });

  test('hears sound that comes out of order in its order', async () => {
    const streamUrl = answered();
    await webhook(initiated, signed, media);
    const streamed = await stream(await streamUrl);
    for (const place of [1, 3, 2, 2]) streamed.says(soundOf('ab', 8_000), place);
    await expect.poll(() => world.speech.heardSamples).toBe(3 * samples('ab'));
  });

  test('for an agent that does not exist is dropped, not left to ring', async () => {
    answered();
    expect(await webhook(initiated, signed, '/telnyx/voice?agent=nobody&line=media')).toBe(204);
    await expect.poll(() => rest.asked.map(({ path }) => path)).toEqual(['/v2/calls/v3:leg-one/actions/hangup']);
    expect(server.switchboard.size).toBe(0);
  });
});

describe('refused', () => {
  test('a signature of another key, of other words, or too old', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const ofAnother = signedAt(now(), other);
    const statuses = [ofAnother, signedAt(now() - 600), (url: string) => signed(url, '{}'), () => ({})];
    for (const headers of statuses) expect(await webhook(hungUp, headers)).toBe(403);
    expect(await webhook(hungUp)).toBe(204);
  });

  test('a socket without the secret that only Telnyx was told', async () => {
    const { connect, relayUrl } = await call();
    await expect(connect({ url: `${relayUrl}x`, headers: {} })).rejects.toBe(404);
    await expect(connect({ url: `wss://calls.example.com/telnyx/relay/`, headers: {} })).rejects.toBe(404);
  });
});
