/** The flow samples by a telephone that nobody here wrote, in real time. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AgentInput } from '../contract/agent.ts';
import { flowServer } from './flow-server.ts';
import { readConfig } from '../server/config.ts';
import { openStore, type Store } from '../server/store/store.ts';
import { account } from '../server/store/testing/samples.ts';
import { type BaresipCall, startBaresip } from '../server/testing/baresip.ts';
import { callEvents, heardOf, type PhoneCall } from '../server/testing/phone-world.ts';
import { describeWith } from '../server/testing/programs.ts';
import { type TestServer, testServer } from '../server/testing/server.ts';

describeWith(['baresip', 'flite', 'sox', 'pocketsphinx_continuous'], 'the flow samples, over SIP', () => {
  const phones: BaresipCall[] = [];
  let store: Store;
  const lines = ['no thanks', 'yes it is', 'i rent', 'one two three four five seven'];
  let server: TestServer;
  let outside: Server;
  let port = 5_420;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    outside = flowServer().listen(0, '127.0.0.1');
    await once(outside, 'listening');
    const { phone } = readConfig({ RINGOFF_SIP: '127.0.0.1:0' });
    const env = { RINGOFF_TOOL_ALLOW: '127.0.0.1' };
    server = await testServer(store, { env, config: { phone, speechWorkersMax: 2 } });
  });
  afterEach(() => phones.splice(0).forEach((phone) => phone.close()));
  afterAll(async () => {
    await server.close();
    await store.close();
    outside.close();
  });

  async function calls(sample: string): Promise<PhoneCall> {
    const file = new URL(`agents/${sample}.json`, import.meta.url);
    const agent = JSON.parse(readFileSync(file, 'utf8')) as AgentInput;
    const api = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
    const heard = { ...agent, speech: { listen: { provider: 'offline', expected: lines } } };
    await store.agents.put(account, sample, { ...heard, variables: { ...agent.variables, api } });
    port += 2;
    const events = callEvents(server, `caller-${port}@127.0.0.1`);
    const phone = startBaresip({ dial: server.sipUrl!.replace('sip:', `sip:${sample}@`), port, lines, secondsMax: 90 });
    phones.push(phone);
    return Object.assign(events, { phone });
  }

  /** The caller says this once the agent's words, of which `words` are the beginning, were heard. */
  async function answers(call: PhoneCall, words: string, line: string): Promise<void> {
    await call.sees('agent.said', words);
    const said = call.entries.findLast(
      (entry) => 'event' in entry && entry.event.type === 'agent.said' && entry.event.text.startsWith(words),
    );
    const id = said && 'event' in said && 'utteranceId' in said.event ? said.event.utteranceId! : '';
    await call.sees('playback.finished', id);
    call.phone.say(line);
  }

  test('appointment: not now', async () => {
    const call = await calls('flow-appointment');
    await answers(call, 'Hello, this is', 'no thanks');
    expect(await call.record).toMatchObject({
      ended_reason: 'agent_ended',
      trigger: 'flow_block',
      outcome_tags: ['not_interested'],
      farewell: { text: 'Thank you for your call. Goodbye!', source: 'instruction', heard: 'confirmed' },
      flow: { end_block: 'not_now' },
      hang_up: { proof: 'far_end_confirmed' },
    });
  }, 120_000);

  test('lead qualification: a tenant', async () => {
    const call = await calls('flow-lead-qualification');
    await answers(call, 'Hi, this is', 'yes it is');
    await answers(call, 'Do you own your home', 'i rent');
    const record = await call.record;
    call.phone.command('quit');
    await call.phone.over;
    expect(record).toMatchObject({
      trigger: 'flow_block',
      outcome_tags: ['not_qualified'],
      variables: { home: 'rent' },
      farewell: { source: 'own_words', heard: 'confirmed' },
      flow: { end_block: 'not_qualified' },
    });
    expect(await heardOf(record.farewell.text, call.phone)).toMatchObject({ missingAtMs: [] });
  }, 120_000);

  test('order status: found by its number, over HTTP', async () => {
    const call = await calls('flow-order-status');
    await answers(call, 'What is your order number?', 'one two three four five seven');
    await answers(call, 'Your parcel was delivered', 'no thanks');
    expect(await call.record).toMatchObject({
      trigger: 'flow_block',
      outcome_tags: ['completed'],
      variables: { order_number: '123457', state: 'delivered' },
      farewell: { text: 'Thank you for calling Northwind. Goodbye!', heard: 'confirmed' },
      flow: { end_block: 'answered' },
    });
  }, 120_000);
});
