/** Tools over HTTP, against a server on the loopback. Source: design contract.md section 1. */
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { agentThat, endCall, type Rule } from '../testing/agents.ts';
import { type Asked, type Loopback, startLoopback } from '../testing/loopback.ts';
import { outsideWork } from '../../simulator/outside-work.ts';
import { play, readAgent } from '../testing/play.ts';
import { toolSend } from './http-request.ts';
import { httpToolRunner, type ToolOutcome } from './tools.ts';

type Http = NonNullable<AgentInput['tools']>[number]['http'];

const env = { RINGOFF_TOOL_ALLOW: '127.0.0.1', RINGOFF_SECRET_CRM: 'key-4711' };

let server: Loopback;
let answer: (asked: Asked, response: ServerResponse) => void;

beforeEach(async () => {
  answer = (_asked, response) => void response.end('Done so.');
  server = await startLoopback((asked, response) => answer(asked, response));
});
afterEach(() => server.close());

type Call = {
  http?: Partial<Http>;
  args?: Record<string, unknown>;
  values?: Record<string, string>;
  timeoutSeconds?: number;
};

/** Runs one tool at `/book`. `timeoutSeconds` may be shorter than an agent's. */
function run({ http = {}, args = {}, values = {}, timeoutSeconds = 5 }: Call = {}): Promise<ToolOutcome> {
  const agent = readAgent({ tools: [{ name: 'book', http: { url: `${server.url}/book`, ...http } }] });
  agent.tools[0]!.http.timeout_seconds = timeoutSeconds;
  return new Promise((done) =>
    httpToolRunner(agent, () => values, env, toolSend(env)).run({ id: '1', name: 'book', arguments: args }, done),
  );
}

describe('the request', () => {
  test('is a POST of the arguments as JSON', async () => {
    expect(await run({ args: { day: 'Monday', hour: 10 } })).toEqual({ failed: false, result: 'Done so.' });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'POST', url: '/book', body: '{"day":"Monday","hour":10}' });
    expect(asked!.headers['content-type']).toBe('application/json');
  });

  test('holds values and arguments in address, headers and body', async () => {
    const http = {
      url: `${server.url}/book/{{day}}?clinic={{clinic}}`,
      headers: { Authorization: 'Bearer {{token}}' },
      body: { when: 'on {{day}}', people: [{ name: '{{name}}' }], nobody: '{{nobody}}', fixed: 7 },
    };
    await run({ http, args: { day: 'Mon/Tue &', name: 'Ann "A"' }, values: { clinic: 'Acme & Co', token: 't0' } });
    const [asked] = server.asked;
    expect(asked!.url).toBe('/book/Mon%2FTue%20%26?clinic=Acme%20%26%20Co');
    expect(asked!.headers['authorization']).toBe('Bearer t0');
    expect(JSON.parse(asked!.body)).toEqual({
      when: 'on Mon/Tue &',
      people: [{ name: 'Ann "A"' }],
      nobody: '',
      fixed: 7,
    });
  });

  test('a GET has no body', async () => {
    await run({ http: { method: 'GET' }, args: { day: 'Monday' } });
    expect(server.asked[0]).toMatchObject({ method: 'GET', body: '' });
    expect(server.asked[0]!.headers).not.toHaveProperty('content-type');
  });

  test('takes no header from an argument with line breaks in it', async () => {
    await run({ http: { headers: { 'X-Name': '{{name}}' } }, args: { name: 'Ann\r\nX-Admin: yes' } });
    expect(server.asked[0]!.headers['x-name']).toBe('Ann  X-Admin: yes');
    expect(server.asked[0]!.headers).not.toHaveProperty('x-admin');
  });

  test.each(['..', '.', '../admin'])('an argument "%s" does not leave its place in the path', async (id) => {
    await run({ http: { url: `${server.url}/customers/{{id}}/slots` }, args: { id } });
    for (const { url } of server.asked) expect(url).toMatch(/^\/customers\/[^/]+\/slots$/);
  });

  test('a value in an argument is not filled again', async () => {
    await run({ http: { body: { note: '{{note}}' } }, args: { note: '{{token}}' }, values: { token: 'secret' } });
    expect(JSON.parse(server.asked[0]!.body)).toEqual({ note: '{{token}}' });
  });
});

describe('secrets', () => {
  test('stand in headers and bodies, by reference', async () => {
    const http = { headers: { Authorization: 'Bearer {{secret.CRM}}' }, body: { key: '{{ secret.CRM }}' } };
    await run({ http, args: { 'secret.CRM': 'another' } });
    expect(server.asked[0]).toMatchObject({
      headers: { authorization: 'Bearer key-4711' },
      body: '{"key":"key-4711"}',
    });
  });

  test('of the environment are none but those that are meant for it', async () => {
    const { failed, result } = await run({ http: { headers: { A: '{{secret.PATH}}' } } });
    expect([failed, result]).toEqual([true, 'The tool failed: RINGOFF_SECRET_PATH is not set.']);
    expect(server.asked).toEqual([]);
  });

  test('do not stand in addresses, which others write down', async () => {
    const { result } = await run({ http: { url: `${server.url}/?key={{secret.CRM}}` } });
    expect(result).toContain('not in the address');
  });
});

test('nothing inside the own network is reached that is not allowed', async () => {
  const agent = readAgent({ tools: [{ name: 'book', http: { url: `${server.url}/book` } }] });
  const runner = httpToolRunner(agent, () => ({}), {}, toolSend({}));
  const outcome = await new Promise<ToolOutcome>((done) => runner.run({ id: '1', name: 'book', arguments: {} }, done));
  expect(outcome.result).toContain('127.0.0.1 is not a public address; RINGOFF_TOOL_ALLOW can allow it');
  expect(server.asked).toEqual([]);
});

describe('the answer', () => {
  test('without words', async () => {
    answer = (_asked, response) => void response.writeHead(204).end();
    expect(await run()).toEqual({ failed: false, result: 'Done.' });
  });

  test('of an error is told, and the tool has failed', async () => {
    answer = (_asked, response) => void response.writeHead(409).end(`taken ${'x'.repeat(2_000)}`);
    const outcome = await run();
    expect(outcome.failed).toBe(true);
    expect(outcome.result).toMatch(/^The tool answered 409: taken x+$/);
    expect(outcome.result.length).toBeLessThan(600);
  });

  test('is read to 64 KiB, and no further', async () => {
    answer = (_asked, response) => {
      response.write('a'.repeat(60_000));
      response.write('b'.repeat(10_000)); // And it never ends.
    };
    const outcome = await run();
    expect(outcome).toMatchObject({ failed: false });
    expect(outcome.result).toHaveLength(65_536);
  });

  test('a redirect is not followed', async () => {
    answer = ({ url }, response) => {
      if (url === '/book') response.writeHead(302, { location: '/elsewhere' });
      response.end('secret');
    };
    expect(await run()).toEqual({ failed: true, result: 'The tool answered 302: secret' });
    expect(server.asked.map((asked) => asked.url)).toEqual(['/book']);
  });

  test.each([
    ['does not come', (_asked: Asked, _response: ServerResponse): void => {}],
    ['begins and does not end', (_asked: Asked, response: ServerResponse): void => void response.write('Do')],
  ])('that %s in time: the tool has failed', async (_what, never) => {
    answer = never;
    const outcome = await run({ timeoutSeconds: 0.05 });
    expect(outcome).toEqual({ failed: true, result: 'The tool failed: it did not answer in time.' });
  });

  test('cannot be had: the address is not told, it may hold what a caller said', async () => {
    await server.close();
    const outcome = await run({ http: { url: `${server.url}/book/{{name}}` }, args: { name: 'Ann' } });
    expect(outcome).toEqual({ failed: true, result: 'The tool failed: it could not be reached (ECONNREFUSED).' });
    server = await startLoopback(() => {});
  });

  test('of a connection that breaks', async () => {
    answer = (_asked, response) => void response.destroy();
    expect(await run()).toMatchObject({ failed: true });
  });
});

test('a tool that the agent does not have', async () => {
  const runner = httpToolRunner(readAgent({}), () => ({}), {}, toolSend({}));
  const outcome = await new Promise((done) => runner.run({ id: '1', name: 'nothing', arguments: {} }, done));
  expect(outcome).toEqual({ failed: true, result: 'There is no tool named "nothing".' });
});

describe('in a call, beside an end tool', () => {
  const rules: Rule[] = [
    { when: { after_tool: 'book' }, say: 'That failed. Another day?' },
    { when: ['book'], say: 'Booked, goodbye.', tools: [{ name: 'book', arguments: { day: 'Monday' } }, endCall()] },
  ];
  const caller = 'caller: book it and bye\nhang up';
  const agent = (): Partial<AgentInput> => ({
    ...agentThat(rules),
    variables: { clinic: 'Acme' },
    tools: [{ name: 'book', http: { url: `${server.url}/{{clinic}}/book` } }],
  });

  test('success: the call ends', async () => {
    const { story } = await play(agent(), caller, { outside: outsideWork() });
    expect(server.asked).toMatchObject([{ url: '/Acme/book', body: '{"day":"Monday"}' }]);
    expect(story.slice(2)).toEqual([
      'agent: Booked, goodbye.',
      'end: agent_ended by tool, dropped by agent',
      'farewell: "Booked, goodbye." confirmed, spoken_words, goodbyes: 1',
    ]);
  });

  test('failure: it goes on', async () => {
    answer = (_asked, response) => void response.writeHead(500).end();
    const { story } = await play(agent(), caller, { outside: outsideWork() });
    expect(story.slice(2, 4)).toEqual(['agent: Booked, goodbye.', 'agent: That failed. Another day?']);
    expect(story).toContain('vetoes: tool_failed');
  });
});

describe('what is said while a tool runs', () => {
  const rules = (say: string): Rule[] => [
    { when: { after_tool: 'book' }, say: 'It is booked.' },
    { when: ['book'], say, tools: [{ name: 'book' }] },
  ];
  const booking = (say: string): Partial<AgentInput> => ({
    ...agentThat(rules(say)),
    variables: { clinic: 'Acme' },
    tools: [{ name: 'book', http: { url: 'https://crm.example' }, filler: 'I ask {{clinic}}, one moment.' }],
  });

  test('are its words', async () => {
    const { story } = await play(booking(''), 'caller: book it\nhang up', { tools: { book: { afterMs: 5_000 } } });
    expect(story.slice(2, 4)).toEqual(['agent: I ask Acme, one moment.', 'agent: It is booked.']);
  });

  test('is nothing where the model has spoken', async () => {
    const { story } = await play(booking('Right away.'), 'caller: book it\nhang up', { tools: { book: {} } });
    expect(story.slice(2, 4)).toEqual(['agent: Right away.', 'agent: It is booked.']);
  });
});
