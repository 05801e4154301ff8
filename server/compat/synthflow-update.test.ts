/** One Synthflow update with every shape of a reason, over HTTP, and then the calls, in a prompt and in a flow agent. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { type Receiver, startReceiver } from '../../providers/web/testing/receiver.ts';
import { openStore, type Store } from '../store/store.ts';
import { type TestServer, testServer } from '../testing/server.ts';

let store: Store;
let server: TestServer;
let receiver: Receiver;
beforeAll(async () => {
  store = await openStore({ memory: true });
  receiver = await startReceiver();
  server = await testServer(store, { config: { webhookAllow: ['127.0.0.1'] } });
  for (const agent of [promptAgent, flowAgent]) await server.api.agents.put({ params: { id: agent.id! }, body: agent });
});
afterAll(async () => {
  await server.close();
  await receiver.close();
  await store.close();
});

/** Each name of a reason's text and of its mode, each mode, and the old list and the top level beside them. */
const update = {
  end_call_reasons: ['Top level'],
  agent: {
    end_call_reasons: ['Old list'],
    end_call_reasons_v2: [
      { reason: 'Fraud detected', closing_message: 'This ends here. Goodbye.', closing_message_mode: 'static' },
      { condition: 'Wrong number', closing_message: 'Apologise shortly.', closing_message_type: 'prompt' },
      { name: 'Abusive caller', closing_message: 'Not to be said.', mode: 'none' },
      { reason: 'Out of scope' },
    ],
  },
};

/** What the caller says, for which reason the model takes it. */
const said = {
  fraud: 'Fraud detected',
  wrong: 'Wrong number',
  idiot: 'Abusive caller',
  taxes: 'Out of scope',
  old: 'Old list',
  top: 'Top level',
} as const;

const script: Extract<AgentInput['model'], { provider: 'offline' }>['script'] = [
  { when: 'farewell', say: 'Take care. Goodbye!' },
  ...Object.entries(said).map(([word, reason]) => ({
    when: [word],
    tools: [{ name: 'end_call', arguments: { reason } }],
  })),
  { when: 'anything', say: 'I see.' },
];

const promptAgent: AgentInput = {
  id: 'prompt_agent',
  name: 'Prompt',
  greeting: { mode: 'static', message: 'Hello.' },
  model: { provider: 'offline', script },
};

const flowAgent: AgentInput = {
  ...promptAgent,
  id: 'flow_agent',
  name: 'Flow',
  kind: 'flow',
  greeting: { mode: 'none', message: '' },
  flow: {
    start: 'hello',
    nodes: [
      { id: 'hello', kind: 'utterance', data: { mode: 'verbatim', text: 'Hello.' } },
      { id: 'more', kind: 'utterance', data: { mode: 'verbatim', text: 'What else?' } },
      { id: 'end', kind: 'end_call', data: { message: { mode: 'fixed', text: 'By the block. Goodbye.' } } },
    ],
    edges: [
      { id: 'e1', from: 'hello', to: 'more' },
      { id: 'e2', from: 'more', to: 'end' },
    ],
  },
};

async function put(id: string, document: object): Promise<Record<string, unknown>> {
  const answer = await server.send(`/compat/synthflow/v2/assistants/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(document),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

async function callThat(agentId: string, words: string): Promise<CallRecord> {
  const call = await server.call({ agentId });
  call.caller.says(words);
  return call.session.done;
}

/** The vendor's webhook of this call. */
async function webhookOf({ call_id: callId }: CallRecord): Promise<Record<string, unknown>> {
  const ofCall = () => receiver.received.find(({ body }) => body.includes(callId));
  await expect.poll(ofCall, { timeout: 10_000 }).toBeDefined();
  return (JSON.parse(ofCall()!.body) as { call: Record<string, unknown> }).call;
}

describe.each([
  ['prompt_agent', 'tool'],
  ['flow_agent', 'global_check'],
] as const)('%s', (id, trigger) => {
  let told: Record<string, unknown>;
  beforeAll(async () => {
    told = await put(id, { ...update, external_webhook_url: receiver.url });
  });

  test('what is ignored is told', () => {
    expect(told['warnings']).toEqual([
      expect.stringContaining('end_call_reasons at the top level is ignored'),
      expect.stringContaining('agent.end_call_reasons is ignored'),
    ]);
  });

  test('what was put in comes back', async () => {
    const answer = await server.send(`/compat/synthflow/v2/assistants/${id}`);
    expect(await answer.json()).toMatchObject({ response: update });
  });

  test.each([
    ['fraud', 'This ends here. Goodbye.', 'own_words'],
    ['wrong', 'Take care. Goodbye!', 'instruction'],
    ['idiot', 'Take care. Goodbye!', 'main_prompt'],
    ['taxes', 'Take care. Goodbye!', 'main_prompt'],
  ] as const)('%s: its reason ends the call with its closing, and the webhook names it', async (word, text, source) => {
    const record = await callThat(id, word);
    expect(record).toMatchObject({ trigger, custom_end_call_reason: said[word], farewell: { text, source } });
    expect(await webhookOf(record)).toMatchObject({
      end_call_reason: 'custom_end_call',
      custom_end_call_reason: said[word],
    });
  });

  test.each(['old', 'top'] as const)('%s: a reason of an ignored list is none', async (word) => {
    const call = await server.call({ agentId: id });
    call.caller.says(word);
    // The prompt agent's model calls its end tool all the same; the flow goes on to its next block.
    if (id === 'flow_agent') {
      await vi.waitUntil(() => JSON.stringify(call.entries).includes('"block":"more"'), { timeout: 10_000 });
      call.caller.hangsUp();
    }
    const record = await call.session.done;
    expect(record).toMatchObject({ ended_by: id === 'flow_agent' ? 'caller' : 'agent' });
    expect(record).not.toHaveProperty('custom_end_call_reason');
    expect(await webhookOf(record)).not.toHaveProperty('custom_end_call_reason');
  });

  test('an empty new list takes all of them away', async () => {
    await put(id, { agent: { end_call_reasons_v2: [] } });
    const { agent } = await server.api.agents.get({ id });
    expect(agent.ending).toMatchObject({ reasons: [], actions: [] });
    expect(agent.kind).toBe(id === 'flow_agent' ? 'flow' : 'prompt');
  });
});
