/** What an End Call block orders for after the call happens, beside what its agent orders. Source: design contract.md section 2. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { type Receiver, startReceiver, verified } from '../../providers/web/testing/receiver.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { account } from '../store/testing/samples.ts';
import { until } from '../store/testing/until.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import { eventOf } from '../testing/webhook-world.ts';
import { recordIn, untilDone } from '../testing/worked-call.ts';

/** Yes leads to the block `sold`, which has work after the call of its own, no to `later`, which has none. */
function shop(url: string, sold: object = ofSold(url)): AgentInput {
  const end = (id: string, data: object) => ({
    id,
    kind: 'end_call' as const,
    data: { message: { mode: 'fixed' as const, text: 'Goodbye!' }, ...data },
  });
  return {
    id: 'shop',
    name: 'Shop',
    kind: 'flow',
    variables: { item: 'nothing' },
    flow: {
      nodes: [
        { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'Shall I send you a lamp?' } },
        { id: 'note', kind: 'action', data: { mode: 'set', set: [{ variable: 'item', value: 'a lamp' }] } },
        end('sold', sold),
        end('later', {}),
      ],
      edges: [
        { id: 'e1', from: 'ask', to: 'note', label: 'yes' },
        { id: 'e2', from: 'ask', to: 'later', label: 'no_match' },
        { id: 'e3', from: 'note', to: 'sold', label: 'ok' },
      ],
    },
    after_call: {
      summary: { enabled: false },
      sms: { enabled: true, mode: 'static', message: 'You bought {{item}}.', consent: 'implied_by_call' },
      webhooks: [{ url: `${url}/agent` }, { url: `${url}/both`, include_transcript: false }],
      log: [{ kind: 'csv' }],
    },
  };
}

function ofSold(url: string) {
  return {
    summary: { enabled: true },
    sms: { enabled: true, mode: 'static', message: '{{item}} is on its way.', consent: 'implied_by_call' },
    webhooks: [
      { url: `${url}/sold?of={{item}}`, events: ['call.ended', 'call.analyzed', 'sms.sent'] },
      { url: `${url}/both`, format: 'nixflex' },
      { url: `${url}/vendor`, format: 'nixflex' },
    ],
    log: [{ kind: 'jsonl' }, { kind: 'csv' }],
  };
}

onEachDatabase('the work after a call that ended in an End Call block', (databases) => {
  let server: TestServer;
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
    const config = { webhookAllow: ['127.0.0.1'], sms: 'log' as const };
    server = await testServer(await databases.store(), { config });
  });
  afterEach(async () => {
    await receiver.close();
    await server.close();
  });

  const save = (agent: AgentInput) => server.api.agents.put({ params: { id: 'shop' }, body: agent as never });
  const endpoints = async () => (await server.api.webhooks.list({})).items;
  const told = () => receiver.received.map((request) => `${request.path} ${eventOf(request)}`).toSorted();
  const lines = (file: string): string[] => {
    const path = join(server.dataDir, 'log', file);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };

  /** A call in which the caller says this, once all the work after it is done. Without words they hang up. */
  async function called(words: string | null): Promise<CallRecord> {
    const call = await server.call({ agentId: 'shop' });
    if (words === null) call.caller.hangsUp();
    else call.caller.says(words);
    const record = await call.session.done;
    await untilDone(server.store);
    await until(async () => {
      const [pending] = await server.store.webhooks.deliveries.list(account, { state: 'pending', limit: 1 });
      return pending === undefined;
    });
    return recordIn(server.store, record);
  }

  test("its text and summary take the place of the agent's, its logs and webhooks are added", async () => {
    await save(shop(receiver.url));
    const record = await called('yes');
    expect(record).toMatchObject({
      flow: { end_block: 'sold' },
      summary: { by: 'rule' },
      sms: { state: 'sent', provider: 'log', text: 'a lamp is on its way.', consent: { by: 'call' } },
    });
    expect(server.logged.filter((line) => 'message_id' in line)).toMatchObject([
      { message_id: `sms_${record.call_id}`, msg: 'a text message goes nowhere: RINGOFF_SMS is log' },
    ]);
    expect(told()).toEqual([
      '/hook/agent call.ended',
      '/hook/both call.ended',
      '/hook/sold?of=a%20lamp call.analyzed',
      '/hook/sold?of=a%20lamp call.ended',
      '/hook/sold?of=a%20lamp sms.sent',
      '/hook/vendor call.completed',
    ]);
    expect([lines('calls.jsonl').length, lines('calls.csv').length]).toEqual([1, 2]);
  });

  test('what it tells is signed with the secret of its address', async () => {
    await save(shop(receiver.url));
    const record = await called('yes');
    const { id } = (await endpoints()).find(({ url }) => url.includes('/sold'))!;
    const { secret } = await server.api.webhooks.secret({ id });
    const request = receiver.received.find((each) => eventOf(each) === 'call.analyzed')!;
    const { summary, transcript } = record;
    expect(verified(request, secret)).toMatchObject({ call_id: record.call_id, summary, transcript });
  });

  test.each([
    ['in another block', 'no', 'later'],
    ['otherwise', null, null],
  ])("a call that ends %s is followed by the agent's own work alone", async (_, words, block) => {
    await save(shop(receiver.url));
    const record = await called(words);
    expect([record.flow!.end_block, record.summary, record.sms!.text]).toEqual([block, null, 'You bought nothing.']);
    expect(told()).toEqual(['/hook/agent call.ended', '/hook/both call.ended']);
    expect([lines('calls.jsonl').length, lines('calls.csv').length]).toEqual([0, 2]);
  });

  test('an address has one endpoint, which tells by which blocks it hears', async () => {
    await save(shop(receiver.url));
    const shown = (await endpoints()).map(({ url, events, blocks }) => [url.replace(receiver.url, ''), events, blocks]);
    expect(shown.toSorted()).toEqual([
      ['/agent', ['call.ended'], []],
      ['/both', ['call.ended'], [{ block: 'sold', events: ['call.ended'] }]],
      ['/sold?of={{item}}', [], [{ block: 'sold', events: ['call.ended', 'call.analyzed', 'sms.sent'] }]],
      ['/vendor', [], [{ block: 'sold', events: ['call.ended'] }]],
    ]);
  });

  test('what leaves the document is told no more, and gets its secret back with its address', async () => {
    await save(shop(receiver.url));
    const { id } = (await endpoints()).find(({ url }) => url.includes('/sold'))!;
    const secret = await server.api.webhooks.secret({ id });
    await save(shop(receiver.url, {}));
    const record = await called('yes');
    expect([record.flow!.end_block, record.sms!.text]).toEqual(['sold', 'You bought a lamp.']);
    expect(told()).toEqual(['/hook/agent call.ended', '/hook/both call.ended']);
    await save(shop(receiver.url));
    expect(await server.api.webhooks.secret({ id })).toEqual(secret);
  });

  test('an endpoint that its account switched off stays off while it stands in the document', async () => {
    await save(shop(receiver.url));
    const { id } = (await endpoints()).find(({ url }) => url.includes('/vendor'))!;
    await server.api.webhooks.change({ id, enabled: false });
    await save({ ...shop(receiver.url), name: 'Shop, again' });
    await called('yes');
    expect(told()).not.toContain('/hook/vendor call.completed');
  });
});
