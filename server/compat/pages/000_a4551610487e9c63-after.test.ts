/** What follows a call that Phonely's End Call block has ended, on a whole server. docs/seeds.md tells where each sentence stands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentInput } from '../../../contract/agent.ts';
import type { CallRecord } from '../../../contract/call.ts';
import { startOpenAiStandIn } from '../../../providers/models/testing/openai-stand-in.ts';
import type { Scenario } from '../../../providers/models/testing/scenario.ts';
import type { StandIn } from '../../../providers/models/testing/stand-in.ts';
import { type Receiver, startReceiver } from '../../../providers/web/testing/receiver.ts';
import { openStore, type Store } from '../../store/store.ts';
import { account } from '../../store/testing/samples.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import { untilDone } from '../../testing/worked-call.ts';

let store: Store;
let server: TestServer;
let service: StandIn;
let receiver: Receiver;
beforeAll(async () => {
  store = await openStore({ memory: true });
});
afterAll(() => store.close());
beforeEach(async () => {
  service = await startOpenAiStandIn();
  receiver = await startReceiver();
  server = await testServer(store, { config: { sms: 'log', webhookAllow: ['127.0.0.1'] } });
});
afterEach(async () => {
  await server.close();
  await receiver.close();
  await service.close();
});

const says = (text: string): Scenario => ({ pieces: [{ text }], ending: 'stop' });
const answers = (found: object): Scenario => {
  return { pieces: [{ tool: { name: 'give_answer', arguments: found } }], ending: 'stop' };
};

/** One question, then the block. Its agent wants a summary, a text message, a webhook and a line in the data log. */
const agent = (tags: string[]): AgentInput => ({
  id: 'phonely',
  name: 'Blue Bakery',
  kind: 'flow',
  prompt: 'You are cheerful and brief.',
  greeting: { mode: 'none' },
  model: { provider: 'openai_compatible', name: 'any', base_url: service.baseUrl },
  flow: {
    start: 'ask',
    nodes: [
      { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'What can I bake for you?' } },
      {
        id: 'end',
        kind: 'end_call',
        data: { message: { mode: 'promptable', text: 'Thank them.' }, outcome_tags: tags },
      },
    ],
    edges: [{ id: 'e1', from: 'ask', to: 'end' }],
  },
  after_call: {
    summary: { instruction: 'Name the cake.' },
    outcome: { choices: [], open: false },
    sms: { enabled: true, mode: 'prompt', consent: 'implied_by_call' },
    webhooks: [{ url: receiver.url, events: ['call.analyzed'] }],
    log: [{ kind: 'jsonl' }],
  },
});

/** The caller orders a cake, hears the goodbye, and everything after the call is done. */
async function endedCall(tags: string[] = []): Promise<CallRecord> {
  await store.agents.put(account, 'phonely', agent(tags) as never);
  service.next(
    says('A lemon cake it is. Goodbye!'),
    answers({ summary: 'Ann ordered a lemon cake.' }),
    answers({ text: 'Hooray, your lemon cake is on its way!' }),
  );
  const call = await server.call({ agentId: 'phonely', from: '+15550100077' });
  call.caller.says('a lemon cake please');
  const { call_id: id } = await call.session.done;
  await untilDone(store);
  return (await server.api.calls.get({ id })) as CallRecord;
}

/** What the model was told, request by request. */
const asked = (): string[] => service.requests.map((request) => JSON.stringify(request));

describe('000_a4551610487e9c63: after the call', () => {
  test('a text message follows up, in the tone of the call', async () => {
    const { sms, flow } = await endedCall();
    expect(flow).toMatchObject({ end_block: 'end' });
    expect(sms).toMatchObject({ state: 'sent', provider: 'log', text: 'Hooray, your lemon cake is on its way!' });
    const order = asked().find((request) => request.includes('SMS'))!;
    expect(order).toContain('the tone of the call');
    expect(order).toContain('You are cheerful and brief.');
    expect(order).toContain('a lemon cake please');
  });

  test('a summary of the call is written, and leaves with the webhook', async () => {
    const { summary, call_id } = await endedCall();
    expect(summary).toEqual({ text: 'Ann ordered a lemon cake.', by: 'model' });
    expect(asked().some((request) => request.includes('Name the cake.'))).toBe(true);
    await receiver.count(1);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ event: 'call.analyzed', call_id, summary });
  });

  test('calls are found by their outcome tags, and the analytics count each', async () => {
    const lead = await endedCall(['completed', 'lead_collected']);
    const failed = await endedCall(['failed_verification']);
    const found = async (outcome_tag: string) => {
      const { items } = await server.api.calls.list({ agent_id: 'phonely', outcome_tag });
      return items.map(({ call_id }) => call_id);
    };
    expect(await found('lead_collected')).toEqual([lead.call_id]);
    expect(await found('failed_verification')).toEqual([failed.call_id]);
    expect(await found('voicemail')).toEqual([]);
    const { total } = await server.api.analytics.get({ agent_id: 'phonely' });
    expect(total.outcome_tags).toMatchObject({ lead_collected: 1, failed_verification: 1 });
  });

  test('the call stands in the data log', async () => {
    const { call_id } = await endedCall();
    const lines = readFileSync(join(server.dataDir, 'log/calls.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ call_id, flow: { end_block: 'end' } });
  });
});
