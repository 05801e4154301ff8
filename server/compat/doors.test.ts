/** The vendors' own requests, over HTTP, with only the base address and the key changed. Source: design contract.md section 5. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { politeAgent, type TestServer, testServer } from '../testing/server.ts';

let store: Store;
let server: TestServer;
beforeAll(async () => {
  store = await openStore({ memory: true });
});
afterAll(() => store.close());
beforeEach(async () => {
  server = await testServer(store);
});
afterEach(() => server.close());

type Answer = { status: number; body: Record<string, unknown> };

async function send(method: string, path: string, body?: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await server.send(`/compat/${path}`, { method, ...(body && { headers, body: JSON.stringify(body) }) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** The agent behind a door, as the native API tells it. */
const agentOf = async (id: unknown) => (await server.api.agents.get({ id: String(id) })).agent;

const strict = { guard: { enabled: false }, rescue: { mode: 'off' }, silence: { check_ins: [] } };

describe('nixflex', () => {
  test("a new agent: its fields, its page's defaults, and unknown fields come back", async () => {
    const { status, body } = await send('POST', 'nixflex/v1/agents', {
      name: 'Desk',
      voice: { id: 'v1' },
      tags: ['a'],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'Desk', voice: { id: 'v1' }, tags: ['a'] });
    expect(body).toMatchObject({ silence_hangup_seconds: 10, max_call_duration_seconds: 300 });
    expect(body['warnings']).toEqual([
      expect.stringContaining('record_call is true by default'),
      expect.stringContaining('no language model'),
    ]);
    expect(await agentOf(body['id'])).toMatchObject({
      ending: { ...strict, tag: true, actions: [], silence: { timeout_seconds: 10 }, max_duration: { seconds: 300 } },
      after_call: { sms: { consent: 'implied_by_call' } },
    });
  });

  test('a change changes only what it names, and an answer that is sent back changes nothing', async () => {
    const made = await send('POST', 'nixflex/v1/agents', { system_prompt: 'Be kind.', voice: { id: 'v1', speed: 1 } });
    const path = `nixflex/v1/agents/${String(made.body['id'])}`;
    const changed = await send('PATCH', path, { silence_hangup_seconds: 45, voice: { speed: 2 } });
    expect(changed.body).toMatchObject({ system_prompt: 'Be kind.', silence_hangup_seconds: 45 });
    expect(changed.body).toMatchObject({ voice: { id: 'v1', speed: 2 }, max_call_duration_seconds: 300 });
    const version = async () => (await server.api.agents.get({ id: String(made.body['id']) })).version;
    const before = await version();
    await send('PATCH', path, changed.body);
    expect(await version()).toBe(before);
    expect((await send('GET', path)).body).toEqual({ ...changed.body, warnings: [] });
  });

  test.each([
    [{ silence_hangup_seconds: 4 }, 'silence_hangup_seconds', '5 to 45'],
    [{ silence_hangup_seconds: 46 }, 'silence_hangup_seconds', '5 to 45'],
    [{ max_call_duration_seconds: 59 }, 'max_call_duration_seconds', '60 to 1800'],
    [{ max_call_duration_seconds: 1801 }, 'max_call_duration_seconds', '60 to 1800'],
    [{ silence_hangup_seconds: '10' }, 'silence_hangup_seconds', '5 to 45'],
    [{ silence_hangup_seconds: null }, 'silence_hangup_seconds', '5 to 45'],
    [{ system_prompt: 7 }, 'system_prompt', 'characters'],
  ])('%j is refused by its own name, with the range', async (document, path, right) => {
    const { status, body } = await send('POST', 'nixflex/v1/agents', document);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { path, hint: expect.stringContaining(right) } });
  });

  test.each([5, 45])('%i seconds of silence are allowed', async (seconds) => {
    expect((await send('POST', 'nixflex/v1/agents', { silence_hangup_seconds: seconds })).status).toBe(201);
  });

  test('both thresholds are set when an agent is created, changed later, and its own', async () => {
    const set = (seconds: number, most: number) => {
      return { silence_hangup_seconds: seconds, max_call_duration_seconds: most };
    };
    const made = await send('POST', 'nixflex/v1/agents', { name: 'A', ...set(20, 600) });
    const other = await send('POST', 'nixflex/v1/agents', { name: 'B', ...set(5, 60) });
    expect(made).toMatchObject({ status: 201, body: set(20, 600) });
    const changed = await send('PATCH', `nixflex/v1/agents/${String(made.body['id'])}`, set(45, 1_800));
    expect(changed).toMatchObject({ status: 200, body: set(45, 1_800) });
    const held = async ({ body }: Answer) => {
      const { silence, max_duration } = (await agentOf(body['id'])).ending;
      return [silence.timeout_seconds, max_duration.seconds];
    };
    expect([await held(made), await held(other)]).toEqual([
      [45, 1_800],
      [5, 60],
    ]);
  });

  test('what is edited natively is seen at the door, and the agent keeps the rest', async () => {
    const { body } = await send('POST', 'nixflex/v1/agents', { name: 'Desk', more: 1 });
    const agent = await agentOf(body['id']);
    const silence = { ...agent.ending.silence, timeout_seconds: 90, no_words_seconds: 180 };
    await server.api.agents.put({
      params: { id: agent.id! },
      body: { ...agent, ending: { ...agent.ending, silence } } as never,
    });
    const seen = await send('PATCH', `nixflex/v1/agents/${agent.id}`, { name: 'Front desk' });
    expect(seen).toMatchObject({ status: 200, body: { name: 'Front desk', silence_hangup_seconds: 90, more: 1 } });
  });
});

describe('thinnestai', () => {
  const endCall = {
    enabled: true,
    farewell_message: 'Thanks for calling Acme Corp! Have a great day.',
    silence_timeout_seconds: 30,
    max_duration_seconds: 600,
    post_call_webhook: 'https://your-app.com/webhooks/call-ended',
  };
  const change = (more: object = {}) =>
    send('PATCH', 'thinnestai/agents/agent_abc123', { voice_tools: { end_call: { ...endCall, ...more } } });
  beforeEach(() =>
    server.api.agents.put({ params: { id: 'agent_abc123' }, body: { ...politeAgent, id: 'agent_abc123' } }),
  );

  test('the request of the page configures an agent that is there', async () => {
    const { status, body } = await change();
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'agent_abc123', voice_tools: { end_call: endCall }, warnings: [] });
    expect(await agentOf('agent_abc123')).toMatchObject({
      prompt: politeAgent.prompt,
      ending: { ...strict, enabled: true, farewell: { mode: 'static', message: endCall.farewell_message } },
      after_call: { webhooks: [{ url: endCall.post_call_webhook, format: 'thinnestai', events: ['call.ended'] }] },
    });
  });

  test('without values: 30 seconds, no limit, no webhook; what somebody had chosen natively stays', async () => {
    const chosen = { ...politeAgent, id: 'agent_abc123', ending: { silence: { timeout_seconds: 50 } } };
    await server.api.agents.put({ params: { id: 'agent_abc123' }, body: chosen });
    const { body } = await send('PATCH', 'thinnestai/agents/agent_abc123', {
      voice_tools: { end_call: { enabled: true } },
    });
    expect(body).toMatchObject({
      voice_tools: {
        end_call: {
          farewell_message: 'Thank you for calling. Goodbye!',
          silence_timeout_seconds: 50,
          max_duration_seconds: null,
          post_call_webhook: null,
        },
      },
    });
  });

  test('a native prompt that ends calls by the tag goes on doing so', async () => {
    const native = { ...politeAgent, id: 'agent_abc123', prompt: 'Say goodbye and [END_CALL].' };
    await server.api.agents.put({ params: { id: 'agent_abc123' }, body: native });
    await change();
    expect((await agentOf('agent_abc123')).ending.tag).toBe(true);
    await server.api.agents.put({ params: { id: 'agent_abc123' }, body: { ...native, prompt: 'Be kind.' } });
    await change();
    expect((await agentOf('agent_abc123')).ending.tag).toBe(false);
  });

  test('enabled false switches endings off; null takes the webhook away; others stay', async () => {
    await change();
    const { agent } = await server.api.agents.get({ id: 'agent_abc123' });
    const webhooks = [...agent.after_call.webhooks, { url: 'https://own.example', format: 'ringoff' as const }];
    const after_call = { ...agent.after_call, webhooks };
    await server.api.agents.put({ params: { id: 'agent_abc123' }, body: { ...agent, after_call } as never });
    await change({ enabled: false, post_call_webhook: null });
    const now = await agentOf('agent_abc123');
    expect(now.ending.enabled).toBe(false);
    expect(now.after_call.webhooks.map(({ url }) => url)).toEqual(['https://own.example']);
  });

  test.each([
    [{ silence_timeout_seconds: 4 }, 'silence_timeout_seconds', '5 to 3600'],
    [{ max_duration_seconds: 5 }, 'max_duration_seconds', '10 to 86400'],
    [{ farewell_message: 'x'.repeat(1001) }, 'farewell_message', '1,000 characters'],
    [{ farewell_message: 'Bye, {{nobody}}.' }, 'farewell_message', 'Add it to variables'],
    [{ post_call_webhook: 'your-app' }, 'post_call_webhook', 'https://'],
    [{ enabled: 'yes' }, 'enabled', 'true or false'],
  ])('%j is refused by its own name', async (more, field, right) => {
    const { status, body } = await change(more);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { path: `voice_tools.end_call.${field}`, hint: expect.stringContaining(right) },
    });
  });

  test('an agent that is not there is not made by a change', async () => {
    const { status, body } = await send('PATCH', 'thinnestai/agents/agent_none', {});
    expect(status).toBe(404);
    expect(body).toMatchObject({ error: { code: 'agent_not_found', hint: expect.stringContaining('/v1/agents') } });
  });
});

describe('synthflow', () => {
  type Told = { response: { model_id: string; agent: Record<string, unknown> }; warnings: string[] };
  const make = async (document: object): Promise<Told & { id: string }> => {
    const { status, body } = await send('POST', 'synthflow/v2/assistants', document);
    expect(status).toBe(200);
    const told = body as unknown as Told;
    return { ...told, id: told.response.model_id };
  };
  const reasons = async (id: string) => (await agentOf(id)).ending.reasons;

  test('v2 wins over the old list, and both come back as they were put in', async () => {
    const agent = {
      prompt: 'Be kind.',
      llm: 'gpt-4o',
      end_call_reasons: ['Old'],
      end_call_reasons_v2: [
        { reason: 'Fraud detected', closing_message: 'Goodbye.', closing_message_mode: 'static', identifier: 7 },
        { condition: 'Wrong number', closing_message: 'Be brief.', closing_message_type: 'prompt' },
        { name: 'Rude', mode: 'none' },
      ],
    };
    const { id, response, warnings } = await make({ type: 'inbound', name: 'Acme', agent });
    expect(response).toMatchObject({ type: 'inbound', name: 'Acme', agent });
    expect(warnings).toEqual([expect.stringContaining('agent.end_call_reasons is ignored')]);
    expect(await reasons(id)).toMatchObject([
      { reason: 'Fraud detected', closing: { mode: 'static', message: 'Goodbye.' } },
      { reason: 'Wrong number', closing: { mode: 'prompt', message: 'Be brief.' } },
      { reason: 'Rude', closing: { mode: 'none' } },
    ]);
    expect(await agentOf(id)).toMatchObject({ model: { provider: 'openai', name: 'gpt-4o' }, ending: strict });
  });

  test('an empty v2 wins as well, and takes the tool away', async () => {
    const { id } = await make({ agent: { end_call_reasons: ['Old'], end_call_reasons_v2: [] } });
    expect((await agentOf(id)).ending).toMatchObject({ reasons: [], actions: [] });
  });

  test('the old list alone holds, also in a change, and its use is told', async () => {
    const { id } = await make({ agent: { end_call_reasons_v2: [{ reason: 'New' }] } });
    const { body } = await send('PUT', `synthflow/v2/assistants/${id}`, { agent: { end_call_reasons: ['Old'] } });
    expect(body['warnings']).toContainEqual(expect.stringContaining('deprecated'));
    expect(await reasons(id)).toMatchObject([{ reason: 'Old', closing: { mode: 'none' } }]);
    expect((await send('GET', `synthflow/v2/assistants/${id}`)).body).toMatchObject({
      response: { agent: { end_call_reasons_v2: [{ reason: 'Old' }] } },
    });
  });

  test('reasons at the top level are ignored, without an error but with a warning, and are given back', async () => {
    const { id, response, warnings } = await make({ end_call_reasons: ['Top'], agent: { prompt: 'Be kind.' } });
    expect(warnings).toContainEqual(expect.stringContaining('end_call_reasons at the top level is ignored'));
    expect(response).toMatchObject({ end_call_reasons: ['Top'] });
    expect(await reasons(id)).toEqual([]);
  });

  test('the end tool is there for reasons or #end_call, and goes with them', async () => {
    const { id } = await make({ agent: { prompt: 'Be kind.' } });
    const actions = async () => (await agentOf(id)).ending.actions.map(({ name }) => name);
    const put = (agent: object) => send('PUT', `synthflow/v2/assistants/${id}`, { agent });
    expect(await actions()).toEqual([]);
    await put({ prompt: 'Be kind. #end_call' });
    expect(await actions()).toEqual(['end_call']);
    await put({ prompt: 'Be kind.' });
    expect(await actions()).toEqual([]);
    await put({ end_call_reasons_v2: [{ reason: 'Rude' }] });
    expect(await actions()).toEqual(['end_call']);
    await put({ end_call_reasons_v2: null });
    expect(await actions()).toEqual([]);
  });

  test('a reason that is edited natively is given back as the agent has it', async () => {
    const { id } = await make({ agent: { end_call_reasons_v2: [{ reason: 'Rude', identifier: 1 }] } });
    const agent = await agentOf(id);
    const ending = { ...agent.ending, reasons: [{ reason: 'Very rude' }] };
    await server.api.agents.put({ params: { id }, body: { ...agent, ending } as never });
    expect((await send('GET', `synthflow/v2/assistants/${id}`)).body).toMatchObject({
      response: { agent: { end_call_reasons_v2: [{ reason: 'Very rude', closing_message_mode: 'none' }] } },
    });
  });

  test.each([
    [
      [{ reason: 'A', closing_message_mode: 'loud' }],
      'end_call_reasons_v2[0].closing_message_mode',
      'static, prompt, none',
    ],
    [[{ closing_message: 'Bye.' }], 'end_call_reasons_v2[0].reason', 'condition'],
    [[{ reason: 'A', mode: 'static' }], 'end_call_reasons_v2[0].closing_message', 'needs them'],
    [[{ reason: 'A' }, { name: 'a' }], 'end_call_reasons_v2[1].name', 'its own reason'],
    [[{ condition: 'conversation_ended' }], 'end_call_reasons_v2[0].condition', 'always exists'],
    ['Rude', 'end_call_reasons_v2', 'list'],
  ])('%j is refused by its own name', async (v2, path, right) => {
    const { status, body } = await send('POST', 'synthflow/v2/assistants', { agent: { end_call_reasons_v2: v2 } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { path: `agent.${path}`, hint: expect.stringContaining(right) } });
  });

  test('the old list is refused by its own name', async () => {
    const refused = await send('POST', 'synthflow/v2/assistants', { agent: { end_call_reasons: ['A', 'a'] } });
    expect(refused).toMatchObject({ status: 400, body: { error: { path: 'agent.end_call_reasons[1]' } } });
  });
});

test('a door asks for a key, and opens no other account', async () => {
  const { body } = await send('POST', 'nixflex/v1/agents', {});
  const path = `/compat/nixflex/v1/agents/${String(body['id'])}`;
  expect((await fetch(server.url + path)).status).toBe(401);
  await store.db.insertInto('account').values({ id: 'acc_doors', name: 'Other' }).execute();
  const { key } = await store.keys.create('acc_doors', 'other');
  expect((await server.send(path, { headers: { authorization: `Bearer ${key}` } })).status).toBe(404);
});
