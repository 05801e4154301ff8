/** The text line's route on loopback sockets: who may open a line, and whole calls over it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { openStore, type Store } from '../store/store.ts';
import { until } from '../store/testing/until.ts';
import { anotherAccount, politeAgent, type TestServer, testServer } from '../testing/server.ts';
import { type Refused, type SocketCaller, socketCaller } from '../testing/socket-caller.ts';

let store: Store;
let server: TestServer;
const callers: SocketCaller[] = [];

beforeAll(async () => {
  store = await openStore({ memory: true });
  await store.agents.put('acc_default', 'polite', politeAgent);
});
afterAll(() => store.close());
beforeEach(async () => {
  const config = { textOrigins: ['https://app.example.com'], textCallsPerKey: 3 };
  server = await testServer(store, { config });
});
afterEach(async () => {
  for (const { ws } of callers.splice(0)) ws.terminate();
  await server.close();
});

const path = '/v1/text/polite';

async function caller(headers?: Record<string, string>, where = path): Promise<SocketCaller> {
  const opened = await socketCaller(server.url + where, headers ?? { authorization: `Bearer ${server.key}` });
  callers.push(opened);
  return opened;
}

function refusal(headers: Record<string, string>, where = path): Promise<Refused> {
  return caller(headers, where).then(
    () => Promise.reject(new Error('the line was opened')),
    (refused: Refused) => refused,
  );
}

async function ticketFor(agentId: string): Promise<string> {
  const body = JSON.stringify({ agent_id: agentId });
  const headers = { 'content-type': 'application/json' };
  const response = await server.send('/v1/text/tickets', { method: 'POST', body, headers });
  expect(response.status).toBe(201);
  return ((await response.json()) as { ticket: string }).ticket;
}

async function recordOf(callId: string): Promise<CallRecord> {
  let record: CallRecord | null = null;
  await until(async () => {
    record = (await store.calls.get('acc_default', callId))?.record as unknown as CallRecord | null;
    return record !== null;
  });
  return record!;
}

/** Everything that is sent is on the screen at once. */
function showsAtOnce({ ws, tell }: SocketCaller): void {
  ws.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString()) as { type: string; utterance_id: string; last?: boolean };
    if (message.type === 'speak' && message.last)
      tell({ type: 'shown', utterance_id: message.utterance_id, done: true });
  });
}

describe('who may open a line', () => {
  test('a key', async () => {
    const { message, closed, tell } = await caller();
    expect(await message('started')).toMatchObject({ call_id: expect.stringMatching(/^call_/), agent_id: 'polite' });
    tell({ type: 'hang_up' });
    expect(await message('ended')).toMatchObject({ ended_reason: 'caller_hangup' });
    expect(await closed).toBe(1000);
  });

  test('a ticket, once, for its agent', async () => {
    const ticket = await ticketFor('polite');
    const where = `${path}?ticket=${ticket}`;
    const { message } = await caller({ origin: server.url }, where);
    await message('started');
    expect(await refusal({}, where)).toMatchObject({ status: 401, error: { code: 'wrong_ticket' } });
  });

  test.each([
    ['no key', {}, 401, 'no_key'],
    ['a wrong key', { authorization: 'Bearer rk_wrong' }, 401, 'wrong_key'],
  ])('not %s', async (_what, headers, status, code) => {
    expect(await refusal(headers as Record<string, string>)).toMatchObject({ status, error: { code } });
  });

  test('not a key of another account', async () => {
    const { key } = await anotherAccount(store);
    const refused = await refusal({ authorization: `Bearer ${key}` });
    expect(refused).toMatchObject({ status: 404, error: { message: 'There is no agent "polite".' } });
  });

  test('not an agent that is not there', async () => {
    const headers = { authorization: `Bearer ${server.key}` };
    expect(await refusal(headers, '/v1/text/nobody')).toMatchObject({ status: 404, error: { code: 'not_found' } });
  });

  test('pages of the server and of the configured origins, no others', async () => {
    const authorization = `Bearer ${server.key}`;
    for (const origin of [server.url, 'https://app.example.com']) await caller({ authorization, origin });
    const refused = await refusal({ authorization, origin: 'https://evil.example.com' });
    expect(refused).toMatchObject({ status: 403, error: { code: 'wrong_origin' } });
    expect(refused.error.hint).toContain('RINGOFF_TEXT_ORIGINS');
  });

  test('no more than a key may have, until one is closed', async () => {
    const [first] = [await caller(), await caller(), await caller()];
    const headers = { authorization: `Bearer ${server.key}` };
    expect(await refusal(headers)).toMatchObject({ status: 429, error: { code: 'too_many_lines' } });
    first.ws.close();
    await first.closed;
    await until(() =>
      caller().then(
        () => true,
        () => false,
      ),
    );
  });

  test('no plain request', async () => {
    const response = await server.send(path);
    expect(response.status).toBe(426);
    expect(await response.json()).toMatchObject({ error: { code: 'upgrade_required' } });
  });

  test('no ticket for an agent that is not there, or without one', async () => {
    const headers = { 'content-type': 'application/json' };
    const ask = (body: object): Promise<Response> =>
      server.send('/v1/text/tickets', { method: 'POST', headers, body: JSON.stringify(body) });
    expect((await ask({ agent_id: 'nobody' })).status).toBe(404);
    const response = await ask({});
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_field', path: 'agent_id' } });
  });

  test('an agent that cannot run is told after the upgrade', async () => {
    const keyless: AgentInput = { ...politeAgent, id: 'keyless', model: { provider: 'openai', name: 'gpt-5' } };
    await store.agents.put('acc_default', 'keyless', keyless as object as typeof politeAgent);
    const { message, closed } = await caller(undefined, '/v1/text/keyless');
    const told = await message('error');
    expect(told).toMatchObject({ code: 'cannot_start', message: expect.stringContaining('OPENAI_API_KEY') });
    expect(await closed).toBe(1008);
  });
});

describe('a call over it', () => {
  test('from greeting to goodbye', async () => {
    const client = await caller();
    showsAtOnce(client);
    const { call_id: callId } = await client.message('started');
    client.tell({ type: 'say', text: 'bye' });
    const ended = await client.message('ended');
    expect(ended).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'confirmed', heard_share: 1 } });
    expect(await client.closed).toBe(1000);
    const record = await recordOf(callId);
    expect(record).toMatchObject({ ended_by: 'agent', farewell: { text: 'Goodbye now!', heard: 'confirmed' } });
    expect(record.hang_up).toMatchObject({ attempts: 1, proof: 'far_end_confirmed' });
    expect(server.switchboard.size).toBe(0);
  });

  test('of a client whose connection breaks', async () => {
    const { ws, message } = await caller();
    const { call_id: callId } = await message('started');
    ws.terminate();
    const record = await recordOf(callId);
    expect(record).toMatchObject({ ended_by: 'carrier', carrier_cause: 'connection lost' });
  });

  test('of a client that closes', async () => {
    const { ws, message } = await caller();
    const { call_id: callId } = await message('started');
    ws.close(1001);
    const record = await recordOf(callId);
    expect(record).toMatchObject({ ended_by: 'caller', ended_reason: 'caller_hangup' });
    expect(record.hang_up.proof).toBe('far_end_confirmed');
  });

  test.each([
    ['a binary message', Buffer.from([1, 2, 3]), 1003, 'a binary message'],
    ['a message of 9 KiB', 'x'.repeat(9_216), 1009, 'a message of more than 8192 bytes'],
    ['a message of 1 MiB', 'x'.repeat(1_048_576), 1009, 'a message of more than 8192 bytes'],
  ])('of a client that sends %s', async (_what, data, closeCode, cause) => {
    const { ws, message, closed } = await caller();
    const { call_id: callId } = await message('started');
    ws.send(data);
    expect(await closed).toBe(closeCode);
    const record = await recordOf(callId);
    expect(record).toMatchObject({ ended_reason: 'error', ended_by: 'system', carrier_cause: cause });
  });

  test('of a client that floods', async () => {
    const { message, closed, tell } = await caller();
    await message('started');
    for (let count = 0; count < 200; count++) tell({ type: 'press', digit: '1' });
    expect(await message('error')).toMatchObject({ code: 'too_many_messages' });
    expect(await closed).toBe(1008);
  });

  test('that an operator ends', async () => {
    const client = await caller();
    showsAtOnce(client);
    const { call_id: callId } = await client.message('started');
    await server.api.calls.end({ id: callId, farewell: true });
    expect(await client.message('ended')).toMatchObject({ ended_reason: 'operator_ended' });
  });

  test('that goes on while the server stops, which takes no other', async () => {
    const client = await caller();
    showsAtOnce(client);
    await client.message('started');
    const stopped = server.switchboard.drain(60_000);
    const { status, error, retryAfter } = await refusal({ authorization: `Bearer ${server.key}` });
    expect([status, error.code, retryAfter]).toEqual([503, 'draining', '5']);
    client.tell({ type: 'say', text: 'bye' });
    expect(await client.message('ended')).toMatchObject({ ended_reason: 'agent_ended' });
    await stopped;
  });

  test('that the stopping server ends with an apology', async () => {
    const client = await caller();
    showsAtOnce(client);
    await client.message('started');
    const stopped = server.close(0);
    expect(await client.message('ended')).toMatchObject({ ended_reason: 'error', farewell: { heard: 'confirmed' } });
    await stopped;
  });
});
