import { afterAll, beforeAll, expect, test } from 'vitest';
import { anotherAccount, type TestServer, testServer } from '../server/testing/server.ts';
import { openStore, type Store } from '../server/store/store.ts';
import { apiClient } from '../contract/client.ts';
import { addSampleCalls } from './sample-calls.ts';
import { firstAccount } from '../server/first-account.ts';
import { addSampleAgents } from './sample-agents.ts';

let store: Store;
let server: TestServer;
beforeAll(async () => {
  store = await openStore({ memory: true });
  await addSampleAgents(store, firstAccount);
  await addSampleCalls(store, firstAccount);
  server = await testServer(store);
});
afterAll(async () => {
  await server?.close();
  await store?.close();
});

const sampleCalls = async () => (await server.api.calls.list({ limit: 200 })).items;

test('a new database shows how calls end, each marked as a sample, with its whole log', async () => {
  const calls = await sampleCalls();
  expect(calls.length).toBeGreaterThan(15);
  expect(calls.every(({ sample, ended_at }) => sample && ended_at !== null)).toBe(true);
  const reasons = ['agent_ended', 'caller_hangup', 'silence_timeout'];
  expect([...new Set(calls.map(({ ended_reason }) => ended_reason))].sort()).toEqual(reasons);
  const wrong = calls.find((call) => call.custom_end_call_reason === 'Wrong number')!;
  expect(await server.api.calls.get({ id: wrong.call_id })).toMatchObject({ state: 'ended', sample: true });
  expect((await server.api.calls.timeline({ id: wrong.call_id })).entries.length).toBeGreaterThan(10);
  expect((await server.api.agents.list({})).items.every(({ sample }) => sample)).toBe(true);
});

test('among them are a call that was taken back, a refused end, and a hang-up that had to be repeated', async () => {
  const records = (await store.calls.records(firstAccount, { limit: 100 })).map(({ record }) => record);
  expect(records.filter(({ rescues }) => rescues.length > 0)).toHaveLength(1);
  expect(records.filter(({ vetoes }) => vetoes.length > 0)).toHaveLength(1);
  expect(records.filter(({ hang_up }) => hang_up.attempts === 3)).toHaveLength(1);
});

test('calls of a flow end in several of its blocks, and nobody is sent anything', async () => {
  const { blocks } = await server.api.analytics.blocks({ agent_id: 'flow-appointment', samples: 'true' });
  const ends = Object.fromEntries(blocks.map(({ block, ended_reasons: reasons }) => [block, reasons]));
  expect(ends).toEqual({
    booked: { agent_ended: 1 },
    failed_verification: { agent_ended: 1 },
    no_response: { agent_ended: 1 },
    not_now: { agent_ended: 1 },
    when: { caller_hangup: 1 },
  });
  const records = (await store.calls.records(firstAccount, { limit: 100 })).map(({ record }) => record);
  const orders = records.flatMap(({ flow }) => flow?.follow_ups ?? []);
  expect(orders.map(({ sms, webhooks, log }) => [sms, webhooks, log])).toEqual(orders.map(() => [null, null, null]));
});

test('a restart adds none, and no export holds one', async () => {
  const before = await sampleCalls();
  await addSampleCalls(store, firstAccount);
  expect(await sampleCalls()).toEqual(before);
  expect(await (await server.send('/v1/exports?format=jsonl')).text()).toBe('');
});

test('nobody else sees or removes them', async () => {
  const { key } = await anotherAccount(store);
  const other = apiClient({ url: server.url, key });
  expect(await other.samples.remove()).toEqual({ calls: 0, agents: 0 });
  expect((await server.api.samples.get({})).agents).toBe(6);
});

test('one request removes them, but what somebody changed or called, and they do not come back', async () => {
  const { agent } = await server.api.agents.get({ id: 'support-desk' });
  await server.api.agents.put({ params: { id: 'support-desk' }, body: { ...agent, name: 'Our desk' } });
  const call = await server.call({ agentId: 'front-desk' });
  call.caller.hangsUp();
  await call.session.done;
  expect(await server.api.samples.remove()).toEqual({ calls: 23, agents: 4 });
  expect((await sampleCalls()).map(({ call_id }) => call_id)).toEqual([call.callId]);
  await addSampleAgents(store, firstAccount);
  await addSampleCalls(store, firstAccount);
  expect(await server.api.samples.get({})).toEqual({ calls: 0, agents: 1 });
  const left = (await server.api.agents.list({})).items.map(({ id }) => id);
  expect(left).toEqual(['front-desk', 'polite', 'support-desk']);
});
