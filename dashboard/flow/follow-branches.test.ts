import { expect, test } from 'vitest';
import type { Flow } from '../../contract/flow.ts';
import { addBlock, connect, emptyFlow } from './flow-edit.ts';
import { followBranches } from './follow-branches.ts';

/** A decision with these branches, each with a way to the end. */
function decision(...labels: string[]): Flow {
  const first = addBlock(emptyFlow, { kind: 'condition', at: { x: 0, y: 0 } }).flow;
  const both = addBlock(first, { kind: 'end_call', at: { x: 0, y: 0 } }).flow;
  return [...labels, 'else'].reduce(
    (flow, label) => connect(flow, { from: 'decide_1', label }, 'end_1'),
    withBranches(both, ...labels),
  );
}

function withBranches(flow: Flow, ...labels: string[]): Flow {
  const data = { branches: labels.map((label) => ({ label, expression: 'true' })) };
  return { ...flow, nodes: flow.nodes.map((node) => (node.kind === 'condition' ? { ...node, data } : node)) };
}

const labelsAfter = (before: Flow, ...labels: string[]): (string | undefined)[] =>
  followBranches(before, withBranches(before, ...labels))!.edges.map(({ label }) => label);

test('a branch that is renamed keeps its way', () => {
  expect(labelsAfter(decision('old', 'new'), 'patient', 'new')).toEqual(['patient', 'new', 'else']);
});

test('a branch that goes takes its way along', () => {
  expect(labelsAfter(decision('old', 'new'), 'new')).toEqual(['new', 'else']);
});

test('branches in another order, or one more, keep all ways as they are', () => {
  expect(labelsAfter(decision('old', 'new'), 'new', 'old')).toEqual(['old', 'new', 'else']);
  expect(labelsAfter(decision('old', 'new'), 'old', 'new', 'third')).toEqual(['old', 'new', 'else']);
});

test('other blocks, and a flow that has no shape, are left alone', () => {
  const flow = decision('old');
  expect(followBranches(flow, { ...flow, start: null })?.edges).toBe(flow.edges);
  const shapeless = { ...flow, edges: 5 } as unknown as Flow;
  expect(followBranches(flow, shapeless)).toBe(shapeless);
  expect(followBranches(null, flow)).toBe(flow);
});
