/** Calls that go out by Twilio, and transfers there, over real sockets and a REST service on the loopback. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import type { Answer } from '../../providers/carriers/testing/carrier-stand-in.ts';
import { parseXml } from '../../providers/carriers/testing/xml.ts';
import { openStore, type Store } from '../store/store.ts';
import { publicUrl, type RelayPhone, relayPhone } from '../testing/relay-phone.ts';
import { politeAgent } from '../testing/server.ts';
import { signed, twilioWorld, type TwilioWorld } from '../testing/twilio-world.ts';

const from = '+15550100001';
const to = '+15550100002';
const leg = 'CA00000000000000000000000000000042';

let store: Store;
let world: TwilioWorld;
const phones: RelayPhone[] = [];
/** The REST service has taken the order to transfer. */
let onTransfer = (): void => {};

const outbound: AgentInput = {
  ...politeAgent,
  id: 'outbound',
  transfers: [{ name: 'desk', to: '+15550177' }],
  ending: { voicemail: { action: 'leave_message', message: 'Please call us back.' } },
};

beforeAll(async () => {
  store = await openStore({ memory: true });
  await store.agents.put('acc_default', 'outbound', { ...outbound });
});
afterAll(() => store.close());
beforeEach(async () => {
  world = await twilioWorld(store, {});
});
afterEach(async () => {
  for (const phone of phones.splice(0)) phone.breaks();
  await world.close();
});

/** What the REST service says to a new call; every other request succeeds, and ends the call. */
function answering(dial: Answer): { dialled(): URLSearchParams; posts(): string[] } {
  let status = 'in-progress';
  world.rest.answer(({ method, path, body }) => {
    if (path.endsWith('/Calls.json')) return dial;
    if (method === 'POST' && body.includes('completed')) status = 'completed';
    if (body.startsWith('Twiml=')) onTransfer();
    return { status: 200, body: { sid: leg, status } };
  });
  const posts = () =>
    world.rest.asked
      .filter(({ method }) => method === 'POST')
      .map(({ path, body }) => `${path.split('/').at(-1)} ${body.slice(0, 20)}`);
  return {
    posts,
    dialled: () => new URLSearchParams(world.rest.asked.find(({ path }) => path.endsWith('/Calls.json'))!.body),
  };
}

const made: Answer = { status: 201, body: { sid: leg, status: 'queued' } };
const dial = (more: object = {}) => world.server.api.calls.dial({ agent_id: 'outbound', to, from, ...more });
const pathOf = (url: string): string => url.slice(publicUrl.length);

/** The far end answers: Twilio asks for the document that the dial named. */
async function answers(callId: string): Promise<RelayPhone> {
  const query = `?intent=${callId}`;
  const phone = await relayPhone({ server: world.server.url, carrier: 'twilio', leg, sign: signed, query });
  phones.push(phone);
  return phone;
}

describe('a call that goes out', () => {
  test('is one request, is answered, and ends as every call does', async () => {
    const { dialled, posts } = answering(made);
    const end = world.nextEnd();
    const { call_id: id } = await dial();
    const phone = await answers(id);
    expect(Object.fromEntries(dialled())).toMatchObject({
      From: from,
      To: to,
      Url: `${publicUrl}/twilio/voice?intent=${id}`,
      StatusCallback: `${publicUrl}/twilio/status?intent=${id}`,
      Timeout: '45',
      MachineDetection: 'DetectMessageEnd',
    });
    await phone.connect();
    await phone.hears('Hello.');
    phone.says('bye');
    const record = await end;
    expect(record).toMatchObject({ direction: 'outbound', from, to, ended_reason: 'agent_ended' });
    expect(posts().filter((post) => post.startsWith('Calls.json'))).toHaveLength(1);
    expect(posts().at(-1)).toBe(`${leg}.json Status=completed`);
  });

  test.each([
    ['busy', { CallStatus: 'busy', SipResponseCode: '486' }, 'busy (SIP 486)', 'carrier'],
    ['not answered', { CallStatus: 'no-answer' }, 'no-answer', 'carrier'],
    ['failed', { CallStatus: 'failed', SipResponseCode: '404' }, 'failed (SIP 404)', 'carrier'],
  ])('%s', async (_, form, cause, by) => {
    answering(made);
    const end = world.nextEnd();
    const { call_id: id } = await dial();
    const path = `/twilio/status?intent=${id}`;
    const body = new URLSearchParams({ CallSid: leg, ...form }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...signed(publicUrl + path, body) };
    await fetch(world.server.url + path, { method: 'POST', body, headers });
    expect(await end).toMatchObject({
      ended_reason: 'not_answered',
      carrier_cause: cause,
      ended_by: by,
      answered_at: null,
    });
  });

  test('that Twilio refuses was not answered, and says why', async () => {
    answering({ status: 400, body: { code: 21211, message: `${to} is bad` } });
    const end = world.nextEnd();
    await dial();
    expect(await end).toMatchObject({
      ended_reason: 'not_answered',
      carrier_cause: 'the carrier answered 400, error 21211',
      hang_up: { attempts: 0 },
    });
  });

  test('of which nobody knows whether it was made is adopted, never dialled again', async () => {
    const { posts } = answering({ status: 500 });
    const end = world.nextEnd();
    const { call_id: id } = await dial({ idempotency_key: 'unknown-1' });
    expect((await dial({ idempotency_key: 'unknown-1' })).call_id).toBe(id);
    const phone = await answers(id);
    await phone.connect();
    await phone.hears('Hello.');
    phone.says('bye');
    expect((await end).ended_reason).toBe('agent_ended');
    expect(posts().filter((post) => post.startsWith('Calls.json'))).toHaveLength(1);
  });

  test('that is answered when nobody is here for it any more is hung up', async () => {
    const { posts } = answering({ status: 500 });
    const end = world.nextEnd();
    const { call_id: id } = await dial();
    await world.server.api.calls.end({ id, farewell: false });
    const record = await end;
    expect(record).toMatchObject({ ended_reason: 'operator_ended', hang_up: { proof: null } });
    expect((await answers(id)).document).toContain('<Hangup/>');
    expect(posts()).toHaveLength(1);
  });

  test('to a machine: the message waits for the end of its greeting', async () => {
    answering(made);
    const end = world.nextEnd();
    const { call_id: id } = await dial();
    const phone = await answers(id);
    await phone.connect();
    await phone.hears('Hello.');
    await phone.post(`/twilio/status?intent=${id}`, { AnsweredBy: 'machine_end_beep' });
    await phone.hears('Please call us back.');
    expect(await end).toMatchObject({
      ended_reason: 'voicemail_detected',
      farewell: { text: 'Please call us back.' },
    });
  });

  test('from nobody, to an address, by nobody, or too fast is refused', async () => {
    answering(made);
    await expect(dial({ from: undefined })).rejects.toMatchObject({ status: 400, data: { path: 'from' } });
    await expect(dial({ from: 'desk' })).rejects.toMatchObject({ status: 400, data: { path: 'from' } });
    await expect(dial({ to: 'sip:desk@127.0.0.1', carrier: 'twilio' })).rejects.toMatchObject({
      status: 400,
      data: { path: 'to' },
    });
    await expect(dial({ carrier: 'telnyx' })).rejects.toMatchObject({ status: 400, code: 'not_configured' });
    await expect(dial({ agent_id: 'nobody' })).rejects.toMatchObject({ status: 404 });
    const burst = await Promise.allSettled(Array.from({ length: 12 }, () => dial()));
    const codes = burst.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set(['dialling_too_fast']));
  });
});

describe('a transfer', () => {
  async function transferring(): Promise<{ id: string; phone: RelayPhone; twiml(): string }> {
    answering(made);
    const { call_id: id } = await dial();
    const phone = await answers(id);
    await phone.connect();
    await phone.hears('Hello.');
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    onTransfer = resolve;
    await world.server.api.calls.transfer({ id, to: 'desk' });
    await asked;
    phone.breaks(); // The new document ends the session.
    const twiml = () =>
      new URLSearchParams(world.rest.asked.find(({ body }) => body.startsWith('Twiml='))!.body).get('Twiml')!;
    return { id, phone, twiml };
  }

  test('that is answered ends the call, and hangs up on nobody', async () => {
    const end = world.nextEnd();
    const { phone, twiml } = await transferring();
    const [number] = parseXml(twiml().replace('+15550177', '')).children[0]!.children;
    expect(number).toMatchObject({ name: 'Number', attributes: { statusCallbackEvent: 'answered' } });
    const path = pathOf(number!.attributes['statusCallback']!);
    await phone.post(path, { CallSid: 'CAchild', ParentCallSid: leg, CallStatus: 'in-progress' });
    expect(await end).toMatchObject({ ended_reason: 'transferred', hang_up: { attempts: 0 } });
    const after = await phone.post(path, { DialCallStatus: 'completed', CallStatus: 'in-progress' });
    expect(await after.text()).toContain('<Hangup/>');
    expect(world.rest.asked.filter(({ body }) => body.includes('Status=completed'))).toEqual([]);
  });

  test.each(['busy', 'no-answer', 'failed'])('that is %s brings the caller back to the agent', async (status) => {
    const end = world.nextEnd();
    const { phone, twiml } = await transferring();
    const path = pathOf(parseXml(twiml().replace('+15550177', '')).children[0]!.attributes['action']!);
    const next = await (await phone.post(path, { DialCallStatus: status, CallStatus: 'in-progress' })).text();
    const url = parseXml(next).children[0]!.children[0]!.attributes['url']!;
    expect(url).not.toBe(phone.relayUrl);
    await phone.connect({ url });
    await phone.hears('I see.');
    phone.says('bye');
    expect(await end).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'confirmed' } });
  });

  test('whose caller hangs up meanwhile', async () => {
    const end = world.nextEnd();
    const { id, phone } = await transferring();
    await phone.post(`/twilio/status?intent=${id}`, { CallStatus: 'completed' });
    expect(await end).toMatchObject({ ended_reason: 'caller_hangup' });
  });
});
