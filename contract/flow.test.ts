import { describe, expect, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { parseAgent } from './agent.ts';
import { checkFlowDocument } from './flow-document.ts';
import { flow, type FlowInput } from './flow.ts';
import { problemsOf } from './problems.ts';

const wrong = (input: unknown) => {
  const { error } = flow.safeParse(input);
  return error ? problemsOf(error.issues, input).map(({ path, problem }) => `${path}: ${problem}`) : [];
};
const node = (kind: string, data: object) => ({ nodes: [{ id: 'a', kind, data }] });
const end = (id: string) => ({ id, kind: 'end_call' as const, data: {} });

describe('a flow', () => {
  test('has a version, a start and places for its blocks', () => {
    const input: FlowInput = { nodes: [end('a')], edges: [{ id: 'e', from: 'a', to: 'a' }] };
    expect(flow.parse(input)).toMatchObject({
      version: 1,
      start: null,
      nodes: [{ title: '', position: { x: 0, y: 0 } }],
      edges: [{ order: 0 }],
    });
    expect(wrong({ ...input, version: 2 })).toEqual(['version: 2 is not one of the words known here']);
  });

  test('has at most 500 blocks and 2,000 edges', () => {
    const nodes = Array.from({ length: 501 }, (_, index) => end(`n${index}`));
    const edges = Array.from({ length: 2_001 }, (_, index) => ({ id: `e${index}`, from: 'n0', to: 'n1' }));
    expect(wrong({ nodes: nodes.slice(1), edges: edges.slice(1) })).toEqual([]);
    expect(wrong({ nodes, edges })).toEqual(['nodes: has 501 entries, too many', 'edges: has 2001 entries, too many']);
  });

  test('names its blocks and edges once', () => {
    expect(wrong({ nodes: [end('a'), end('a')] })).toEqual([
      'nodes[1].id: is the same as that of entry 0 (counted from 0)',
    ]);
  });

  test('tells every problem of every block', () => {
    const nodes = [
      { id: 'a b', kind: 'utterance', data: { mode: 'verbatim' } },
      { id: 'b', kind: 'jump', data: {} },
      { id: 'c', kind: 'transfer', data: { to: 'desk', color: 'red' } },
    ];
    expect(wrong({ nodes })).toEqual([
      expect.stringMatching(/^nodes\[0\]\.id/),
      'nodes[0].data.text: is missing',
      'nodes[1].kind: "jump" is not known here',
      'nodes[2].data.color: is no field here',
    ]);
  });
});

describe('blocks', () => {
  test.each<[string, object]>([
    ['utterance', { mode: 'generated', instruction: '' }],
    ['utterance', { mode: 'verbatim', text: 'Hi', instruction: 'x' }],
    ['slot_collection', { slots: [] }],
    ['slot_collection', { slots: [{ name: 'a' }, { name: 'a' }] }],
    ['slot_collection', { slots: [{ name: 'a', type: 'choice' }] }],
    ['slot_collection', { slots: [{ name: 'a', attempts: 0 }] }],
    ['condition', { branches: [] }],
    ['condition', { branches: [{ label: 'a', expression: 'true', question: 'b?' }] }],
    ['action', { mode: 'http', http: {} }],
    ['action', { mode: 'set', set: [{ variable: 'a b', value: '' }] }],
    ['transfer', { to: '' }],
    ['end_call', { message: { mode: 'fixed' } }],
    ['end_call', { sms: { enabled: true, mode: 'static' } }],
  ])('%s refuses %j', (kind, data) => {
    expect(wrong(node(kind, data))).toHaveLength(1);
  });

  test('an End Call block needs nothing, and leaves the follow-ups to the agent', () => {
    expect(flow.parse(node('end_call', {})).nodes[0]!.data).toEqual({
      message: { mode: 'promptable', text: '' },
      skip_goodbye: false,
      outcome_tags: [],
      sms: null,
      summary: null,
      webhooks: null,
      log: null,
    });
    expect(wrong(node('end_call', { message: { mode: 'fixed' }, skip_goodbye: true }))).toEqual([]);
  });
});

describe('flows that somebody has stored: a file here is never changed, and stays readable', () => {
  const folder = new URL('./fixtures/flows/', import.meta.url);
  test.each(readdirSync(folder))('%s', (file) => {
    const stored: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    const read = flow.parse(stored);
    expect(flow.parse(JSON.parse(JSON.stringify(read)))).toEqual(read);
    expect(checkFlowDocument(stored).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

test('an agent with a flow of a later version is refused for that alone', () => {
  const document = {
    name: '',
    kind: 'flow',
    flow: { version: 9, nodes: [{ id: 'a', kind: 'teleport' }], teleports: [] },
  };
  const parsed = parseAgent(document);
  expect(parsed.ok ? [] : parsed.problems.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
    'flow.version is 9: a later Ringoff wrote this flow, and this one reads versions up to 1',
  ]);
});
