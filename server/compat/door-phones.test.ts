/** Telephone calls of agents that a vendor's own request has set up: what is heard, recorded, transferred and told. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { parseXml } from '../../providers/carriers/testing/xml.ts';
import { type Receiver, startReceiver } from '../../providers/web/testing/receiver.ts';
import { firstAccount } from '../main.ts';
import { openStore, type Store } from '../store/store.ts';
import { soundOf } from '../testing/fake-speech.ts';
import { publicUrl } from '../testing/relay-phone.ts';
import { type TwilioWorld, twilioWorld } from '../testing/twilio-world.ts';
import { untilDone } from '../testing/worked-call.ts';

let store: Store;
let world: TwilioWorld;
let receiver: Receiver;
beforeAll(async () => {
  store = await openStore({ memory: true });
});
afterAll(() => store.close());
beforeEach(async () => {
  receiver = await startReceiver();
  world = await twilioWorld(store, { speed: 5, config: { webhookAllow: ['127.0.0.1'] } });
});
afterEach(async () => {
  await receiver.close();
  await world.close();
});

type Told = Record<string, unknown>;

async function send(method: string, path: string, body?: object): Promise<Told> {
  const headers = { 'content-type': 'application/json' };
  const answer = await world.server.send(`/compat/${path}`, {
    method,
    ...(body && { headers, body: JSON.stringify(body) }),
  });
  const told = (await answer.json()) as Told;
  if (!answer.ok) throw new Error(JSON.stringify(told));
  return told;
}

/** Incoming calls are answered by this agent, whose model is a script. */
async function answersCalls(id: string, script: AgentInput['model']): Promise<void> {
  const { agent } = await world.server.api.agents.get({ id });
  const greeting = { mode: 'static' as const, message: 'Hello.' };
  await world.server.api.agents.put({
    params: { id: 'polite' },
    body: { ...agent, id: 'polite', model: script, greeting } as never,
  });
}

const offline = (say: string): AgentInput['model'] => ({
  provider: 'offline',
  script: [{ when: ['bye', 'connect'], say }],
});

/** Twilio's id of the first call of a world. */
const firstLeg = `CA${'1'.padStart(32, '0')}`;

/** The sound that is told of, from the address that is told. */
async function soundAt(url: unknown): Promise<{ status: number; type: string | null; start: string; bytes: number }> {
  const answer = await fetch(String(url).replace(publicUrl, world.server.url));
  const sound = Buffer.from(await answer.arrayBuffer());
  const start = `${sound.toString('latin1', 0, 4)} ${sound.toString('latin1', 8, 12)}`;
  return { status: answer.status, type: answer.headers.get('content-type'), start, bytes: sound.length };
}

/** The caller hears the greeting, says bye, and hears the goodbye. */
async function streamedCall(): Promise<string> {
  const end = world.nextEnd();
  const phone = await world.stream();
  await phone.hears(soundOf('Hello.', 8_000).length);
  phone.says(soundOf('okay bye', 8_000));
  await expect.poll(() => world.speech.heardSamples).toBe(soundOf('okay bye', 8_000).length);
  world.speech.says('bye');
  const { call_id: callId } = await end;
  await untilDone(store);
  return callId;
}

test('nixflex: the phone is down, the recording is saved, the analysis has run, and the webhook fires', async () => {
  const { agent_id: id } = await send('POST', 'nixflex/v1/agents', { name: 'Desk', webhook_url: receiver.url });
  await answersCalls(String(id), offline('Have a lovely day. [END_CALL]'));
  const callId = await streamedCall();
  expect(world.rest.asked[0]).toMatchObject({ method: 'POST', body: 'Status=completed' });
  await receiver.count(1);
  const told = JSON.parse(receiver.received[0]!.body) as Told;
  expect(told).toMatchObject({ event: 'call.completed', call_id: callId, ended_reason: 'completed' });
  expect(told['summary']).toContain('The caller began with "bye"');
  const { status, type, start, bytes } = await soundAt(told['recording_url']);
  expect([status, type, start]).toEqual([200, 'audio/wav', 'RIFF WAVE']);
  const said = ['Hello.', 'okay bye', 'Have a lovely day.'].map((words) => soundOf(words, 8_000).length);
  const samples = said.reduce((sum, length) => sum + length);
  expect(bytes).toBeGreaterThanOrEqual(44 + samples * 4); // Two sides of 16 bits, one voice after another.
});

test('nixflex: record_call false records nothing', async () => {
  const { agent_id: id } = await send('POST', 'nixflex/v1/agents', { name: 'Desk', record_call: false });
  await answersCalls(String(id), offline('Have a lovely day. [END_CALL]'));
  const callId = await streamedCall();
  expect(await send('GET', `nixflex/v1/calls/${callId}`)).toMatchObject({ recording_url: null });
});

test("thinnestai: the webhook's recording_url leads to the recording, as long as its signature holds", async () => {
  const { id } = await send('POST', 'thinnestai/agents', {
    name: 'Acme',
    recordingConfig: { enabled: true },
    voice_tools: { end_call: { farewell_message: 'Goodbye from Acme.', post_call_webhook: receiver.url } },
  });
  await answersCalls(String(id), {
    provider: 'offline',
    script: [{ when: ['bye'], tools: [{ name: 'end_call', arguments: {} }] }],
  });
  const callId = await streamedCall();
  await receiver.count(1);
  const told = JSON.parse(receiver.received[0]!.body) as Told;
  expect(told).toMatchObject({ call_id: callId, end_reason: 'agent_ended' });
  expect(await soundAt(told['recording_url'])).toMatchObject({ status: 200, start: 'RIFF WAVE' });
  expect(await soundAt(String(told['recording_url']).replace(/signature=./, 'signature=!'))).toMatchObject({
    status: 403,
  });
});

test('synthflow: is_recording records, and the webhook tells where', async () => {
  const made = await send('POST', 'synthflow/v2/assistants', {
    name: 'Acme',
    is_recording: true,
    external_webhook_url: receiver.url,
    agent: { prompt: '#end_call' },
  });
  await answersCalls(String((made['response'] as Told)['model_id']), {
    provider: 'offline',
    script: [{ when: ['bye'], say: 'Goodbye!', tools: [{ name: 'end_call', arguments: {} }] }],
  });
  await streamedCall();
  await receiver.count(1);
  const { call } = JSON.parse(receiver.received[0]!.body) as { call: Told };
  expect(await soundAt(call['recording_url'])).toMatchObject({ status: 200, start: 'RIFF WAVE' });
});

test('nixflex: the tag hands the caller to a human, and transferred is the word of the call', async () => {
  const { agent_id: id } = await send('POST', 'nixflex/v1/agents', {
    name: 'Desk',
    system_prompt: 'Put callers through: [TRANSFER:+15550177]',
  });
  await answersCalls(String(id), offline('One moment, please. [TRANSFER:+15550177]'));
  const end = world.nextEnd();
  const phone = await world.call();
  world.rest.answer(() => ({ status: 200, body: { sid: firstLeg, status: 'in-progress' } })); // Twilio takes the order to transfer.
  const transfer = (): string | undefined => world.rest.asked.find(({ body }) => body.startsWith('Twiml='))?.body;
  await phone.connect();
  await phone.hears('Hello.');
  phone.says('connect me');
  await phone.hears('One moment, please. ');
  await expect.poll(transfer, { timeout: 10_000 }).toBeDefined();
  const twiml = new URLSearchParams(transfer()).get('Twiml')!.replace('+15550177', '');
  const [number] = parseXml(twiml).children[0]!.children;
  const path = number!.attributes['statusCallback']!.slice(publicUrl.length);
  phone.breaks(); // The new document ends the session.
  await phone.post(path, { CallSid: 'CAchild', ParentCallSid: firstLeg, CallStatus: 'in-progress' });
  const { call_id: callId } = await end;
  expect(await send('GET', `nixflex/v1/calls/${callId}`)).toMatchObject({ ended_reason: 'transferred' });
  const found = await store.calls.list(firstAccount, { limit: 9, filters: { endedReasons: ['transferred'] } });
  expect(found.map((call) => call.id)).toContain(callId);
});
