/** The graph of a flow, read also from a document that is wrong in parts, so that every fault can be told at once. */
import { isNodeKind, type NodeKind } from './flow-nodes.ts';
import { valueOf } from './places.ts';

export type GraphEdge = { index: number; id: string | null; from: string; to: string; label: string };

export type GraphNode = {
  index: number;
  id: string;
  /** Null where the kind is not known. */
  kind: NodeKind | null;
  title: string;
  data: unknown;
  /** Edges that begin here, those to nowhere too. */
  out: GraphEdge[];
  /** Blocks that an edge leads to from here, and those with an edge to here. */
  next: GraphNode[];
  previous: GraphNode[];
};

export type Graph = {
  start: string | null;
  nodes: GraphNode[];
  edges: GraphEdge[];
  byId: ReadonlyMap<string, GraphNode>;
};

/** As many as the schema allows; more of them is a fault that it tells. */
const nodesMax = 500;
const edgesMax = 2_000;

/** Of two blocks with one id the first counts. */
export function graphOf(flow: unknown): Graph {
  const byId = new Map<string, GraphNode>();
  entries(flow, 'nodes', nodesMax).forEach((node, index) => {
    const id = textOf(node, 'id');
    if (id === null || byId.has(id)) return;
    const kind = valueOf(node, 'kind');
    byId.set(id, {
      index,
      id,
      kind: isNodeKind(kind) ? kind : null,
      title: textOf(node, 'title') ?? '',
      data: valueOf(node, 'data'),
      out: [],
      next: [],
      previous: [],
    });
  });
  const edges = entries(flow, 'edges', edgesMax).flatMap((edge, index): GraphEdge[] => {
    const [from, to] = [textOf(edge, 'from'), textOf(edge, 'to')];
    if (from === null || to === null) return [];
    return [{ index, id: textOf(edge, 'id'), from, to, label: textOf(edge, 'label') ?? 'next' }];
  });
  for (const edge of edges) {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    from?.out.push(edge);
    if (!from || !to) continue;
    from.next.push(to);
    to.previous.push(from);
  }
  return { start: textOf(flow, 'start'), nodes: [...byId.values()], edges, byId };
}

/** All blocks that can be come to from these, themselves included. */
export function reached(from: readonly GraphNode[], along: 'next' | 'previous'): ReadonlySet<GraphNode> {
  const found = new Set(from);
  for (const node of found) for (const beyond of node[along]) found.add(beyond);
  return found;
}

/** Whether a block can be come to from these; searches no further than it is asked, and nothing twice. */
export function reaches(from: readonly GraphNode[]): (node: GraphNode) => boolean {
  const found = new Set(from);
  const left = found.values();
  return (node) => {
    while (!found.has(node)) {
      const { value, done } = left.next();
      if (done) return false;
      for (const beyond of value.next) found.add(beyond);
    }
    return true;
  };
}

/** Blocks that no edge from another block leads to. */
export function roots({ nodes }: Graph): GraphNode[] {
  return nodes.filter((node) => node.previous.every((before) => before === node));
}

/** The block that a walk begins with: the one named, else the only one to which nothing leads. */
export function startOf(graph: Graph): GraphNode | null {
  if (graph.start !== null) return graph.byId.get(graph.start) ?? null;
  const first = roots(graph);
  return first.length === 1 ? first[0]! : null;
}

/** Whether words of the caller are waited for in a block. */
export function waitsForCaller({ kind, data }: GraphNode): boolean {
  return kind === 'slot_collection' || (kind === 'utterance' && valueOf(data, 'wait_for_reply') !== false);
}

function entries(flow: unknown, key: string, max: number): unknown[] {
  const list = valueOf(flow, key);
  return Array.isArray(list) ? list.slice(0, max) : [];
}

function textOf(value: unknown, key: string): string | null {
  const text = valueOf(value, key);
  return typeof text === 'string' ? text : null;
}
