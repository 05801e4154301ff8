/** Calls that go out by Telnyx over a media stream, and transfers there: real sockets, and a REST service on the loopback. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { soundOf } from '../testing/fake-speech.ts';
import type { MediaPhone } from '../testing/media-phone.ts';
import { politeAgent } from '../testing/server.ts';
import { leg, now, signedAt, type TelnyxWorld, telnyxWorld } from '../testing/telnyx-world.ts';

let store: Store;
let world: TelnyxWorld;
/** What the REST service was asked to do, without the dial: `transfer`, `streaming_start`, `hangup`. */
const orders = () =>
  world.rest.asked
    .filter(({ path }) => path.includes('/actions/'))
    .map(({ path, body }) => ({ name: path.split('/').at(-1), body: JSON.parse(body) as Record<string, string> }));
const orderOf = (name: string) => orders().find((order) => order.name === name)?.body;

beforeAll(async () => {
  store = await openStore({ memory: true });
  await store.agents.put('acc_default', 'outbound', {
    ...politeAgent,
    id: 'outbound',
    transfers: [{ name: 'desk', to: '+15550177' }],
    ending: { voicemail: { action: 'leave_message', message: 'Please call us back.' } },
  });
});
afterAll(() => store.close());
beforeEach(async () => {
  world = await telnyxWorld(store);
});
afterEach(() => world.close());

const said = (text: string): number => soundOf(text, 8_000).length + 1_600; // With its tail.
const event = (type: string, payload: object = {}) => ({
  event_type: type,
  payload: { call_control_id: leg, ...payload },
});
const busy = event('call.hangup', { hangup_cause: 'user_busy', sip_hangup_cause: '486' });

/** Dialled over a media stream; the hang-up works, and is told. */
async function dialled(): Promise<{ id: string; streamUrl: string; form: Record<string, unknown> }> {
  world.rest.answer(({ path }) => {
    if (path.endsWith('/hangup')) void world.webhook(event('call.hangup', { hangup_cause: 'normal_clearing' }));
    return { status: 200, body: { data: path.endsWith('/calls') ? { call_control_id: leg } : { result: 'ok' } } };
  });
  const order = { agent_id: 'outbound', to: '+15550100002', from: '+15550100001', line: 'media' } as const;
  const { call_id: id } = await world.server.api.calls.dial(order);
  await expect.poll(() => world.rest.asked.length).toBe(1);
  const form = JSON.parse(world.rest.asked[0]!.body) as Record<string, unknown>;
  return { id, streamUrl: String(form['stream_url']), form };
}

async function answered(): Promise<{ id: string; phone: MediaPhone }> {
  const { id, streamUrl } = await dialled();
  await world.webhook(event('call.answered'));
  const phone = await world.stream(streamUrl);
  await phone.hears(said('Hello.'));
  return { id, phone };
}

describe('a call that goes out over a media stream', () => {
  test('is one request that names the stream, and is heard to its end', async () => {
    const end = world.nextEnd();
    const { form, id } = await dialled();
    expect(form).toMatchObject({
      command_id: id,
      stream_bidirectional_mode: 'rtp',
      stream_bidirectional_codec: 'PCMU',
    });
    expect(form).not.toHaveProperty('conversation_relay_config');
    const phone = await world.stream(String(form['stream_url']));
    await phone.hears(said('Hello.'));
    world.speech.says('bye');
    expect(await end).toMatchObject({
      ended_reason: 'agent_ended',
      farewell: { heard: 'confirmed', heard_share: 1 },
      hang_up: { proof: 'carrier_ended' },
    });
    expect(phone.playedSamples).toBe(said('Hello.') + said('Goodbye now!'));
    expect(world.rest.asked.filter(({ path }) => path.endsWith('/calls'))).toHaveLength(1);
  });

  test.each([
    ['busy', busy, 'user_busy (SIP 486)'],
    ['without an answer', event('call.hangup', { hangup_cause: 'timeout' }), 'timeout'],
    [
      'rejected',
      event('call.hangup', { hangup_cause: 'call_rejected', sip_hangup_cause: '603' }),
      'call_rejected (SIP 603)',
    ],
    ['failed', event('call.hangup', { hangup_cause: 'not_found', sip_hangup_cause: '404' }), 'not_found (SIP 404)'],
  ])('%s was not answered, and says why', async (_, told, cause) => {
    const end = world.nextEnd();
    await dialled();
    await world.webhook(told);
    expect(await end).toMatchObject({ ended_reason: 'not_answered', carrier_cause: cause, answered_at: null });
  });

  test('to a machine: the message waits for the end of its greeting, and is heard whole', async () => {
    const end = world.nextEnd();
    const { phone } = await answered();
    await world.webhook(event('call.machine.detection.ended', { result: 'machine' }));
    const [live] = world.server.switchboard.list('acc_default');
    expect(JSON.stringify(live!.entries)).not.toContain('voicemail.detected');
    await world.webhook(event('call.machine.greeting.ended', { result: 'beep_detected' }));
    expect(await end).toMatchObject({ ended_reason: 'voicemail_detected', farewell: { heard: 'confirmed' } });
    expect(phone.playedSamples).toBe(said('Hello.') + said('Please call us back.'));
  });

  test('whose stream never comes after the answer is hung up', async () => {
    const end = world.nextEnd();
    await dialled();
    await world.webhook(event('call.answered'));
    expect(await end).toMatchObject({ ended_reason: 'error', hang_up: { proof: 'carrier_ended' } });
    expect(orderOf('hangup')).toBeDefined();
  });

  test('is not moved by a forged webhook', async () => {
    await dialled();
    const forged = signedAt(now(), generateKeyPairSync('ed25519').privateKey);
    expect(await world.webhook(busy, forged)).toBe(403);
    expect(world.server.switchboard.size).toBe(1);
  });
});

describe('a transfer of a streamed call', () => {
  const target = (type: string, payload: object = {}) =>
    world.webhook(
      event(type, { call_control_id: 'v3:leg-two', client_state: Buffer.from(leg).toString('base64'), ...payload }),
      undefined,
      '/telnyx/transfer',
    );

  async function transferring() {
    const call = await answered();
    await world.server.api.calls.transfer({ id: call.id, to: 'desk' });
    await expect.poll(() => orderOf('transfer')?.['to']).toBe('+15550177');
    return call;
  }

  test('that is answered ends the call, and hangs up on nobody', async () => {
    const end = world.nextEnd();
    const { phone } = await transferring();
    await target('call.answered');
    expect(await end).toMatchObject({ ended_reason: 'transferred', hang_up: { attempts: 0 } });
    expect(await phone.closed).toBe(1000); // What the two say is not for us.
    expect(orderOf('hangup')).toBeUndefined();
  });

  test('that is busy gives the caller back over the stream that is open', async () => {
    const { phone } = await transferring();
    await target('call.hangup', { hangup_cause: 'user_busy' });
    await phone.hears(said('Hello.') + said('I see.'));
    expect(orderOf('streaming_start')).toBeUndefined();
  });

  test('that is busy brings the caller back over a new stream where Telnyx had ended the old one', async () => {
    const end = world.nextEnd();
    const { phone } = await transferring();
    phone.stops();
    await phone.closed;
    await target('call.hangup', { hangup_cause: 'user_busy' });
    await expect.poll(() => orderOf('streaming_start')).toBeDefined();
    const again = await world.stream(orderOf('streaming_start')!['stream_url']!);
    await again.hears(said('I see.'));
    world.speech.says('bye');
    expect(await end).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'confirmed' } });
  });

  test('whose caller gets no new stream is hung up at once', async () => {
    const end = world.nextEnd();
    const { phone } = await transferring();
    phone.stops();
    await phone.closed;
    world.rest.answer(({ path }) => ({ status: path.endsWith('/streaming_start') ? 422 : 404 }));
    await target('call.hangup', { hangup_cause: 'timeout' });
    expect(await end).toMatchObject({ ended_reason: 'error', hang_up: { proof: 'carrier_ended' } });
  });
});
