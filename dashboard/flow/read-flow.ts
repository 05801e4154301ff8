/** Makes a flow that can be drawn of a document that somebody else wrote; whether it is right is for the server to say. */
import type { Flow, FlowEdge, FlowNode } from '../../contract/flow.ts';
import type { NodeKind } from '../../contract/flow-nodes.ts';
import { nodeForms } from './node-forms.ts';

/** `problem`: why it cannot be drawn, in a sentence. */
export type ReadFlow = { ok: true; flow: Flow } | { ok: false; problem: string };

/** More is not read: a flow of 500 blocks has less. */
const charactersMax = 5_000_000;

/** A flow, or an agent that has one. */
export function readFlowText(text: string): ReadFlow {
  if (text.length > charactersMax) return { ok: false, problem: 'This is larger than a flow can be.' };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'This is not JSON.' };
  }
  if (!isObject(document)) return { ok: false, problem: 'This is not a JSON object.' };
  return readFlow(document['nodes'] === undefined && isObject(document['flow']) ? document['flow'] : document);
}

/** Parts that are whole stay the same objects. */
export function readFlow(document: unknown): ReadFlow {
  if (!isObject(document)) return { ok: false, problem: 'There is no flow.' };
  const { nodes = [], edges = [], version = 1, start = null } = document;
  if (typeof version === 'number' && version > 1) {
    return { ok: false, problem: `It was written by a later Ringoff, as version ${version} of flows.` };
  }
  if (!Array.isArray(nodes) || !Array.isArray(edges)) {
    return { ok: false, problem: 'nodes and edges of a flow are lists.' };
  }
  const wrongNode = nodes.findIndex((node) => !isObject(node) || !isText(node['id']) || !isKind(node['kind']));
  if (wrongNode >= 0) {
    const kinds = Object.keys(nodeForms).join(', ');
    return { ok: false, problem: `nodes[${wrongNode}] needs an id, and a kind that is one of: ${kinds}.` };
  }
  const wrongEdge = edges.findIndex(
    (edge) => !isObject(edge) || !['id', 'from', 'to'].every((name) => isText(edge[name])),
  );
  if (wrongEdge >= 0) return { ok: false, problem: `edges[${wrongEdge}] needs an id, from and to.` };
  const ids = nodes.map((node: { id: string }) => node.id);
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) return { ok: false, problem: `Two blocks have the id ${JSON.stringify(repeated)}.` };
  return {
    ok: true,
    flow: {
      version: 1,
      start: isText(start) ? start : null,
      nodes: (nodes as Loose[]).map(wholeNode),
      edges: (edges as Loose[]).map(wholeEdge),
    },
  };
}

type Loose = Record<string, unknown>;

function wholeNode(node: Loose): FlowNode {
  const { position, data } = node;
  const placed = isObject(position) && Number.isFinite(position['x']) && Number.isFinite(position['y']);
  const kind = node['kind'] as NodeKind;
  const missing = missingOf(kind, isObject(data) ? data : {});
  if (isText(node['title'], 0) && placed && isObject(data) && missing === null) return node as FlowNode;
  return {
    ...node,
    title: isText(node['title'], 0) ? node['title'] : '',
    position: placed ? position : { x: 0, y: 0 },
    data: isObject(data) && missing === null ? data : { ...missing, ...(isObject(data) ? data : {}) },
  } as FlowNode;
}

/** The defaults of what is not there, by the form that fits best: the one whose first field, its mode, is the same. */
function missingOf(kind: NodeKind, data: Loose): Loose | null {
  const { alternatives } = nodeForms[kind];
  const [mode] = Object.keys(alternatives[0]!);
  const form = alternatives.find((one) => one[mode!] === data[mode!]) ?? alternatives[0]!;
  const missing = Object.entries(form).filter(([name]) => data[name] === undefined);
  return missing.length === 0 ? null : structuredClone(Object.fromEntries(missing));
}

function wholeEdge(edge: Loose): FlowEdge {
  const { label, order } = edge;
  if ((label === undefined || typeof label === 'string') && Number.isInteger(order)) return edge as FlowEdge;
  const { label: _, ...rest } = edge;
  return {
    ...rest,
    order: Number.isInteger(order) ? order : 0,
    ...(typeof label === 'string' && { label }),
  } as FlowEdge;
}

function isKind(value: unknown): value is NodeKind {
  return typeof value === 'string' && Object.hasOwn(nodeForms, value);
}

function isText(value: unknown, min = 1): value is string {
  return typeof value === 'string' && value.length >= min;
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
