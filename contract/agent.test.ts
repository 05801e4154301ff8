import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import documented from './fixtures/agents/v1-documented.json' with { type: 'json' };
import { agentSchema, defaultAgent, parseAgent, type AgentInput } from './agent.ts';

const problemsOf = (input: unknown) => {
  const parsed = parseAgent(input);
  return parsed.ok ? [] : parsed.problems;
};

describe('reading', () => {
  test('the documented example, with its dots filled in', () => {
    const parsed = parseAgent(documented);
    expect(parsed.ok).toBe(true);
    expect(parsed.ok && parsed.agent).toMatchObject(documented);
  });

  test('a name is enough, and the defaults are the documented ones', () => {
    const { ending, model, greeting, kind } = defaultAgent('Desk');
    expect(kind).toBe('prompt');
    expect(greeting).toEqual({ mode: 'prompt', message: '' });
    expect(model).toEqual({ provider: 'offline', name: 'offline' });
    expect(ending).toEqual({
      enabled: true,
      actions: [expect.objectContaining({ name: 'end_call', skip_goodbye: false, goodbye_prompt: '' })],
      reasons: [],
      tag: true,
      mutual_goodbye: false,
      phrases: [],
      keypad: { key: null, message: '', outcome_tags: [] },
      farewell: { mode: 'generated', message: 'Thank you for calling. Goodbye!' },
      apology: "I'm sorry, something went wrong on our side. Please call again later. Goodbye.",
      silence: { timeout_seconds: 30, check_ins: [], no_words_seconds: 120, outcome_tags: [] },
      max_duration: { seconds: 1800, wrap_up: [], outcome_tags: [] },
      voicemail: { action: 'hang_up', message: '', outcome_tags: [] },
      pre_call: [],
      guard: { enabled: true, min_call_seconds: 0, max_vetoes: 2, require: [] },
      rescue: { mode: 'by_meaning', max: 2, listen_ms: 500 },
    });
  });

  test('what it gives out reads as itself', () => {
    const once = parseAgent(documented);
    const again = parseAgent(once.ok && once.agent);
    expect(again).toEqual(once);
  });

  test('two agents do not share their defaults', () => {
    defaultAgent('a').ending.actions.push(...defaultAgent('b').ending.actions);
    expect(defaultAgent('c').ending.actions).toHaveLength(1);
  });

  test('it has a JSON schema for OpenAPI', () => {
    expect(z.toJSONSchema(agentSchema, { io: 'input' })).toMatchObject({ type: 'object', required: ['name'] });
  });
});

describe('problems', () => {
  test('tell the path, what was wrong and what would be right', () => {
    expect(problemsOf({ name: 'x', ending: { silence: { timeout_seconds: 3 } } })).toEqual([
      {
        path: 'ending.silence.timeout_seconds',
        problem: '3 is too small',
        hint: 'Give a number of seconds from 5 to 3600, or null for none.',
      },
    ]);
  });

  test('come all at once, those between parts as well', () => {
    const paths = problemsOf({
      kind: 'flow',
      language: 5,
      ending: { farewell: { message: 'Bye {{who}}' }, guard: { max_vetoes: 'two' }, pre_call: [{ when: 'frm == to' }] },
    }).map((problem) => problem.path);
    expect(paths).toEqual([
      'name',
      'language',
      'ending.guard.max_vetoes',
      'flow',
      'ending.farewell.message',
      'ending.pre_call[0].when',
    ]);
  });

  test('name an unknown field and those that are known', () => {
    const [problem] = problemsOf({ name: 'x', ending: { silence: { timeout: 5 } } });
    expect(problem).toEqual({
      path: 'ending.silence.timeout',
      problem: 'is no field here',
      hint: 'The fields here are: timeout_seconds, check_ins, no_words_seconds, outcome_tags.',
    });
  });

  test.each<[string, object]>([
    ['a key in place of its name', { model: { provider: 'openai', name: 'm', api_key_env: 'sk-very-secret' } }],
    ['an address with a password', { after_call: { webhooks: [{ url: 'ftp://me:very-secret@host' }] } }],
    ['a header', { tools: [{ name: 't', http: { url: 'https://x.example', headers: { a: 'very-secret\n' } } }] }],
    ['a key in an unknown field', { model: { provider: 'offline', api_key: 'very-secret' } }],
  ])('never show a secret: %s', (_, input) => {
    const problems = problemsOf({ name: 'x', ...input });
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('very-secret');
  });

  test('are at most 100, and show a long value shortly', () => {
    const problems = problemsOf({ name: 'x', kind: 'y'.repeat(5_000), transfers: Array(50).fill({ name: 1, to: 1 }) });
    expect(problems).toHaveLength(100);
    expect(problems[0]!.problem.length).toBeLessThan(100);
  });

  test('a document that nests without end is refused, not read', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level++) deep = [deep];
    expect(problemsOf({ name: 'x', tools: deep })).toEqual([expect.objectContaining({ path: '' })]);
  });

  test('no input makes it throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (input) => !parseAgent(input).ok));
    fc.assert(fc.property(fc.object(), (ending) => typeof parseAgent({ name: 'x', ending }).ok === 'boolean'));
  });

  test.each([null, undefined, 5, 'agent', [], new Map()])('%o is no agent', (input) => {
    expect(parseAgent(input).ok).toBe(false);
  });
});

describe('rules between parts', () => {
  const path = (input: Partial<AgentInput>) => problemsOf({ name: 'x', ...input }).map((problem) => problem.path);

  test('a flow agent has a flow', () => {
    expect(path({ kind: 'flow' })).toEqual(['flow']);
    expect(path({ kind: 'flow', flow: { nodes: [] } })).toEqual([]);
  });

  test('tools and end actions share their names', () => {
    const tools = [{ name: 'end_call', http: { url: 'https://x.example' } }];
    expect(path({ tools, ending: { actions: [{ name: 'end_call' }] } })).toEqual(['ending.actions[0].name']);
  });

  test('names in fixed words are known: variables, what every call brings, what the flow collects', () => {
    const silence = { check_ins: [{ after_seconds: 5, message: '{{clinic}} {{ time }} {{first_name}}' }] };
    expect(path({ ending: { silence }, variables: { clinic: 'A' } })).toEqual(['ending.silence.check_ins[0].message']);
    const data = { slots: [{ name: 'first_name' }] };
    const flow = { nodes: [{ id: 'a', kind: 'slot_collection' as const, data }] };
    expect(path({ ending: { silence }, variables: { clinic: 'A' }, flow })).toEqual([]);
  });

  test('only fixed words are held to it', () => {
    const closing = (mode: 'static' | 'prompt') => ({
      reasons: [{ reason: 'a', closing: { mode, message: '{{b}}' } }],
    });
    expect(path({ ending: closing('prompt') })).toEqual([]);
    expect(path({ ending: closing('static') })).toEqual(['ending.reasons[0].closing.message']);
  });

  test('after-call texts know the summary and the extracted facts', () => {
    const email = { enabled: true, to: 'a@b.example', message: '{{summary}} {{size}}' };
    expect(path({ after_call: { email } })).toEqual(['after_call.email.message']);
    expect(path({ after_call: { email, extract: [{ name: 'size' }] } })).toEqual([]);
  });

  test('variables cannot take the names that every call brings', () => {
    expect(path({ variables: { from: 'me' } })).toEqual(['variables.from']);
    const parsed = parseAgent(JSON.parse('{"name": "x", "variables": {"__proto__": {"a": 1}}}'));
    expect(parsed.ok && Object.getOwnPropertyNames(parsed.agent.variables)).toEqual([]);
    expect(path({ variables: { 'first name': 'x' } })).toEqual(['variables.first name']);
  });

  test('a required variable exists', () => {
    expect(path({ ending: { guard: { require: [{ variable: 'size' }] } } })).toEqual([
      'ending.guard.require[0].variable',
    ]);
  });

  test('something ends every call', () => {
    const silence = { timeout_seconds: null, no_words_seconds: null };
    expect(path({ ending: { silence } })).toEqual([]);
    const endless = { silence, max_duration: { seconds: null } };
    expect(path({ ending: endless })).toEqual(['ending.silence.no_words_seconds']);
    expect(path({ ending: { ...endless, silence: { timeout_seconds: null } } })).toEqual([]);
  });
});

test('a document of hostile size is refused soon', () => {
  const branches = (node: number) =>
    Array.from({ length: 50 }, (_, at) => ({ label: `${at}`, expression: `${node} > ${at}` }));
  const nodes = Array.from({ length: 500 }, (_, at) => ({
    id: `n${at}`,
    kind: 'condition',
    data: { branches: branches(at) },
  }));
  const message = '{{a}}{{b}}{{c}}'.repeat(60);
  const pre_call = Array(100_000).fill({ when: 'x', message });
  const from = performance.now();
  expect(problemsOf({ name: 'x', flow: { nodes } })).toEqual([
    { path: '', problem: 'has 25000 expressions, too many', hint: 'Give at most 1000.' },
  ]);
  expect(problemsOf({ name: 'x', ending: { pre_call } })).toHaveLength(100);
  expect(performance.now() - from).toBeLessThan(5_000);
});
