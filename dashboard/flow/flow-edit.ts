/** What can be done to a flow, as pure functions from flow to flow. What is not there is left alone. */
import type { Flow, FlowEdge, FlowNode } from '../../contract/flow.ts';
import type { NodeKind } from '../../contract/flow-nodes.ts';
import { freePlace, type Place } from './places.ts';
import { labelOf } from './ways-out.ts';
import { nodeForms } from './node-forms.ts';

/** As many as a document may have. */
export const blocksMax = 500;

export const emptyFlow: Flow = { version: 1, start: null, nodes: [], edges: [] };

/** A way out of a block: where a new one is to be joined on. */
export type Way = { from: string; label: string };

const idWords: Readonly<Record<NodeKind, string>> = {
  utterance: 'say',
  slot_collection: 'collect',
  condition: 'decide',
  action: 'do',
  transfer: 'transfer',
  end_call: 'end',
};

export type AddOrder = { kind: NodeKind; at: Place; after?: Way | null };

/** A new block and its id: the first of a flow is its start, and one added at a way out is led to by it. */
export function addBlock(flow: Flow, { kind, at, after }: AddOrder): { flow: Flow; id: string } {
  const id = freshId(
    idWords[kind],
    flow.nodes.map((node) => node.id),
  );
  const data = structuredClone(nodeForms[kind].alternatives[0]);
  const node = { id, kind, title: '', position: freePlace(flow, at), data } as FlowNode;
  const added = { ...flow, start: flow.nodes.length === 0 ? id : flow.start, nodes: [...flow.nodes, node] };
  return { flow: after ? connect(added, after, id) : added, id };
}

/** A block in the middle of an edge; where it has no way out that fits, the edge ends at it. */
export function insertBlock(flow: Flow, edgeId: string, order: AddOrder): { flow: Flow; id: string } {
  const edge = flow.edges.find((one) => one.id === edgeId);
  const { flow: added, id } = addBlock(flow, { ...order, after: edge && { from: edge.from, label: labelOf(edge) } });
  const onward = nodeForms[order.kind].exits.find(({ needed }) => needed !== 'no')?.label;
  return { flow: edge && onward ? connect(added, { from: id, label: onward }, edge.to) : added, id };
}

/** The way leads there from now on; to null: nowhere. */
export function connect(flow: Flow, { from, label }: Way, to: string | null): Flow {
  const isWay = (edge: FlowEdge): boolean => edge.from === from && labelOf(edge) === label;
  if (to === null) return { ...flow, edges: flow.edges.filter((edge) => !isWay(edge)) };
  if (flow.edges.some(isWay)) {
    return { ...flow, edges: flow.edges.map((edge) => (isWay(edge) ? { ...edge, to } : edge)) };
  }
  const id = freshId(
    'way',
    flow.edges.map((edge) => edge.id),
  );
  const order = flow.edges.filter((edge) => edge.from === from).length;
  const edge: FlowEdge = { id, from, to, order, ...(label !== 'next' && { label }) };
  return { ...flow, edges: [...flow.edges, edge] };
}

/** What the caller answers on this way, in other words. */
export function relabel(flow: Flow, edgeId: string, label: string): Flow {
  return { ...flow, edges: flow.edges.map((edge) => (edge.id === edgeId ? { ...edge, label } : edge)) };
}

/** A name for one more answer of a block. */
export function freshAnswer(flow: Flow, from: string): string {
  return freshId(
    'answer',
    flow.edges.filter((edge) => edge.from === from).map((edge) => labelOf(edge).replace(' ', '_')),
  ).replace('_', ' ');
}

/** With all edges from and to them. */
export function removeBlocks(flow: Flow, ids: ReadonlySet<string>): Flow {
  if (ids.size === 0) return flow;
  const nodes = flow.nodes.filter((node) => !ids.has(node.id));
  const start = flow.start !== null && ids.has(flow.start) ? null : flow.start;
  return { ...flow, start, nodes, edges: flow.edges.filter(({ from, to }) => !ids.has(from) && !ids.has(to)) };
}

export function removeEdge(flow: Flow, edgeId: string): Flow {
  return { ...flow, edges: flow.edges.filter((edge) => edge.id !== edgeId) };
}

export function moveBlocks(flow: Flow, places: ReadonlyMap<string, Place>): Flow {
  if (places.size === 0) return flow;
  return {
    ...flow,
    nodes: flow.nodes.map((node) => {
      const place = places.get(node.id);
      return place ? { ...node, position: { x: Math.round(place.x), y: Math.round(place.y) } } : node;
    }),
  };
}

/** Earlier or later in the list; how it is walked does not change. */
export function shiftBlock(flow: Flow, id: string, by: -1 | 1): Flow {
  const from = flow.nodes.findIndex((node) => node.id === id);
  const other = flow.nodes[from + by];
  if (from < 0 || !other) return flow;
  return { ...flow, nodes: flow.nodes.with(from, other).with(from + by, flow.nodes[from]!) };
}

/** The call begins there. Where no start was named, it is now: an edge back to it would make it none. */
export function setStart(flow: Flow, id: string): Flow {
  return { ...flow, start: id };
}

/** Some blocks with the edges between them, to be put in somewhere else. */
export type Piece = Pick<Flow, 'nodes' | 'edges'>;

export function copyBlocks(flow: Flow, ids: ReadonlySet<string>): Piece {
  return {
    nodes: flow.nodes.filter((node) => ids.has(node.id)),
    edges: flow.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
  };
}

/** Under new ids, a little aside; none of them where they are too many. */
export function pasteBlocks(flow: Flow, piece: Piece): { flow: Flow; ids: string[] } {
  if (flow.nodes.length + piece.nodes.length > blocksMax) return { flow, ids: [] };
  const taken = flow.nodes.map((node) => node.id);
  const names = new Map<string, string>();
  const nodes = piece.nodes.map((node) => {
    const id = freshId(idWords[node.kind], taken);
    taken.push(id);
    names.set(node.id, id);
    const position = { x: node.position.x + 40, y: node.position.y + 40 };
    return structuredClone({ ...node, id, position });
  });
  const edgeIds = flow.edges.map((edge) => edge.id);
  const edges = piece.edges.map((edge) => {
    const id = freshId('way', edgeIds);
    edgeIds.push(id);
    return { ...edge, id, from: names.get(edge.from)!, to: names.get(edge.to)! };
  });
  const start = flow.nodes.length === 0 ? (nodes[0]?.id ?? null) : flow.start;
  return {
    flow: { ...flow, start, nodes: [...flow.nodes, ...nodes], edges: [...flow.edges, ...edges] },
    ids: [...names.values()],
  };
}

function freshId(word: string, taken: readonly string[]): string {
  const known = new Set(taken);
  for (let count = 1; ; count += 1) if (!known.has(`${word}_${count}`)) return `${word}_${count}`;
}
