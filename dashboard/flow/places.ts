/** Where blocks stand on the canvas, in its own pixels: x to the right, y down. */
import type { Flow, FlowEdge, FlowNode } from '../../contract/flow.ts';
import { blockSummary, endOrders } from './block-words.ts';
import { edgesByBlock, takesAnswers, waysOut } from './ways-out.ts';

export type Place = { x: number; y: number };

/** Of a block's card. The height of a new one; that of others is guessed where the browser has not drawn them. */
export const cardWidth = 232;
const cardHeight = 132;
const gap = { x: 88, y: 28 };

/** The nearest place down from `at` where a card covers no other. Bounded: one step for each block at most. */
export function freePlace({ nodes, edges }: Pick<Flow, 'nodes' | 'edges'>, at: Place): Place {
  const place = { x: Math.round(at.x), y: Math.round(at.y) };
  const out = edgesByBlock(edges);
  const below = nodes
    .filter(({ position }) => Math.abs(position.x - place.x) < cardWidth + 16)
    .toSorted((a, b) => a.position.y - b.position.y);
  for (const node of below) {
    const { y } = node.position;
    const end = y + guessedHeight(node, out.get(node.id) ?? []) + gap.y;
    if (place.y < end && y < place.y + cardHeight + gap.y) place.y = end;
  }
  return place;
}

/** Where a block that follows this one is looked for first; `nth`: by which of its ways out. */
export function placeAfter({ position }: FlowNode, nth: number): Place {
  return { x: position.x + cardWidth + gap.x, y: position.y + nth * (cardHeight + gap.y) };
}

/** No block was given a place yet. */
export function isUnplaced(nodes: readonly FlowNode[]): boolean {
  return nodes.length > 1 && nodes.every(({ position }) => position.x === 0 && position.y === 0);
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The nearest block in that direction; what lies straight there counts as nearer than what lies aslant. */
export function neighbour(nodes: readonly FlowNode[], id: string, direction: Direction): string | null {
  const from = nodes.find((node) => node.id === id)?.position;
  if (!from) return null;
  let best: { id: string; far: number } | null = null;
  for (const { id: other, position } of nodes) {
    const [dx, dy] = [position.x - from.x, position.y - from.y];
    const along = { left: -dx, right: dx, up: -dy, down: dy }[direction];
    if (other === id || along <= 0) continue;
    const aside = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx);
    const far = along + 2 * aside;
    if (!best || far < best.far) best = { id: other, far };
  }
  return best?.id ?? null;
}

/**
 * Every block put into place from left to right, in the order in which its ways out stand. Loads what it needs.
 * `heightOf`: of cards that were drawn; that of others is guessed.
 */
export async function tidyPlaces(
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
  heightOf: (id: string) => number | undefined = () => undefined,
): Promise<ReadonlyMap<string, Place>> {
  const { Graph, layout } = await import('@dagrejs/dagre');
  const graph = new Graph().setGraph({ rankdir: 'LR', nodesep: gap.y, ranksep: gap.x, ranker: 'network-simplex' });
  graph.setDefaultEdgeLabel(() => ({}));
  const out = edgesByBlock(edges);
  for (const node of nodes) {
    const height = heightOf(node.id) ?? guessedHeight(node, out.get(node.id) ?? []);
    graph.setNode(node.id, { width: cardWidth, height });
  }
  const drawn = edgesToPlaceBy(nodes, edges, out);
  for (const { from, to } of drawn) graph.setEdge(from, to);
  layout(graph, { constraints: orderOf(drawn) });
  return new Map(
    nodes.map(({ id }) => {
      const { x, y, height } = graph.node(id) as Place & { height: number };
      return [id, { x: Math.round(x - cardWidth / 2), y: Math.round(y - height / 2) }];
    }),
  );
}

/** So many edges say where a block belongs. Each one more costs a step in every column that it crosses. */
const edgesInMax = 4;

/** Of a block that very many lead to, such as a common end: the one by which it is come to first, and those from farthest away. */
function edgesToPlaceBy(
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
  out: ReadonlyMap<string, readonly FlowEdge[]>,
): FlowEdge[] {
  const depths = new Map<string, number>();
  for (const { id } of nodes) {
    if (depths.has(id)) continue;
    depths.set(id, 0);
    const found = [id];
    for (const from of found) {
      for (const { to } of out.get(from) ?? []) {
        if (depths.has(to)) continue;
        depths.set(to, depths.get(from)! + 1);
        found.push(to);
      }
    }
  }
  const known = new Set(nodes.map(({ id }) => id));
  const into = Map.groupBy(
    edges.filter(({ from, to }) => known.has(from) && known.has(to)),
    ({ to }) => to,
  );
  const kept = new Set(
    [...into.values()].flatMap((all) => {
      const byDepth = all.toSorted((a, b) => depths.get(a.from)! - depths.get(b.from)!);
      return all.length <= edgesInMax ? all : [byDepth[0]!, ...byDepth.slice(1 - edgesInMax)];
    }),
  );
  return edges.filter((edge) => kept.has(edge));
}

/** By its lines: two at the top, up to three of words, those of its tags, and one for each way out. */
function guessedHeight(node: FlowNode, out: readonly FlowEdge[]): number {
  const words = Math.min(3, Math.ceil(Math.max(1, blockSummary(node).length) / 34));
  const tags = endOrders(node).tags.length > 0 ? 52 : 0;
  return 66 + words * 20 + tags + (waysOut(node, out).length + (takesAnswers(node) ? 1 : 0)) * 24;
}

/** What one block leads to stands in the order of its ways; of orders that contradict each other the first counts. */
function orderOf(edges: readonly FlowEdge[]): { left: string; right: string }[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = targets.get(from) ?? [];
    if (!known.includes(to)) targets.set(from, [...known, to]);
  }
  const after = new Map<string, string[]>();
  const leadsTo = (from: string, to: string): boolean => {
    const seen = new Set([from]);
    for (const each of seen) for (const next of after.get(each) ?? []) seen.add(next);
    return seen.has(to);
  };
  return [...targets.values()].flatMap((list) =>
    list.slice(1).flatMap((right, index) => {
      const left = list[index]!;
      if (leadsTo(right, left)) return [];
      after.set(left, [...(after.get(left) ?? []), right]);
      return [{ left, right }];
    }),
  );
}
