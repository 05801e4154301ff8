/** Calls of agents that a vendor's own request has set up, on a whole server: what is heard, told and sent. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../providers/web/testing/receiver.ts';
import { firstAccount } from '../main.ts';
import { openStore, type Store } from '../store/store.ts';
import { until } from '../store/testing/until.ts';
import { politeAgent, type TestServer, testServer } from '../testing/server.ts';
import { untilDone } from '../testing/worked-call.ts';

let store: Store;
let server: TestServer;
let receiver: Receiver;
beforeAll(async () => {
  store = await openStore({ memory: true });
});
afterAll(() => store.close());
beforeEach(async () => {
  receiver = await startReceiver();
  server = await testServer(store, {
    config: { webhookAllow: ['127.0.0.1'], publicUrl: 'https://calls.example', sms: 'log' },
  });
});
afterEach(async () => {
  await receiver.close();
  await server.close();
});

async function send(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await server.send(`/compat/${path}`, { method, ...(body && { headers, body: JSON.stringify(body) }) });
  const told = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(JSON.stringify(told));
  return told;
}

/** The agent's model, scripted: it calls the end tool when the caller says "bye". */
async function script(id: string, say = '', tools: object[] = [{ name: 'end_call' }]): Promise<void> {
  const { agent } = await server.api.agents.get({ id });
  const model = { provider: 'offline', script: [{ when: ['bye'], say, tools }] };
  const greeting = { mode: 'static', message: 'Hello.' };
  await server.api.agents.put({ params: { id }, body: { ...agent, model, greeting } as never });
}

const wrongNumber = { name: 'end_call', arguments: { reason: 'Wrong number' } };

async function saysBye(agentId: string) {
  const call = await server.call({ agentId });
  call.caller.says('bye');
  return call.session.done;
}

/** The one webhook of this call. */
async function received(callId: string): Promise<unknown> {
  const asked = { state: 'delivered' as const, callId, limit: 9 };
  await until(async () => (await store.webhooks.deliveries.list(firstAccount, asked)).length > 0);
  expect(receiver.received).toHaveLength(1);
  return JSON.parse(receiver.received[0]!.body);
}

test("thinnestai: the page's request, then a call, then the page's webhook", async () => {
  await server.api.agents.put({ params: { id: 'agent_abc123' }, body: { ...politeAgent, id: 'agent_abc123' } });
  await send('PATCH', 'thinnestai/agents/agent_abc123', {
    voice_tools: {
      end_call: {
        enabled: true,
        farewell_message: 'Thanks for calling Acme Corp! Have a great day.',
        silence_timeout_seconds: 30,
        max_duration_seconds: 600,
        post_call_webhook: receiver.url,
      },
    },
  });
  await script('agent_abc123');
  const record = await saysBye('agent_abc123');
  expect(record.farewell.text).toBe('Thanks for calling Acme Corp! Have a great day.');
  expect(await received(record.call_id)).toEqual({
    event: 'call.ended',
    call_id: record.call_id,
    agent_id: 'agent_abc123',
    duration_seconds: Math.round(record.duration_seconds),
    end_reason: 'agent_ended',
    transcript_url: expect.stringContaining(`https://calls.example/v1/calls/${record.call_id}/transcript?`),
    recording_url: null,
  });
});

test("thinnestai: the webhook's transcript_url leads to the transcript, without a key", async () => {
  const endCall = { farewell_message: 'Goodbye from Acme.', post_call_webhook: receiver.url };
  const { id } = await send('POST', 'thinnestai/agents', { name: 'Acme', voice_tools: { end_call: endCall } });
  await script(String(id));
  const record = await saysBye(String(id));
  const { transcript_url: url } = (await received(record.call_id)) as { transcript_url: string };
  const answer = await fetch(url.replace('https://calls.example', server.url));
  expect(answer.status).toBe(200);
  const told = JSON.stringify(await answer.json());
  for (const words of ['Hello.', 'bye', 'Goodbye from Acme.']) expect(told).toContain(words);
});

test('synthflow: the webhook names the reason that ended the call', async () => {
  const made = await send('POST', 'synthflow/v2/assistants', {
    name: 'Acme',
    external_webhook_url: receiver.url,
    agent: { end_call_reasons_v2: [{ reason: 'Wrong number', closing_message: 'Goodbye.', mode: 'static' }] },
  });
  const { model_id: id } = made['response'] as { model_id: string };
  await script(id, '', [wrongNumber]);
  const record = await saysBye(id);
  expect(record.farewell.text).toBe('Goodbye.');
  expect(await received(record.call_id)).toMatchObject({
    status: 'completed',
    call: {
      call_id: record.call_id,
      model_id: id,
      end_call_reason: 'custom_end_call',
      custom_end_call_reason: 'Wrong number',
      transcript: 'bot: Hello.\nhuman: bye\nbot: Goodbye.',
    },
  });
});

test('synthflow: the webhook names the reason that ended a flow', async () => {
  const nodes = [
    { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'What can I do for you?' } },
    { id: 'end', kind: 'end_call', data: {} },
  ];
  const flow = { start: 'ask', nodes, edges: [{ id: 'e1', from: 'ask', to: 'end' }] };
  const model = { provider: 'offline', script: [{ when: ['wrong'], tools: [wrongNumber] }] };
  const agent = { name: 'Acme', kind: 'flow', greeting: { mode: 'none' }, flow, model };
  await server.api.agents.put({ params: { id: 'drawn' }, body: agent as never });
  await send('PUT', 'synthflow/v2/assistants/drawn', {
    external_webhook_url: receiver.url,
    agent: { end_call_reasons_v2: [{ reason: 'Wrong number', closing_message: 'Goodbye.', mode: 'static' }] },
  });
  const call = await server.call({ agentId: 'drawn' });
  call.caller.says('sorry, wrong number');
  const record = await call.session.done;
  expect(record).toMatchObject({ trigger: 'global_check', farewell: { text: 'Goodbye.' }, flow: { end_block: null } });
  expect(await received(record.call_id)).toMatchObject({
    status: 'completed',
    call: { model_id: 'drawn', end_call_reason: 'custom_end_call', custom_end_call_reason: 'Wrong number' },
  });
});

test('nixflex: the call record holds the reason, calls are found by it, and the webhook fires', async () => {
  const { id } = (await send('POST', 'nixflex/v1/agents', { name: 'Desk' })) as { id: string };
  await server.api.webhooks.create({ url: receiver.url, agent_id: id, format: 'nixflex' });
  await script(id, 'Have a lovely day. [END_CALL]', []);
  const live = await server.call({ agentId: id });
  expect(await send('GET', `nixflex/v1/calls/${live.callId}`)).toMatchObject({
    status: 'in_progress',
    ended_reason: null,
  });
  live.caller.says('bye');
  await live.session.done;
  const told = await send('GET', `nixflex/v1/calls/${live.callId}`);
  expect(told).toMatchObject({ call_id: live.callId, agent_id: id, status: 'completed', ended_reason: 'completed' });
  expect(await received(live.callId)).toMatchObject({
    event: 'call.completed',
    call_id: live.callId,
    ended_reason: 'completed',
  });
  const { items } = await server.api.calls.list({ ended_reason: ['agent_ended'], agent_id: id });
  expect(items.map(({ call_id }) => call_id)).toEqual([live.callId]);
  expect((await server.api.calls.list({ ended_reason: ['error'], agent_id: id })).items).toEqual([]);
});

test('nixflex: a problem call is found by its reason, and the analytics count each reason', async () => {
  const { id } = (await send('POST', 'nixflex/v1/agents', { name: 'Desk' })) as { id: string };
  await script(id, 'Have a lovely day. [END_CALL]', []);
  await saysBye(id);
  const { agent } = await server.api.agents.get({ id });
  const down = { ...agent, model: { provider: 'offline', script: [{ when: ['bye'], fault: 'down' }] } };
  await server.api.agents.put({ params: { id }, body: down as never });
  const problem = await saysBye(id);
  expect(await send('GET', `nixflex/v1/calls/${problem.call_id}`)).toMatchObject({ ended_reason: 'error' });
  const { items } = await server.api.calls.list({ ended_reason: ['error'], agent_id: id });
  expect(items.map(({ call_id }) => call_id)).toEqual([problem.call_id]);
  const { total } = await server.api.analytics.get({ agent_id: id });
  expect(total).toMatchObject({ calls: 2, ended_reasons: { agent_ended: 1, error: 1 } });
});

test.each([
  [
    'I text you the code. [SEND_SMS: Your code is 1234.] Bye! [END_CALL]',
    { state: 'sent', text: 'Your code is 1234.' },
  ],
  ['Bye! [END_CALL]', { state: 'unsent', why: 'condition_not_met' }],
])('nixflex: a text message leaves when the model asks for it, and only then (%s)', async (say, sms) => {
  const { id } = (await send('POST', 'nixflex/v1/agents', { name: 'Desk' })) as { id: string };
  await script(id, say, []);
  const call = await server.call({ agentId: id, from: '+15550100077' });
  call.caller.says('bye');
  const { call_id } = await call.session.done;
  await untilDone(store);
  expect(await server.api.calls.get({ id: call_id })).toMatchObject({ ended_reason: 'agent_ended', sms });
});
