/** What the doors refuse: every field outside of its range by its own name, and each error in its vendor's shape. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openStore, type Store } from '../store/store.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import type { Door } from './door.ts';
import { nixflex } from './nixflex.ts';
import { synthflow } from './synthflow.ts';
import { thinnestai } from './thinnestai.ts';

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

const paths = {
  synthflow: 'synthflow/v2/assistants',
  nixflex: 'nixflex/v1/agents',
  thinnestai: 'thinnestai/agents',
} as const;

type Told = { status: number; body: Record<string, unknown> };

async function send(method: string, path: string, body?: object | string, key = server.key): Promise<Told> {
  const answer = await fetch(`${server.url}/compat/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

type Schema = {
  type?: string;
  anyOf?: Schema[];
  enum?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
};

/** A value that a field must refuse, and what its error has to name. */
type Wrong = { field: string; value: unknown; names: string[] };

const grouped = (count: number): string => count.toLocaleString('en-US');

/** Every field of a door, read from its schema, with a value on each wrong side of what it allows. */
function wrongsOf(schema: Schema, field = ''): Wrong[] {
  const nullable = schema.anyOf?.some(({ type }) => type === 'null') === true;
  const own = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  const none: Wrong[] = nullable || field === '' ? [] : [{ field, value: null, names: [] }];
  const { minimum, maximum, minLength = 0, maxLength = 0, maxItems = 0 } = own;
  const wrong = (value: unknown, ...names: string[]): Wrong => ({ field, value, names });
  switch (own.type) {
    case 'number': {
      const names = [String(minimum), String(maximum)];
      return [...none, ...[minimum! - 0.5, maximum! + 0.5, '9', true].map((value) => wrong(value, ...names))];
    }
    case 'string':
      if (own.enum) return [...none, wrong('no such word', ...own.enum), wrong(7, ...own.enum)];
      return [
        ...none,
        wrong(7),
        ...(maxLength > 0 ? [wrong('x'.repeat(maxLength + 1), grouped(maxLength))] : []),
        ...(minLength > 0 ? [wrong('')] : []),
        ...(own.pattern === undefined ? [] : [wrong('!')]),
      ];
    case 'boolean':
      return [...none, wrong('yes', 'true or false')];
    case 'array': {
      const many = Array.from({ length: maxItems + 1 }, (_, index) => exampleOf(own.items!, index));
      return [
        ...none,
        wrong('x', String(maxItems)),
        wrong(many, String(maxItems)),
        ...wrongsOf(own.items!, `${field}[0]`),
      ];
    }
    default:
      return [
        ...(field === '' ? [] : [wrong(7, 'object')]),
        ...Object.entries(own.properties ?? {}).flatMap(([name, inner]) =>
          wrongsOf(inner, field === '' ? name : `${field}.${name}`),
        ),
      ];
  }
}

function exampleOf({ type }: Schema, index: number): unknown {
  return type === 'object' ? { reason: `Reason ${index}` } : `Reason ${index}`;
}

/** A document that is right but for this value. An entry of a list needs its reason. */
function documentWith({ field, value }: Wrong): object {
  const [first, ...rest] = field.replaceAll('[0]', '.0').split('.');
  const build = (keys: string[]): unknown => {
    const [key, ...inner] = keys;
    if (key === undefined) return value;
    if (key === '0') {
      const entry = build(inner);
      return [inner.length > 0 ? { reason: 'A', ...(entry as object) } : entry];
    }
    return { [key]: build(inner) };
  };
  return { [first!]: build(rest) };
}

describe.each([synthflow, nixflex, thinnestai] as Door[])('$title', (door) => {
  const path = paths[door.vendor as keyof typeof paths];
  const wrongs = wrongsOf(z.toJSONSchema(door.fields, { io: 'input', unrepresentable: 'any' }) as Schema);
  const fields = [...new Set(wrongs.map(({ field }) => field))];

  test('every field with a place in an agent is among them', () => {
    const ranged = door.effects
      .map(({ field }) => field)
      .filter((field) => !/(^|\.)(llm|llm_model|model)$/.test(field));
    expect(ranged.filter((field) => !fields.includes(field))).toEqual([]);
  });

  test.each(fields)('%s is refused outside of its range, by its own name', async (field) => {
    for (const wrong of wrongs.filter((each) => each.field === field)) {
      const { status, body } = await send('POST', path, documentWith(wrong));
      const { error } = body as { error: { path: string; message: string; hint: string } };
      expect({ value: wrong.value, status, path: error.path }).toEqual({
        value: wrong.value,
        status: 400,
        path: field,
      });
      expect(error.hint).not.toMatch(/Invalid|expected/);
      for (const name of wrong.names) expect(error.hint).toContain(name);
    }
  });

  test('a change is refused as a new agent is', async () => {
    const { body } = await send('POST', path, { name: 'Acme' });
    const { response, id = (response as { model_id: string }).model_id } = body as { id?: string; response?: object };
    for (const method of ['PUT', 'PATCH'])
      expect(await send(method, `${path}/${id}`, { name: 7 })).toMatchObject({
        status: 400,
        body: { error: { path: 'name', hint: expect.stringContaining('200 characters') } },
      });
  });
});

describe('each error in the shape of its vendor', () => {
  const requests: [string, number, (path: string) => Promise<Told>][] = [
    ['an agent that is not there, PATCH', 404, (path) => send('PATCH', `${path}/agent_none`, { name: 'A' })],
    ['an agent that is not there, PUT', 404, (path) => send('PUT', `${path}/agent_none`, { name: 'A' })],
    ['an agent that is not there, GET', 404, (path) => send('GET', `${path}/agent_none`)],
    ['a wrong field', 400, (path) => send('POST', path, { name: '' })],
    ['no JSON', 400, (path) => send('POST', path, '{"name":')],
    ['no object', 400, (path) => send('POST', path, '[]')],
    ['a key that opens nothing', 401, (path) => send('GET', `${path}/agent_none`, undefined, 'rk_nobody')],
  ];

  test.each(requests)('thinnestai: %s', async (_, status, request) => {
    const told = await request(paths.thinnestai);
    expect(told).toMatchObject({ status, body: { status, detail: expect.stringMatching(/^\S+ .+\.$/) } });
  });

  test('thinnestai: the words name the field and its range', async () => {
    const document = { voice_tools: { end_call: { silence_timeout_seconds: 1 } } };
    const { body } = await send('POST', paths.thinnestai, document);
    expect(body['detail']).toBe(
      'voice_tools.end_call.silence_timeout_seconds: 1 is too small. Give a number of seconds from 5 to 3600, or null for none.',
    );
  });

  const types = { 400: 'invalid_request', 401: 'authentication_error', 404: 'not_found' } as const;
  test.each(requests)('nixflex: %s', async (_, status, request) => {
    const told = await request(paths.nixflex);
    expect(told).toMatchObject({
      status,
      body: { error: { type: types[status as 400], message: expect.any(String), details: expect.any(Object) } },
    });
  });

  test.each([
    ['agent_not_found', 'GET', 'nixflex/v1/agents/agent_none', undefined],
    ['call_not_found', 'GET', 'nixflex/v1/calls/call_none', undefined],
    ['invalid_request', 'POST', 'nixflex/v1/agents', { silence_hangup_seconds: 90 }],
  ])('nixflex: the code %s', async (code, method, path, document) => {
    expect((await send(method, path, document)).body).toMatchObject({ error: { code } });
  });

  test('nixflex: details name the field and what is expected there', async () => {
    const { body } = await send('POST', paths.nixflex, { silence_hangup_seconds: 90, max_call_duration_seconds: 1 });
    expect(body).toMatchObject({
      error: {
        details: {
          field: 'silence_hangup_seconds',
          expected: 'Give a number of seconds from 5 to 45.',
          problems: [{ path: 'silence_hangup_seconds' }, { path: 'max_call_duration_seconds' }],
        },
      },
    });
  });

  test.each(requests)('synthflow: %s', async (_, status, request) => {
    const told = await request(paths.synthflow);
    expect(told).toMatchObject({ status, body: { status: 'error', error: { message: expect.any(String) } } });
  });
});
