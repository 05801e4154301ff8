/** Calls that go out by Twilio over a media stream, and transfers there: real sockets, and a REST service on the loopback. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import type { Answer } from '../../providers/carriers/testing/carrier-stand-in.ts';
import { parseXml } from '../../providers/carriers/testing/xml.ts';
import { openStore, type Store } from '../store/store.ts';
import { soundOf } from '../testing/fake-speech.ts';
import { type MediaPhone, mediaPhone, twilioWire } from '../testing/media-phone.ts';
import { atServer, carrierForms, opened, publicUrl } from '../testing/relay-phone.ts';
import { politeAgent } from '../testing/server.ts';
import { signed, twilioWorld, type TwilioWorld } from '../testing/twilio-world.ts';

const from = '+15550100001';
const to = '+15550100002';
const leg = 'CA00000000000000000000000000000042';
/** Slow enough that a busy machine does not make marks late. */
const speed = 5;

const outbound: AgentInput = {
  ...politeAgent,
  id: 'outbound',
  transfers: [{ name: 'desk', to: '+15550177' }],
  ending: { voicemail: { action: 'leave_message', message: 'Please call us back.' } },
};

let store: Store;
let world: TwilioWorld;
const phones: MediaPhone[] = [];
let status = 'in-progress';
/** The document that an order to transfer carried. */
let transferTwiml = Promise.withResolvers<string>();

beforeAll(async () => {
  store = await openStore({ memory: true });
  await store.agents.put('acc_default', 'outbound', { ...outbound });
});
afterAll(() => store.close());
beforeEach(async () => {
  world = await twilioWorld(store, { speed });
  status = 'in-progress';
  transferTwiml = Promise.withResolvers();
});
afterEach(async () => {
  for (const phone of phones.splice(0)) phone.breaks();
  await world.close();
});

const made: Answer = { status: 201, body: { sid: leg, status: 'queued' } };

/** Dials over a media stream; the REST service answers the dial like this. */
async function dial(answer: Answer = made) {
  world.rest.answer(({ method, path, body }) => {
    if (path.endsWith('/Calls.json')) return answer;
    if (method === 'POST' && body.includes('Status=completed')) status = 'completed';
    if (body.startsWith('Twiml=')) transferTwiml.resolve(new URLSearchParams(body).get('Twiml')!);
    return { status: 200, body: { sid: leg, status } };
  });
  const order = { agent_id: 'outbound', to, from, carrier: 'twilio', line: 'media' } as const;
  const { call_id: id } = await world.server.api.calls.dial(order);
  const forms = carrierForms({
    server: world.server.url,
    carrier: 'twilio',
    leg,
    sign: signed,
    query: `?intent=${id}`,
  });
  return { id, statusPath: `/twilio/status?intent=${id}`, ...forms };
}

/** Follows a document to its stream. */
async function streams(document: string): Promise<MediaPhone> {
  const url = streamOf(document);
  const wire = twilioWire(leg);
  const phone = await mediaPhone({ url: atServer(url, world.server.url), headers: signed(url, ''), wire, speed });
  phones.push(phone);
  return phone;
}

const streamOf = (document: string): string => parseXml(document).children[0]!.children[0]!.attributes['url']!;
const samples = (text: string): number => soundOf(text, 8_000).length;
const said = (text: string): number => samples(text) + 1_600; // With its tail.
const dials = (): number => world.rest.asked.filter(({ path }) => path.endsWith('/Calls.json')).length;

describe('a call that goes out over a media stream', () => {
  test('is one request, is answered with a stream, and is heard to its end', async () => {
    const end = world.nextEnd();
    const call = await dial();
    await expect.poll(dials).toBe(1);
    const form = Object.fromEntries(new URLSearchParams(world.rest.asked[0]!.body));
    expect(form).toMatchObject({
      Url: `${publicUrl}/twilio/voice?intent=${call.id}`,
      MachineDetection: 'DetectMessageEnd',
    });
    const document = await call.ask();
    expect(document).toMatch(/<Response><Connect><Stream url="wss:[^"]+"\/><\/Connect><Hangup\/><\/Response>$/);
    const phone = await streams(document);
    await phone.hears(said('Hello.'));
    world.speech.says('bye');
    const record = await end;
    expect(record).toMatchObject({
      direction: 'outbound',
      to,
      ended_reason: 'agent_ended',
      hang_up: { proof: 'carrier_ended' },
    });
    expect(record.farewell).toMatchObject({ heard: 'confirmed', heard_share: 1 });
    expect(phone.playedSamples).toBe(said('Hello.') + said('Goodbye now!'));
    expect(dials()).toBe(1);
  });

  test.each([
    ['busy', { CallStatus: 'busy', SipResponseCode: '486' }, 'busy (SIP 486)'],
    ['without an answer', { CallStatus: 'no-answer' }, 'no-answer'],
    ['rejected', { CallStatus: 'busy', SipResponseCode: '603' }, 'busy (SIP 603)'],
    ['failed', { CallStatus: 'failed', SipResponseCode: '404' }, 'failed (SIP 404)'],
  ])('%s was not answered, and says why', async (_, form, cause) => {
    const end = world.nextEnd();
    const { post, statusPath } = await dial();
    await post(statusPath, form);
    const nobody = { ended_reason: 'not_answered', ended_by: 'carrier', answered_at: null };
    expect(await end).toMatchObject({ ...nobody, carrier_cause: cause, hang_up: { attempts: 0 } });
  });

  test('that Twilio refuses was not answered, and says why', async () => {
    const end = world.nextEnd();
    await dial({ status: 400, body: { code: 21211, message: `${to} is bad` } });
    const cause = 'the carrier answered 400, error 21211';
    expect(await end).toMatchObject({ ended_reason: 'not_answered', carrier_cause: cause });
  });

  test('of which nobody knows whether it was made is adopted by its question, never dialled again', async () => {
    const end = world.nextEnd();
    const { ask } = await dial({ status: 500 });
    const phone = await streams(await ask());
    await phone.hears(said('Hello.'));
    world.speech.says('bye');
    expect(await end).toMatchObject({ ended_reason: 'agent_ended' });
    expect(dials()).toBe(1);
  });

  test('to a machine: the message waits for the end of its greeting, and is heard whole', async () => {
    const end = world.nextEnd();
    const { ask, post, statusPath } = await dial();
    const phone = await streams(await ask());
    await phone.hears(said('Hello.'));
    await post(statusPath, { AnsweredBy: 'machine_end_beep' });
    const record = await end;
    expect(record).toMatchObject({ ended_reason: 'voicemail_detected', farewell: { text: 'Please call us back.' } });
    expect(record.farewell).toMatchObject({ heard: 'confirmed' });
    expect(phone.playedSamples).toBe(said('Hello.') + said('Please call us back.'));
  });

  test('whose stream never comes after the answer is hung up', async () => {
    const end = world.nextEnd();
    const { post, statusPath } = await dial();
    await post(statusPath, { CallStatus: 'in-progress' });
    expect(await end).toMatchObject({ ended_reason: 'error', hang_up: { proof: 'carrier_ended' } });
    expect(status).toBe('completed');
  });

  test('is not moved by forged callbacks, nor let in by a forged signature', async () => {
    const { ask, statusPath } = await dial();
    const body = new URLSearchParams({ CallSid: leg, CallStatus: 'busy' }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const forged = { ...type, ...signed(`${publicUrl}${statusPath}`, 'CallSid=another') };
    const answer = await fetch(world.server.url + statusPath, { method: 'POST', body, headers: forged });
    expect(answer.status).toBe(403);
    const url = streamOf(await ask());
    await expect(opened(atServer(url, world.server.url), { 'x-twilio-signature': 'AAAA' })).rejects.toBe(403);
    expect(world.server.switchboard.size).toBe(1);
  });
});

describe('a transfer of a streamed call', () => {
  async function transferring() {
    const call = await dial();
    const document = await call.ask();
    const phone = await streams(document);
    await phone.hears(said('Hello.'));
    await world.server.api.calls.transfer({ id: call.id, to: 'desk' });
    const target = parseXml((await transferTwiml.promise).replace('+15550177', '')).children[0]!;
    const path = target.attributes['action']!.slice(publicUrl.length);
    phone.stops(); // The new document ends the stream.
    await phone.closed;
    return { ...call, phone, target, path, url: streamOf(document) };
  }

  test('that is answered ends the call, and hangs up on nobody', async () => {
    const end = world.nextEnd();
    const { post, path, target } = await transferring();
    expect(target.children[0]).toMatchObject({ name: 'Number', attributes: { statusCallbackEvent: 'answered' } });
    await post(path, { CallSid: 'CAchild', ParentCallSid: leg, CallStatus: 'in-progress' });
    expect(await end).toMatchObject({ ended_reason: 'transferred', hang_up: { attempts: 0 } });
    const after = await post(path, { DialCallStatus: 'completed', CallStatus: 'in-progress' });
    expect(await after.text()).toContain('<Hangup/>');
    expect(status).toBe('in-progress');
  });

  test.each(['busy', 'no-answer', 'failed'])(
    'that is %s brings the caller back over a new stream, heard both ways',
    async (outcome) => {
      const end = world.nextEnd();
      const { post, path, phone } = await transferring();
      const next = await (await post(path, { DialCallStatus: outcome, CallStatus: 'in-progress' })).text();
      const again = await streams(next);
      await again.hears(said('I see.')); // What it says when it is told of the failure.
      const before = world.speech.heardSamples;
      again.says(soundOf('still here', 8_000), 1); // Places begin anew.
      await expect.poll(() => world.speech.heardSamples).toBe(before + samples('still here'));
      world.speech.says('bye');
      expect(await end).toMatchObject({
        ended_reason: 'agent_ended',
        farewell: { heard: 'confirmed', heard_share: 1 },
      });
      expect(again.playedSamples).toBe(said('I see.') + said('Goodbye now!'));
      expect(phone.playedSamples).toBe(said('Hello.'));
    },
  );

  test('whose caller does not come back is hung up', async () => {
    const end = world.nextEnd();
    const { post, path } = await transferring();
    await post(path, { DialCallStatus: 'busy', CallStatus: 'in-progress' });
    expect(await end).toMatchObject({ ended_reason: 'error' });
    await expect.poll(() => status).toBe('completed');
  });

  test('whose caller hangs up meanwhile', async () => {
    const end = world.nextEnd();
    const { post, statusPath } = await transferring();
    await post(statusPath, { CallStatus: 'completed' });
    expect(await end).toMatchObject({ ended_reason: 'caller_hangup' });
  });

  test('is not settled by a forged callback, nor taken by the old stream', async () => {
    const { path, post, url: old } = await transferring();
    const body = new URLSearchParams({ CallSid: leg, DialCallStatus: 'busy' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'AAAA' };
    expect((await fetch(world.server.url + path, { method: 'POST', body, headers })).status).toBe(403);
    const next = streamOf(await (await post(path, { DialCallStatus: 'busy', CallStatus: 'in-progress' })).text());
    const forged = opened(atServer(next, world.server.url), signed(`${next}x`, ''));
    await expect(forged).rejects.toBe(403);
    await expect(opened(atServer(old, world.server.url), signed(old, ''))).rejects.toBe(404);
  });
});
