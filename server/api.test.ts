import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiClient } from '../contract/client.ts';
import { callRecord } from '../contract/call.ts';
import { onEachDatabase } from './store/testing/databases.ts';
import { politeAgent, type TestServer, testServer } from './testing/server.ts';

onEachDatabase('the API', (databases) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await testServer(await databases.store());
  });
  afterEach(() => server.close());

  describe('of agents', () => {
    test('creates, reads, changes and deletes', async () => {
      const { agents } = server.api;
      const made = await agents.create({ name: 'Desk' });
      expect(made).toMatchObject({ version: 1, agent: { name: 'Desk', ending: { silence: { timeout_seconds: 30 } } } });
      expect(made.warnings.map(({ code }) => code)).toContain('action_not_mentioned');
      const id = made.agent.id!;
      const put = await agents.put({ params: { id }, body: { name: 'Front desk' } });
      expect(put.version).toBe(2);
      expect((await agents.put({ params: { id }, body: { name: 'Front desk' } })).version).toBe(2);
      expect((await agents.get({ id, version: 1 })).agent.name).toBe('Desk');
      expect((await agents.versions({ id })).items.map(({ version }) => version)).toEqual([2, 1]);
      expect(await agents.remove({ id })).toEqual({ id, deleted: true });
      await expect(agents.get({ id })).rejects.toMatchObject({ code: 'not_found', status: 404 });
      expect((await agents.list({})).items).toEqual([]);
      expect((await agents.put({ params: { id }, body: { name: 'Again' } })).version).toBe(3);
    });

    test('saves under a chosen id, once when created', async () => {
      const { agents } = server.api;
      expect((await agents.put({ params: { id: 'desk' }, body: { name: 'Desk' } })).agent.id).toBe('desk');
      await expect(agents.create({ id: 'desk', name: 'X' })).rejects.toMatchObject({ code: 'agent_exists' });
      const other = agents.put({ params: { id: 'desk' }, body: { id: 'other', name: 'Desk' } });
      await expect(other).rejects.toMatchObject({ status: 400, data: { path: 'id' } });
    });

    test('lists page by page', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'];
      for (const id of ids) await server.api.agents.put({ params: { id }, body: { name: id } });
      const first = await server.api.agents.list({ limit: 2 });
      const second = await server.api.agents.list({ limit: 2, cursor: first.next_cursor! });
      const third = await server.api.agents.list({ limit: 2, cursor: second.next_cursor! });
      expect([first, second, third].flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids);
      expect(third.next_cursor).toBeNull();
    });

    test('lints without saving', async () => {
      const { agents } = server.api;
      expect(await agents.lint({ name: 'X', prompt: 'Be kind.' })).toMatchObject({ valid: true, problems: [] });
      const wrong = await agents.lint({ name: '' });
      expect(wrong).toMatchObject({ valid: false, warnings: [], problems: [{ path: 'name', message: 'is empty' }] });
      expect((await agents.list({})).items).toEqual([]);
    });
  });

  describe('of calls', () => {
    test('tells a live call, and the record of an ended one', async () => {
      const call = await server.call();
      const id = call.callId;
      expect(await server.api.calls.get({ id })).toMatchObject({
        state: 'live',
        process_gone: false,
        agent_version: 1,
      });
      call.caller.says('bye');
      await call.session.done;
      const ended = await server.api.calls.get({ id });
      const { state, sample, ...record } = ended as Extract<typeof ended, { state: 'ended' }>;
      expect([state, sample]).toEqual(['ended', false]);
      expect(callRecord.parse(record)).toMatchObject({ call_id: id, ended_reason: 'agent_ended', trigger: 'tool' });
      const { turns } = await server.api.calls.transcript({ id });
      expect(turns.map(({ role, text }) => `${role}: ${text}`)).toEqual([
        'agent: Hello.',
        'caller: bye',
        'agent: Goodbye now!',
      ]);
      const { entries } = await server.api.calls.timeline({ id });
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, index) => index));
      expect(entries.at(-1)?.effects).toMatchObject([{ type: 'record_end', end: { ended_reason: 'agent_ended' } }]);
    });

    test('lists with filters, page by page, newest first', async () => {
      const first = await server.call({ from: '+15550100' });
      const second = await server.call({ from: '+15551100' });
      const third = await server.call({ from: '+15550199' });
      first.caller.says('bye');
      second.caller.hangsUp();
      await Promise.all([first.session.done, second.session.done]);
      const list = async (query: Parameters<ApiClient['calls']['list']>[0]): Promise<string[]> => {
        const { items } = await server.api.calls.list(query);
        return items.map(({ call_id }) => call_id);
      };
      expect(await list({})).toEqual([third.callId, second.callId, first.callId]);
      expect(await list({ ended_reason: ['caller_hangup'] })).toEqual([second.callId]);
      expect(await list({ ended_reason: ['caller_hangup', 'agent_ended'] })).toEqual([second.callId, first.callId]);
      expect(await list({ agent_id: 'nobody' })).toEqual([]);
      expect(await list({ direction: 'outbound' })).toEqual([]);
      expect(await list({ duration_from_seconds: 3_600 })).toEqual([]);
      expect(await list({ duration_to_seconds: 3_600 })).toEqual([second.callId, first.callId]);
      expect(await list({ started_before: '2020-01-01T00:00:00Z' })).toEqual([]);
      expect(await list({ farewell_unheard: 'true' })).toEqual([]);
      expect(await list({ outcome_tag: 'nothing' })).toEqual([]);
      expect(await list({ number: '15559999' })).toEqual([]);
      expect(await list({ number: '+15551100' })).toEqual([second.callId]);
      expect(await list({ number: '50100' })).toEqual([first.callId]);
      expect(await list({ number: '0199', agent_id: 'nobody' })).toEqual([]);
      await expect(list({ number: '100' })).rejects.toMatchObject({ status: 400, data: { path: 'number' } });
      const page = await server.api.calls.list({ limit: 2 });
      expect(await list({ limit: 2, cursor: page.next_cursor! })).toEqual([first.callId]);
    });

    test.each([true, false])('ends one as an operator, farewell: %s', async (farewell) => {
      const call = await server.call();
      expect(await server.api.calls.end({ id: call.callId, farewell })).toMatchObject({ state: 'ending' });
      const record = await call.session.done;
      expect(record).toMatchObject({ ended_reason: 'operator_ended', ended_by: 'operator' });
      expect(record.farewell.heard).toBe(farewell ? 'confirmed' : 'skipped');
      const again = server.api.calls.end({ id: call.callId });
      await expect(again).rejects.toMatchObject({ code: 'call_ended', status: 409 });
    });

    test('a bare POST ends with a farewell', async () => {
      const call = await server.call();
      expect((await server.send(`/v1/calls/${call.callId}/end`, { method: 'POST' })).status).toBe(202);
      expect((await call.session.done).farewell.heard).toBe('confirmed');
    });
  });

  test('describes itself in OpenAPI 3.1', async () => {
    const response = await fetch(`${server.url}/openapi.json`);
    const api = (await response.json()) as {
      openapi: string;
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    expect(api.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(api.paths)).toEqual(
      expect.arrayContaining(['/v1/agents/{id}', '/v1/calls/{id}/events', '/v1/account/exchange']),
    );
    expect(Object.keys(api.paths['/v1/text/tickets']!['post']!['responses'] as object)).toContain('201');
    expect(api.paths['/v1/calls/{id}/transcript']!['get']).toMatchObject({ security: [{ key: [] }, {}] });
    const put = JSON.stringify(api.paths['/v1/agents/{id}']!['put']);
    expect(put).toContain('AgentInput');
    expect(put).toContain('#/components/schemas/Error');
    expect(JSON.stringify(api)).not.toContain('"defined"');
  });

  test('tells its health and its numbers', async () => {
    const { session, caller } = await server.call();
    const health = await fetch(`${server.url}/healthz`);
    expect(await health.json()).toEqual({ status: 'ok', database: 'ok', live_calls: 1 });
    caller.says('bye');
    await session.done;
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    const metrics = await (await server.send('/metrics')).text();
    expect(metrics).toContain('ringoff_calls_ended_total{ended_reason="agent_ended"} 1');
    expect(metrics).toContain('ringoff_farewells_total{heard="confirmed"} 1');
    expect(metrics).toContain('ringoff_hang_up_seconds_count 1');
    expect(metrics).toContain('ringoff_calls_live 0');
  });

  test('logs no words, numbers or keys', async () => {
    await server.api.agents.put({ params: { id: 'polite' }, body: politeAgent });
    const call = await server.call({ from: '+15557777777' });
    call.caller.says('my secret is bye');
    await call.session.done;
    await server.send(`/v1/calls?cursor=abc&outcome_tag=private&number=5557777777`);
    await server.send('/v1/calls?number=5557777777');
    const lines = JSON.stringify(server.logged);
    expect(lines).toContain('"route":"/v1/calls"');
    expect(lines).not.toMatch(/secret|5557777777|rk_|private|Goodbye/);
  });
});
