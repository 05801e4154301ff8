import { expect, test } from 'vitest';
import { checkFlow } from '../../contract/check-flow.ts';
import type { Flow, FlowNode } from '../../contract/flow.ts';
import { addBlock, connect, emptyFlow } from './flow-edit.ts';
import { nodeForms } from './node-forms.ts';
import { edgesByBlock, waysOut } from './ways-out.ts';

const at = { x: 0, y: 0 };

function flowOf(kind: FlowNode['kind'], data: object = {}): Flow {
  const { flow } = addBlock(emptyFlow, { kind, at });
  const ended = addBlock(flow, { kind: 'end_call', at }).flow;
  const [node, end] = ended.nodes;
  return { ...ended, nodes: [{ ...node!, data: { ...node!.data, ...data } } as FlowNode, end!] };
}

function waysOf(flow: Flow) {
  const [node] = flow.nodes;
  return waysOut(node!, edgesByBlock(flow.edges).get(node!.id) ?? []);
}

const labels = (flow: Flow): string[] => waysOf(flow).map(({ label }) => label);
const led = (flow: Flow, ...ways: string[]): Flow =>
  ways.reduce((now, label) => connect(now, { from: now.nodes[0]!.id, label }, 'end_1'), flow);

/** What the server's check has against the edges of the first block. */
const faults = (flow: Flow): string[] =>
  checkFlow(flow, null)
    .filter(({ code }) => /edge/.test(code))
    .map(({ code }) => code);

const cases: [string, Flow][] = [
  ...Object.keys(nodeForms)
    .filter((kind) => kind !== 'end_call')
    .map((kind): [string, Flow] => [kind, flowOf(kind as FlowNode['kind'])]),
  ['condition with two branches', flowOf('condition', { branches: [{ label: 'a' }, { label: 'b' }] })],
  ['action that sets', flowOf('action', { mode: 'set', set: [] })],
  ['utterance with answers', led(flowOf('utterance'), 'yes', 'no')],
  ['utterance with answers, generated', led(flowOf('utterance', { mode: 'generated' }), 'yes')],
  ['utterance that goes on', flowOf('utterance', { wait_for_reply: false })],
  ['utterance with seconds', flowOf('utterance', { no_input_seconds: 5 })],
];

test.each(cases)('%s: what is needed here is what the server asks for', (_, flow) => {
  const needed = waysOf(flow).filter((way) => way.needed);
  const missing = needed.filter((way) => way.edge === null).map(() => 'missing_edge');
  expect(faults(flow).filter((code) => code === 'missing_edge')).toEqual(missing);
  expect(faults(led(flow, ...needed.map(({ label }) => label)))).toEqual([]);
});

test('answers come first, then what is left of the words of the block', () => {
  expect(labels(flowOf('utterance'))).toEqual(['next']);
  expect(labels(led(flowOf('utterance'), 'yes', 'no'))).toEqual(['yes', 'no', 'no_match']);
  expect(labels(flowOf('utterance', { no_input_seconds: 5 }))).toEqual(['next', 'no_input']);
});

test('a way that is drawn is shown, also where it does not belong', () => {
  expect(labels(led(flowOf('slot_collection'), 'sideways'))).toEqual(['filled', 'gave_up', 'sideways']);
  expect(waysOf(led(flowOf('end_call'), 'next')).map(({ sort }) => sort)).toEqual(['stray']);
});
