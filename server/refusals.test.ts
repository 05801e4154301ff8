import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiError, type ApiError } from '../contract/api.ts';
import { onEachDatabase } from './store/testing/databases.ts';
import { manualClock } from './store/testing/manual-clock.ts';
import { politeAgent, anotherAccount, type TestServer, testServer } from './testing/server.ts';

onEachDatabase('refusals', (databases) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await testServer(await databases.store());
  });
  afterEach(() => server.close());

  async function refused(path: string, init?: RequestInit): Promise<ApiError['error'] & { status: number }> {
    const response = await server.send(path, init);
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
    const { error } = apiError.parse(await response.json());
    return { status: response.status, ...error };
  }

  const json = { 'content-type': 'application/json' };
  const post = (body: string, headers: Record<string, string> = json): RequestInit => ({
    method: 'POST',
    body,
    headers,
  });

  describe('of bodies', () => {
    test.each([
      ['no JSON', post('{name: 1}'), { code: 'bad_json', message: 'The body is not JSON (line 1 column 2).' }],
      ['a text', post('name=x', { 'content-type': 'text/plain' }), { status: 415, code: 'not_json' }],
      ['a form', post('name=x', { 'content-type': 'application/x-www-form-urlencoded' }), { code: 'not_json' }],
      ['a list', post('[]'), { status: 400, code: 'not_an_object', message: 'The body is a list, not a JSON object.' }],
      ['null', post('null'), { status: 400, code: 'not_an_object' }],
      ['a number', post('5'), { status: 400, code: 'not_an_object' }],
      ['prototypes', post('{"__proto__": {"admin": true}}'), { status: 400, code: 'bad_json' }],
      ['depth', post(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`), { status: 400, code: 'too_deep' }],
      ['2 MB', post(JSON.stringify({ prompt: 'x'.repeat(2_000_000) })), { status: 413, code: 'too_large' }],
    ])('%s', async (_what, init, right) => {
      expect(await refused('/v1/agents', init)).toMatchObject(right);
    });

    test('agents may have 1 MiB, others 64 KiB', async () => {
      const big = 'x'.repeat(90_000);
      const agent = JSON.stringify({ name: 'Big', prompt: big });
      expect((await server.send('/v1/agents', post(agent))).status).toBe(201);
      const label = JSON.stringify({ label: big });
      expect(await refused('/v1/account/keys', post(label))).toMatchObject({ code: 'too_large', status: 413 });
    });
  });

  describe('of fields', () => {
    test('an unknown one is named', async () => {
      expect(await refused('/v1/account/keys', post('{"lable": "x"}'))).toEqual({
        status: 400,
        code: 'bad_field',
        message: 'lable is no field here.',
        path: 'lable',
        hint: 'The fields here are: label.',
      });
      expect(await refused('/v1/calls?colour=red')).toMatchObject({ code: 'bad_field', path: 'colour' });
    });

    test('several are all listed', async () => {
      const body = JSON.stringify({ name: '', ending: { silence: { timeout_seconds: 2 } }, colour: 'red' });
      const error = await refused('/v1/agents', post(body));
      expect(error.details?.map(({ path }) => path)).toEqual(['name', 'ending.silence.timeout_seconds', 'colour']);
      expect(error).toMatchObject({ path: 'name', message: 'name is empty.' });
      expect(error.details?.[1]).toEqual({
        path: 'ending.silence.timeout_seconds',
        message: 'ending.silence.timeout_seconds: 2 is too small.',
        hint: 'Give a number of seconds from 5 to 3600, or null for none.',
      });
    });

    test('a query says what would be right', async () => {
      const error = await refused('/v1/calls?limit=1000');
      expect(error).toMatchObject({ message: 'limit: "1000" is too large.', hint: 'Give a number from 1 to 200.' });
    });
  });

  describe('of addresses', () => {
    test.each([
      ['/v1/nothing', { method: 'GET' }, { status: 404, code: 'unknown_route' }],
      ['/v1/agents/%zz', { method: 'GET' }, { status: 400, code: 'bad_address' }],
      ['/v1/agents', { method: 'DELETE' }, { status: 405, code: 'wrong_method', hint: 'Use GET or POST.' }],
      ['/v1/agents/x', { method: 'PATCH' }, { status: 405, hint: 'Use DELETE, GET, or PUT.' }],
      ['/v1/calls/call_1/end', { method: 'GET' }, { status: 405, hint: 'Use POST.' }],
      ['/v1/calls/call_1', { method: 'GET' }, { status: 404, code: 'not_found' }],
      ['/v1/agents/nobody', { method: 'GET' }, { status: 404, message: 'There is no agent "nobody".' }],
    ])('%s %j', async (path, init, right) => {
      expect(await refused(path, init)).toMatchObject(right);
    });
  });

  describe('of keys', () => {
    test('none, and a wrong one', async () => {
      const bare = await fetch(`${server.url}/v1/agents`);
      expect(bare.status).toBe(401);
      expect(bare.headers.get('www-authenticate')).toContain('Bearer');
      expect(await bare.json()).toMatchObject({ error: { code: 'no_key' } });
      for (const authorization of ['Bearer rk_short', `Bearer rk_${'A'.repeat(43)}`, 'Basic abc']) {
        expect(await refused('/v1/agents', { headers: { authorization } })).toMatchObject({ code: 'wrong_key' });
      }
    });

    test("another account's things are not there", async () => {
      const { key } = await anotherAccount(server.store);
      const { callId, session } = await server.call();
      const others = { headers: { authorization: `Bearer ${key}` } };
      for (const path of ['', '/transcript', '/timeline', '/recording', '/events']) {
        expect(await refused(`/v1/calls/${callId}${path}`, others)).toMatchObject({ status: 404, code: 'not_found' });
      }
      expect(await refused(`/v1/calls/${callId}/end`, { method: 'POST', ...others })).toMatchObject({ status: 404 });
      expect(await refused('/v1/agents/polite', others)).toMatchObject({ status: 404 });
      expect(session.call.phase.name).not.toBe('ended');
      expect(await (await server.send('/v1/calls', others)).json()).toEqual({ items: [], next_cursor: null });
    });

    test('a revoked one opens nothing any more', async () => {
      const made = await server.api.account.createKey({ label: 'soon gone' });
      const headers = { authorization: `Bearer ${made.key}` };
      expect((await server.send('/v1/agents', { headers })).status).toBe(200);
      await server.api.account.revokeKey({ id: made.id });
      expect(await refused('/v1/agents', { headers })).toMatchObject({ code: 'wrong_key' });
      const { items } = await server.api.account.keys({});
      expect(items.find(({ id }) => id === made.id)?.revoked_at).not.toBeNull();
      expect(JSON.stringify(items)).not.toContain(made.key);
    });
  });

  test('of a call that no carrier can make, and of a recording that is not there', async () => {
    await server.store.agents.put('acc_default', 'polite', { ...politeAgent });
    const order = JSON.stringify({ agent_id: 'polite', to: '+15550100' });
    expect(await refused('/v1/calls', post(order))).toMatchObject({ status: 400 });
    const { callId } = await server.call();
    expect(await refused(`/v1/calls/${callId}/recording`)).toMatchObject({ status: 404, code: 'no_recording' });
  });

  test('of failures of ours, which keep their secrets', async () => {
    await server.store.agents.put('acc_default', 'broken', { secret: 'hunter2' });
    const error = await refused('/v1/agents/broken');
    expect(error).toMatchObject({ status: 500, code: 'internal', message: 'Something failed on our side.' });
    expect(JSON.stringify(error)).not.toContain('hunter2');
    const line = server.logged.find(({ msg }) => msg === 'a request failed');
    expect(line).toMatchObject({ err: { message: 'the stored agent broken, version 1, cannot be read' } });
    expect(JSON.stringify(server.logged)).not.toMatch(/hunter2|rk_/);
  });
});

onEachDatabase('refusals below HTTP', (databases) => {
  test('of what is no request, and of large headers', async () => {
    const server = await testServer(await databases.store());
    expect(await raw(server.url, 'hello\r\n\r\n')).toContain('"code":"bad_request"');
    const large = `GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(server.url, large)).toContain('"code":"headers_too_large"');
    await server.close();
  });

  test('of a key and of an address that ask too often', async () => {
    const clock = manualClock(); // No time passes in which the limits would be filled up again.
    const server = await testServer(await databases.store(), { clock, config: { requestsPerSecond: 5 } });
    const ask = async (init: RequestInit) => (await fetch(`${server.url}/v1/agents`, init)).status;
    const times = <T>(count: number, run: () => Promise<T>) => Promise.all(Array.from({ length: count }, run));
    const withKey = await times(20, () => ask({ headers: { authorization: `Bearer ${server.key}` } }));
    expect(withKey.filter((status) => status === 200).length).toBeLessThan(15);
    const bare = await times(20, () => ask({}));
    expect(bare).toContain(429);
    const late = await fetch(`${server.url}/v1/agents`);
    expect(await late.json()).toMatchObject({ error: { code: 'too_often' } });
    expect(late.headers.get('retry-after')).toBe('1');
    await server.close();
  });
});

async function raw(url: string, request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(request);
  return text(socket);
}
