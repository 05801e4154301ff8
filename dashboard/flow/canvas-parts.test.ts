import { expect, test } from 'vitest';
import type { PlacedFault } from '../agents/draft.tsx';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { blockAt, faultsByBlock } from './block-faults.ts';
import { cardsOf, linesOf } from './canvas-parts.ts';
import { addBlock, connect, emptyFlow, moveBlocks, relabel } from './flow-edit.ts';
import type { FlowState } from './flow-context.ts';
import { liveBlockOf } from './live-block.ts';
import { edgesByBlock } from './ways-out.ts';

const at = { x: 0, y: 0 };
const first = addBlock(emptyFlow, { kind: 'utterance', at }).flow;
const flow = addBlock(first, { kind: 'end_call', at, after: { from: 'say_1', label: 'next' } }).flow;

function stateOf(now = flow, more: Partial<FlowState> = {}): FlowState {
  return {
    flow: now,
    byId: new Map(now.nodes.map((node) => [node.id, node])),
    edges: edgesByBlock(now.edges),
    faults: new Map(),
    live: null,
    ends: new Map(),
    shown: null,
    ...more,
  };
}

const fault = (path: string, kind: PlacedFault['kind'] = 'problem'): PlacedFault => ({
  path,
  kind,
  message: path,
  hint: '',
});

test('only the card that looks otherwise is drawn anew', () => {
  const before = cardsOf(stateOf(), [], 'say_1');
  expect(cardsOf(stateOf(), before, 'say_1')).toEqual(before);
  const [say, end] = cardsOf(stateOf(relabel(flow, 'way_1', 'yes')), before, 'say_1');
  expect(end).toBe(before[1]);
  expect(say).not.toBe(before[0]);
  const [untouched, live] = cardsOf(stateOf(flow, { live: { block: 'end_1', over: false } }), before, 'say_1');
  expect(untouched).toBe(before[0]);
  expect(live!.data.live).toEqual({ block: 'end_1', over: false });
  const ends = { share: '50 % ended here', sentence: 'One of two.' };
  const [still, ended] = cardsOf(stateOf(flow, { ends: new Map([['end_1', ends]]) }), before, 'say_1');
  expect(still).toBe(before[0]);
  expect([ended!.data.ends, ended!.ariaLabel]).toEqual([ends, expect.stringContaining('50 % ended here')]);
});

test('places that are written into a document draw no card anew that stands there already', () => {
  const before = cardsOf(stateOf(), [], null);
  const places = new Map(flow.nodes.map(({ id, position }) => [id, position]));
  const after = cardsOf(stateOf(moveBlocks(flow, places)), before, null);
  expect(after.every((card, index) => card === before[index])).toBe(true);
});

test('a card that is moved keeps what is in it, and one that is being dragged its place', () => {
  const before = cardsOf(stateOf(), [], null).map((card) => ({ ...card, measured: { width: 1 } }));
  const moved = stateOf(moveBlocks(flow, new Map([['end_1', { x: 9, y: 9 }]])));
  expect(cardsOf(moved, before, null)[1]).toMatchObject({ position: { x: 9, y: 9 }, measured: { width: 1 } });
  const dragged = before.map((card) => ({ ...card, dragging: true, position: { x: 5, y: 5 } }));
  expect(cardsOf(moved, dragged, null)[1]!.position).toEqual({ x: 5, y: 5 });
});

test('the Tab key comes to one card alone', () => {
  expect(cardsOf(stateOf(), [], 'end_1').map((card) => card.domAttributes?.tabIndex)).toEqual([-1, 0]);
});

test('a line is drawn where both of its blocks are there', () => {
  const loose = connect(flow, { from: 'say_1', label: 'yes' }, 'nobody');
  expect(linesOf(stateOf(loose), 'way_1')).toMatchObject([
    { id: 'way_1', source: 'say_1', sourceHandle: 'next', target: 'end_1', selected: true },
  ]);
});

test('only the line that leads elsewhere is drawn anew', () => {
  const two = connect(flow, { from: 'say_1', label: 'yes' }, 'say_1');
  const before = linesOf(stateOf(two), null);
  const [same, other] = linesOf(stateOf(connect(two, { from: 'say_1', label: 'yes' }, 'end_1')), null, before);
  expect(same).toBe(before[0]);
  expect(other).toMatchObject({ id: before[1]!.id, target: 'end_1' });
});

test('a fault stands at its block, one of an edge where that begins', () => {
  const faults = [fault('flow.nodes[1].data.text'), fault('flow.edges[0].to'), fault('prompt'), fault('flow.nodes')];
  const found = faultsByBlock(faults, flow);
  expect([...found].map(([id, own]) => [id, own.map(({ path }) => path)])).toEqual([
    ['end_1', ['flow.nodes[1].data.text']],
    ['say_1', ['flow.edges[0].to']],
  ]);
  expect(blockAt('flow.nodes[7]', flow)).toBe(null);
});

test('the call is in the block that it came to last, and stays there once it is over', () => {
  const entry = (more: object): TimelineEntry =>
    ({ seq: 0, at_seconds: 0, event: null, effects: [], note: null, ...more }) as TimelineEntry;
  const entered = (block: string): TimelineEntry => entry({ note: { type: 'block_entered', block } });
  expect(liveBlockOf([entry({})])).toBe(null);
  expect(liveBlockOf([entered('say_1'), entered('end_1'), entry({})])).toEqual({ block: 'end_1', over: false });
  const over = entry({ effects: [{ type: 'record_end' }] });
  expect(liveBlockOf([entered('end_1'), over])).toEqual({ block: 'end_1', over: true });
});
