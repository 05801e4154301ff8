import { expect, test } from 'vitest';
import type { Flow } from '../../contract/flow.ts';
import {
  addBlock,
  connect,
  copyBlocks,
  emptyFlow,
  freshAnswer,
  insertBlock,
  moveBlocks,
  pasteBlocks,
  relabel,
  removeBlocks,
  shiftBlock,
} from './flow-edit.ts';

const at = { x: 0, y: 0 };
const shown = ({ edges }: Flow): string[] => edges.map(({ from, label, to }) => `${from} ${label ?? '·'} ${to}`);

/** Says something, then ends. */
function short(): Flow {
  const { flow } = addBlock(emptyFlow, { kind: 'utterance', at });
  return addBlock(flow, { kind: 'end_call', at, after: { from: 'say_1', label: 'next' } }).flow;
}

test('the first block is the start, and one added at a way out is led to', () => {
  const flow = short();
  expect(flow.start).toBe('say_1');
  expect(flow.nodes.map(({ id }) => id)).toEqual(['say_1', 'end_1']);
  expect(flow.edges).toEqual([{ id: 'way_1', from: 'say_1', to: 'end_1', order: 0 }]);
  expect(flow.nodes[0]!.position).not.toEqual(flow.nodes[1]!.position);
});

test('a block put into an edge leads on to where the edge led', () => {
  const { flow, id } = insertBlock(short(), 'way_1', { kind: 'slot_collection', at });
  expect(id).toBe('collect_1');
  expect(shown(flow)).toEqual(['say_1 · collect_1', 'collect_1 filled end_1']);
  expect(shown(insertBlock(short(), 'way_1', { kind: 'end_call', at }).flow)).toEqual(['say_1 · end_2']);
});

test('a way is led elsewhere, or nowhere, and stays one way', () => {
  const { flow } = addBlock(short(), { kind: 'end_call', at });
  const elsewhere = connect(flow, { from: 'say_1', label: 'next' }, 'end_2');
  expect(elsewhere.edges).toEqual([{ id: 'way_1', from: 'say_1', to: 'end_2', order: 0 }]);
  expect(connect(elsewhere, { from: 'say_1', label: 'next' }, null).edges).toEqual([]);
});

test('answers get names of their own, and others when they are written', () => {
  const flow = connect(short(), { from: 'say_1', label: freshAnswer(short(), 'say_1') }, 'end_1');
  expect(freshAnswer(flow, 'say_1')).toBe('answer 2');
  expect(shown(relabel(flow, 'way_2', 'yes'))).toEqual(['say_1 · end_1', 'say_1 yes end_1']);
});

test('a block goes with its edges, and a start that goes is none', () => {
  const flow = removeBlocks(short(), new Set(['say_1']));
  expect(flow).toMatchObject({ start: null, edges: [] });
  expect(removeBlocks(flow, new Set())).toBe(flow);
});

test('a copy has ids of its own, and its edges lead between its blocks alone', () => {
  const both = pasteBlocks(short(), copyBlocks(short(), new Set(['say_1', 'end_1'])));
  expect(both.ids).toEqual(['say_2', 'end_2']);
  expect(shown(both.flow)).toEqual(['say_1 · end_1', 'say_2 · end_2']);
  expect(new Set(both.flow.edges.map(({ id }) => id)).size).toBe(2);
  const one = pasteBlocks(short(), copyBlocks(short(), new Set(['say_1'])));
  expect(shown(one.flow)).toEqual(['say_1 · end_1']);
});

test('no copy makes more blocks than a document may have', () => {
  const nodes = Array.from({ length: 499 }, (_, index) => ({ ...short().nodes[1]!, id: `n${index}` }));
  const flow = { ...emptyFlow, nodes };
  expect(pasteBlocks(flow, copyBlocks(short(), new Set(['say_1', 'end_1'])))).toEqual({ flow, ids: [] });
});

test('places are whole pixels, and the order of the list changes without the walk', () => {
  const flow = moveBlocks(short(), new Map([['end_1', { x: 10.4, y: -3.6 }]]));
  expect(flow.nodes[1]!.position).toEqual({ x: 10, y: -4 });
  expect(shiftBlock(flow, 'end_1', -1).nodes.map(({ id }) => id)).toEqual(['end_1', 'say_1']);
  expect(shiftBlock(flow, 'end_1', 1)).toBe(flow);
  expect(shown(shiftBlock(flow, 'end_1', -1))).toEqual(shown(flow));
});
