import { describe, expect, test } from 'vitest';
import flowAgent from './fixtures/agents/v1-flow.json' with { type: 'json' };
import { checkFlow } from './check-flow.ts';
import { checkFlowDocument } from './flow-document.ts';
import { flowFaultCodes } from './flow-fault.ts';

const agent = { tools: ['book'], transfers: ['desk'], variables: ['clinic'] };

const verbatim = (id: string, data: object = {}) => ({
  id,
  kind: 'utterance',
  data: { mode: 'verbatim', text: 'Hi', ...data },
});
const generated = (id: string, data: object = {}) => ({
  id,
  kind: 'utterance',
  data: { mode: 'generated', instruction: 'Talk', ...data },
});
const collect = (id: string, ...names: string[]) => ({
  id,
  kind: 'slot_collection',
  data: { slots: names.map((name) => ({ name })) },
});
const decide = (id: string, ...expressions: string[]) => ({
  id,
  kind: 'condition',
  data: { branches: expressions.map((expression, index) => ({ label: `b${index}`, expression })) },
});
const set = (id: string, variable = 'x', value = 'y') => ({
  id,
  kind: 'action',
  data: { mode: 'set', set: [{ variable, value }] },
});
const ask = (id: string) => ({ id, kind: 'action', data: { mode: 'http', http: { url: 'https://crm.example/x' } } });
const hand = (id: string, to = 'desk') => ({ id, kind: 'transfer', data: { to } });
const end = (id = 'end', data: object = {}) => ({ id, kind: 'end_call', data });

/** `from label>to`, or `from>to` for an edge without a label. */
function edges(...lines: string[]) {
  return lines.map((line, index) => {
    const [left, to] = line.split('>') as [string, string];
    const [from, label] = left.split(' ') as [string, string?];
    return { id: `e${index}`, from, to, ...(label && { label }) };
  });
}

/** Each fault as `block: code` or `edge: code`. */
function faults(nodes: object[], lines: string[], start: string | null = null): string[] {
  const found = checkFlow({ start, nodes, edges: edges(...lines) }, agent);
  return found.map(({ code, node, edge, path }) => `${edge ?? node ?? path}: ${code}`);
}

describe('a sound flow', () => {
  test('has no faults', () => {
    const nodes = [
      verbatim('hi', { no_input_seconds: 8 }),
      collect('ask', 'day'),
      decide('which', 'day == "x"'),
      ask('book'),
      hand('desk'),
      end(),
    ];
    const lines = [
      'hi>ask',
      'hi no_input>end',
      'ask filled>which',
      'ask gave_up>end',
      'which b0>book',
      'which else>desk',
    ];
    expect(faults(nodes, [...lines, 'book ok>end', 'book failed>desk', 'desk failed>end'])).toEqual([]);
  });

  test('the stored one with every kind of block', () => {
    const found = checkFlowDocument(flowAgent);
    expect(found.findings.map(({ code }) => code)).toEqual(['warm_as_blind']);
    expect(found).toMatchObject({ blocks: 9, edges: 12 });
  });
});

describe('the start', () => {
  test('is missing', () => {
    expect(faults([], [])).toEqual(['nodes: no_start']);
    expect(
      faults(
        [verbatim('a'), verbatim('b', { wait_for_reply: true }), end()],
        ['a yes>b', 'a no_match>end', 'b no_match>end', 'b yes>a'],
      ),
    ).toEqual(['nodes: no_start']);
  });
  test('is not the only one', () =>
    expect(faults([verbatim('a'), verbatim('b'), end()], ['a>end', 'b>end'])).toEqual(['nodes: several_starts']));
  test('may be named', () =>
    expect(faults([verbatim('a'), verbatim('b'), end()], ['a>b', 'b yes>a', 'b no_match>end'], 'a')).toEqual([]));
  test('names no block', () => expect(faults([verbatim('a'), end()], ['a>end'], 'z')).toEqual(['start: no_start']));
});

describe('edges', () => {
  test('to and from nowhere', () =>
    expect(faults([verbatim('a'), end()], ['a>end', 'a no_match>gone', 'gone>end'])).toEqual([
      'e1: edge_to_nowhere',
      'e2: edge_from_nowhere',
      'e1: edge_never_taken',
    ]));
  test('out of an End Call block', () =>
    expect(faults([verbatim('a'), end()], ['a>end', 'end>a'], 'a')).toEqual(['e1: edge_out_of_end']));
  test('with a label that the kind does not have', () =>
    expect(faults([ask('a'), end()], ['a ok>end', 'a failed>end', 'a maybe>end'])).toEqual(['e2: unknown_edge_label']));
  test('with a label twice', () =>
    expect(faults([ask('a'), end()], ['a ok>end', 'a failed>end', 'a ok>a'])).toEqual([
      'e2: repeated_edge_label',
      'a: loop_without_caller',
    ]));
});

describe('ways out that are missing', () => {
  test.each<[string, object, string[]]>([
    ['an utterance', verbatim('a'), []],
    ['slots', collect('a', 'day'), ['a filled>end']],
    ['slots', collect('a', 'day'), ['a gave_up>end']],
    ['a condition', decide('a', 'true'), ['a b0>end']],
    ['a condition', decide('a', 'true'), ['a else>end']],
    ['an action', ask('a'), ['a ok>end']],
    ['an action', ask('a'), ['a failed>end']],
    ['a transfer', hand('a'), []],
    ['answers of a verbatim utterance', verbatim('a'), ['a yes>end']],
  ])('of %s: %j', (_, node, lines) => {
    const found = faults([node, end()], lines, 'a').filter((fault) => !/unreachable|no_path/.test(fault));
    expect(found).toEqual(['a: missing_edge']);
  });

  test('variables that are set cannot fail, and a generated utterance talks on', () => {
    expect(faults([set('a'), end()], ['a ok>end'])).toEqual([]);
    expect(faults([generated('a'), end()], ['a done>end'])).toEqual([]);
  });

  test('a branch cannot be called else', () => {
    const node = { id: 'a', kind: 'condition', data: { branches: [{ label: 'else', expression: 'true' }] } };
    expect(faults([node, end()], ['a else>end'])).toEqual(['a: unknown_edge_label']);
  });
});

describe('edges that are never taken', () => {
  test.each<[string, object, string[], string[]]>([
    ['no_input without seconds', verbatim('a'), ['a>end', 'a no_input>end'], ['e1: edge_never_taken']],
    ['no_match without answers', verbatim('a'), ['a>end', 'a no_match>end'], ['e1: edge_never_taken']],
    ['next beside answers', verbatim('a'), ['a yes>end', 'a no_match>end', 'a>end'], ['e2: edge_never_taken']],
    [
      'an answer to what is no question',
      verbatim('a', { wait_for_reply: false }),
      ['a>end', 'a no_input>end'],
      ['e1: edge_never_taken'],
    ],
    ['seconds without no_input', verbatim('a', { no_input_seconds: 5 }), ['a>end'], ['a: no_input_ignored']],
  ])('%s', (_, node, lines, wanted) => expect(faults([node, end()], lines)).toEqual(wanted));
});

describe('paths', () => {
  test('a block that cannot be reached', () =>
    expect(faults([verbatim('a'), verbatim('b'), end()], ['a>end', 'b>end'], 'a')).toEqual(['b: unreachable']));
  test('a path that cannot end', () =>
    expect(faults([verbatim('a'), verbatim('b'), end()], ['a yes>b', 'a no_match>end', 'b>b'])).toEqual([
      'b: no_path_to_end',
    ]));
  test('a loop in which nobody is waited for, told once', () =>
    expect(
      faults(
        [decide('a', 'x'), set('b'), decide('c', 'x'), end()],
        ['a b0>b', 'a else>end', 'b ok>c', 'c b0>a', 'c else>end'],
        'a',
      ),
    ).toEqual(['a: loop_without_caller']));
  test('a loop with a question in it is none', () =>
    expect(faults([decide('a', 'true'), verbatim('b'), end()], ['a b0>b', 'a else>end', 'b>a'], 'a')).toEqual([]));
});

describe('names', () => {
  test('of tools and transfers of the agent', () => {
    const nodes = [
      generated('a', { tools: ['book', 'fly'] }),
      hand('b', 'Desk'),
      hand('c', '+15550100'),
      hand('d', 'nobody'),
      end(),
    ];
    expect(faults(nodes, ['a>b', 'b failed>c', 'c failed>d', 'd failed>end'])).toEqual([
      'a: unknown_tool',
      'd: unknown_transfer',
    ]);
  });
  test('that no block can have set before', () => {
    const nodes = [
      verbatim('a', { text: '{{day}} {{clinic}} {{from}}' }),
      collect('b', 'day'),
      decide('c', 'day == "x"'),
      end(),
    ];
    expect(faults(nodes, ['a>b', 'b filled>c', 'b gave_up>end', 'c b0>end', 'c else>end'])).toEqual([
      'a: used_before_set',
    ]);
  });
});

test('a transfer that is to be warm', () => {
  const nodes = [{ ...hand('a'), data: { to: 'desk', mode: 'warm' } }, end()];
  expect(faults(nodes, ['a failed>end'])).toEqual(['a: warm_as_blind']);
});

test('a block that wants to tell of the start of its calls', () => {
  const webhooks = [{ url: 'https://crm.example', events: ['call.ended', 'call.started'] }];
  const [fault] = checkFlow({ nodes: [verbatim('a'), end('end', { webhooks })], edges: edges('a>end') }, agent);
  expect(fault).toMatchObject({ code: 'event_never_told', path: 'nodes[1].data.webhooks[0].events[1]', node: 'end' });
});

test('all faults are told at once, each with its block, field, and what would be right', () => {
  const document = {
    name: 'Broken',
    kind: 'flow',
    flow: {
      start: 'hi',
      nodes: [
        { id: 'hi', kind: 'utterance', data: { mode: 'verbatim', text: 'Hi {{nobody}}' } },
        { id: 'hi', kind: 'jump', data: {} },
        { id: 'which', kind: 'condition', data: { branches: [{ label: 'a', expression: 'day = 1' }] } },
        { id: 'lost', kind: 'utterance', data: { mode: 'generated', instruction: 'x' } },
        { id: 'bye', kind: 'end_call', data: { message: { mode: 'fixed' } } },
      ],
      edges: edges('hi>which', 'which a>bye', 'bye>hi', 'which else>gone'),
    },
  };
  const { findings } = checkFlowDocument(document);
  expect(findings.map(({ path, node, code }) => `${path} ${node} ${code}`)).toEqual([
    'flow.nodes[1].kind hi document',
    'flow.nodes[4].data.message.text bye document',
    'flow.nodes[0].data.text hi document',
    'flow.nodes[2].data.branches[0].expression which document',
    'flow.edges[3].to which edge_to_nowhere',
    'flow.nodes[3] lost missing_edge',
    'flow.edges[2] bye edge_out_of_end',
    'flow.nodes[3] lost no_path_to_end',
    'flow.nodes[3] lost unreachable',
  ]);
  for (const { problem, hint } of findings) expect([problem, hint]).not.toContain('');
});

test('of two blocks with one id the first counts', () => {
  const { findings } = checkFlowDocument({ nodes: [decide('a', 'true'), end('a')], edges: [] });
  expect(findings.map(({ path, code }) => `${path} ${code}`)).toEqual([
    'nodes[1].id document',
    'nodes[0] missing_edge',
    'nodes[0] missing_edge',
    'nodes[0] no_path_to_end',
  ]);
});

test('a flow alone takes variables for given, and says which', () => {
  const { findings, needs } = checkFlowDocument(flowAgent.flow);
  expect(findings.map(({ code }) => code)).toEqual(['warm_as_blind']);
  expect(needs).toEqual(['clinic']);
});

test.each([
  null,
  7,
  'x',
  [],
  {},
  { nodes: 7 },
  { flow: { nodes: [null, 7, { id: 7 }], edges: 'x' } },
  { nodes: [{ id: 'a', data: null }], edges: [null] },
])('%j is told of, and nothing is thrown', (document) =>
  expect(checkFlowDocument(document).findings[0]).toMatchObject({ severity: 'error', code: 'document' }),
);

test('a document of a later version is refused for that alone', () => {
  const { findings } = checkFlowDocument({ version: 2, nodes: [{ id: 'a', kind: 'teleport' }] });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    path: 'version',
    problem: expect.stringContaining('a later Ringoff wrote this flow'),
  });
});

test('every code has a test here', async () => {
  const { readFileSync } = await import('node:fs');
  const own = readFileSync(import.meta.filename, 'utf8');
  expect(flowFaultCodes.filter((code) => !own.includes(`: ${code}`) && !own.includes(`'${code}'`))).toEqual([]);
});

test('500 blocks are checked in well under a second, also on a busy machine', () => {
  const nodes = Array.from({ length: 499 }, (_, index) =>
    index % 2 === 0
      ? verbatim(`n${index}`, { text: `{{clinic}} ${index}` })
      : decide(`n${index}`, `clinic == "${index}"`),
  );
  const lines = nodes.flatMap(({ id }, index) => {
    const next = index === 498 ? 'end' : `n${index + 1}`;
    return index % 2 === 0 ? [`${id}>${next}`] : [`${id} b0>n${index - 1}`, `${id} else>${next}`];
  });
  const flow = { start: 'n0', nodes: [...nodes, end()], edges: edges(...lines) };
  const began = performance.now();
  expect(checkFlow(flow, agent)).toEqual([]);
  expect(performance.now() - began).toBeLessThan(1_000);
});
