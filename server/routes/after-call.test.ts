/** What the API tells of the work after calls, and what can be asked of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvHeader } from '../../after-call/call-lines.ts';
import type { AgentInput } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { openStore, type Store } from '../store/store.ts';
import { account, beginCall } from '../store/testing/samples.ts';
import { endCall } from '../testing/ended-call.ts';
import { anotherAccount, politeAgent, type TestServer, testServer } from '../testing/server.ts';
import { untilDone } from '../testing/worked-call.ts';

let store: Store;
let server: TestServer;
beforeAll(async () => {
  store = await openStore({ memory: true });
  server = await testServer(store, { config: { sms: 'log' } });
});
afterAll(async () => {
  await server.close();
  await store.close();
});

const agent: AgentInput = {
  ...politeAgent,
  id: 'follower',
  model: {
    provider: 'offline',
    script: [
      {
        when: ['hi'],
        say: 'I send you a text. [SEND_SMS: Your code is 1234.] Goodbye!',
        tools: [{ name: 'end_call' }],
      },
    ],
  },
  after_call: {
    outcome: { choices: ['completed'] },
    sms: { enabled: true, consent: 'implied_by_call', when: 'sms_requested' },
    log: [{ kind: 'jsonl' }],
  },
};

test('a whole call: what was found, the message that its model asked for, and its line in the data log', async () => {
  await store.agents.put(account, 'follower', agent as never);
  const call = await server.call({ agentId: 'follower', from: '+15550100077' });
  call.caller.says('hi');
  const { call_id } = await call.session.done;
  await untilDone(store);
  const record = (await server.api.calls.get({ id: call_id })) as CallRecord;
  expect(record).toMatchObject({
    summary: { by: 'rule' },
    outcome: { by: 'rule' },
    outcome_tags: ['completed'],
    sms_requested: ['Your code is 1234.'],
    sms: { state: 'sent', text: 'Your code is 1234.', provider: 'log', consent: { by: 'call' } },
  });
  const line = readFileSync(join(server.dataDir, 'log/calls.jsonl'), 'utf8').split('\n')[0]!;
  expect(JSON.parse(line)).toMatchObject({ call_id, summary: record.summary });
  expect(JSON.stringify(server.logged)).not.toMatch(/1234|5550100077/);
  expect(await server.api.calls.remove({ id: call_id })).toEqual({ call_id, deleted: true });
  await untilDone(store);
  expect(readFileSync(join(server.dataDir, 'log/calls.jsonl'), 'utf8')).not.toContain(call_id);
  expect((await server.send(`/v1/calls/${call_id}`)).status).toBe(404);
});

describe('exports', () => {
  const ended: string[] = [];
  beforeAll(async () => {
    for (let call = 0; call < 205; call++) {
      const parts = { startedAt: new Date(1_700_000_000_000 + call * 1_000), direction: 'inbound' as const };
      ended.unshift((await endCall(store, parts)).call_id);
    }
    await beginCall(store);
  });
  const lines = async (query: string) => {
    const answer = await server.send(`/v1/exports?${query}`);
    expect(answer.status).toBe(200);
    return { answer, lines: (await answer.text()).split('\n') };
  };
  const before = 'started_before=2023-12-01T00:00:00Z';

  test('as JSON lines: every ended call, whole, newest first, over pages', async () => {
    const { answer, lines: found } = await lines(`format=jsonl&${before}`);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="calls.jsonl"');
    expect(found.pop()).toBe('');
    const records = found.map((line) => JSON.parse(line) as CallRecord);
    expect(records.map(({ call_id }) => call_id)).toEqual(ended);
    expect(records[0]).toMatchObject({ transcript: [{ text: 'Goodbye!' }], sms: null });
  });

  test('as a table, by filters', async () => {
    const { lines: found } = await lines(
      `format=csv&${before}&started_from=2023-11-14T22:13:23Z&ended_reason=agent_ended`,
    );
    expect(found[0]).toBe(csvHeader);
    expect(found.slice(1, -1).map((line) => line.split(',')[0])).toEqual(ended.slice(0, 202));
    expect((await lines('format=csv&ended_reason=error')).lines).toEqual([csvHeader, '']);
  });

  test('of another account show nothing of this one', async () => {
    const { key } = await anotherAccount(store);
    const answer = await server.send('/v1/exports?format=jsonl', { headers: { authorization: `Bearer ${key}` } });
    expect(await answer.text()).toBe('');
  });

  test.each(['', '?format=xml', '?format=csv&limit=5'])('%s is refused', async (query) => {
    const answer = await server.send(`/v1/exports${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_field' } });
  });
});

describe('STOP and consent', () => {
  const number = '+15550100099';
  const path = encodeURIComponent(number);

  test('are put, listed and taken away', async () => {
    const { api } = server;
    expect(await api.sms.consent({ number })).toMatchObject({ number, source: 'api' });
    expect((await api.sms.consents({})).items).toHaveLength(1);
    expect((await server.send(`/v1/sms/stops/${path}`, { method: 'PUT' })).status).toBe(200);
    expect((await api.sms.consents({})).items).toEqual([]);
    const refused = await server.send(`/v1/sms/consents/${path}`, { method: 'PUT' });
    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({ error: expect.objectContaining({ code: 'stopped' }) }),
    ]);
    expect(await api.sms.removeStop({ number })).toEqual({ number, deleted: true });
    expect((await server.send(`/v1/sms/stops/${path}`, { method: 'DELETE' })).status).toBe(404);
    expect((await server.send('/v1/sms/stops/12', { method: 'PUT' })).status).toBe(400);
  });

  test('are listed page by page', async () => {
    const numbers = Array.from({ length: 5 }, (_, at) => `+1555010009${at}`);
    for (const each of numbers) await server.api.sms.stop({ number: each });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await server.api.sms.stops({ limit: 2, ...(cursor && { cursor }) });
      seen.push(...page.items.map((item) => item.number));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(numbers.toReversed());
  });
});

test('failed steps are listed page by page, and replayed', async () => {
  const records = [];
  for (let call = 0; call < 3; call++) records.push(await endCall(store));
  await untilDone(store);
  for (const { call_id: callId } of records) {
    await store.db.deleteFrom('call_step').where('call_id', '=', callId).where('step', '=', 'log').execute();
    await store.steps.died({ callId, accountId: account }, 'log', 'disk full');
  }
  const { steps } = server.api;
  const first = await steps.list({ limit: 2 });
  expect(first.items[0]).toMatchObject({ step: 'log', state: 'dead', failures: 1, error: 'disk full' });
  const second = await steps.list({ limit: 2, cursor: first.next_cursor! });
  expect([...first.items, ...second.items].map(({ call_id }) => call_id).toSorted()).toEqual(
    records.map(({ call_id }) => call_id).toSorted(),
  );
  expect(second.next_cursor).toBeNull();
  const call_id = records[0]!.call_id;
  expect(await steps.replay({ call_id, step: 'log' })).toEqual({ call_id, step: 'log', state: 'waiting' });
  expect(await steps.replayAll({ step: 'sms' })).toEqual({ replayed: 0 });
  expect(await steps.replayAll({})).toEqual({ replayed: 2 });
  await untilDone(store);
  expect((await steps.list({})).items).toEqual([]);
  const again = await server.send(`/v1/calls/${call_id}/steps/log/replay`, { method: 'POST' });
  expect(again.status).toBe(404);
  expect((await server.send('/v1/steps?cursor=abc')).status).toBe(400);
});

test('everything of a caller is deleted on request', async () => {
  const { call_id } = await endCall(store, { from: '+15550100066' });
  const answer = await server.send('/v1/callers/%2B15550100066?keep_stop=true', { method: 'DELETE' });
  expect(await answer.json()).toEqual({ number: '+15550100066', deleted_calls: 1, live_calls: 0 });
  expect((await server.send(`/v1/calls/${call_id}`, { method: 'DELETE' })).status).toBe(404);
  const live = await server.call();
  const refused = await server.send(`/v1/calls/${live.callId}`, { method: 'DELETE' });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ error: { code: 'call_live' } });
  expect(existsSync(join(server.dataDir, 'log'))).toBe(true);
});
