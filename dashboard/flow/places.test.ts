import { expect, test } from 'vitest';
import type { FlowEdge, FlowNode } from '../../contract/flow.ts';
import { cardWidth, freePlace, isUnplaced, neighbour, type Place, tidyPlaces } from './places.ts';

function blocks(places: Record<string, Place>): FlowNode[] {
  const data = { mode: 'verbatim', text: '' };
  return Object.entries(places).map(
    ([id, position]) => ({ id, kind: 'utterance', title: '', position, data }) as FlowNode,
  );
}

const way = (from: string, to: string): FlowEdge => ({ id: from + to, from, to, label: to, order: 0 });

test('a new card covers no other, however many ways out that one has', () => {
  const nodes = blocks({ a: { x: 0, y: 0 }, b: { x: 20, y: 360 }, far: { x: 900, y: 0 } });
  expect(freePlace({ nodes, edges: [] }, { x: 0, y: 20 })).toEqual({ x: 0, y: 186 });
  const edges = ['yes', 'no', 'later'].map((label) => ({ ...way('a', 'b'), id: label, label }));
  expect(freePlace({ nodes, edges }, { x: 0, y: 20 })).toEqual({ x: 0, y: 546 });
  expect(freePlace({ nodes: [], edges: [] }, { x: 3.2, y: 4.7 })).toEqual({ x: 3, y: 5 });
});

test('an arrow key leads to the nearest block there, straight before aslant', () => {
  const map = blocks({
    me: { x: 0, y: 0 },
    right: { x: 400, y: 20 },
    aslant: { x: 300, y: 300 },
    up: { x: 0, y: -200 },
  });
  expect(neighbour(map, 'me', 'right')).toBe('right');
  expect(neighbour(map, 'me', 'up')).toBe('up');
  expect(neighbour(map, 'me', 'left')).toBe(null);
  expect(neighbour(map, 'aslant', 'up')).toBe('right');
});

test('a flow without places is tidied from left to right, its branches in their order', async () => {
  const nodes = blocks({ start: { x: 0, y: 0 }, yes: { x: 0, y: 0 }, no: { x: 0, y: 0 }, end: { x: 0, y: 0 } });
  expect(isUnplaced(nodes)).toBe(true);
  const ways = [
    ['start', 'yes'],
    ['start', 'no'],
    ['yes', 'end'],
    ['no', 'end'],
    ['end', 'start'],
    ['end', 'nowhere'],
  ];
  const places = await tidyPlaces(
    nodes,
    ways.map(([from, to]) => way(from!, to!)),
  );
  const [start, yes, no, end] = ['start', 'yes', 'no', 'end'].map((id) => places.get(id)!);
  expect(start!.x + cardWidth).toBeLessThan(yes!.x);
  expect(yes!.x).toBe(no!.x);
  expect(yes!.y).toBeLessThan(no!.y);
  expect(end!.x).toBeGreaterThan(no!.x);
});

test('orders that contradict each other lose no block', async () => {
  const nodes = blocks({ a: { x: 0, y: 0 }, b: { x: 0, y: 0 }, c: { x: 0, y: 0 }, d: { x: 0, y: 0 } });
  const ways = ['ac', 'ad', 'bd', 'bc'].map(([from, to]) => way(from!, to!));
  const places = await tidyPlaces(nodes, ways);
  expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(4);
});

test('a common end of very many blocks stands behind them, and is found a place for soon', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `b${index}`);
  const nodes = blocks(Object.fromEntries([...ids, 'end'].map((id) => [id, { x: 0, y: 0 }])));
  const edges = ids.flatMap((id, index) => [way(id, ids[index + 1] ?? 'end'), { ...way(id, 'end'), id: `end ${id}` }]);
  const begun = performance.now();
  const places = await tidyPlaces(nodes, edges);
  expect(performance.now() - begun).toBeLessThan(5_000); // All edges took ten seconds and more.
  expect(places.size).toBe(201);
  expect(places.get('end')!.x).toBeGreaterThan(places.get('b199')!.x);
});
