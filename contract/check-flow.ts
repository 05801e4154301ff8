/**
 * Whether a flow can be walked: every fault of its graph at once, also where its shape is wrong in parts. Pure; 500 blocks
 * take a few milliseconds. Source: design contract.md section 2.
 */
import { atEdge, atNode, checkExits, shown } from './flow-exits.ts';
import type { FlowFault } from './flow-fault.ts';
import { type Graph, graphOf, type GraphNode, reached, roots, startOf, waitsForCaller } from './flow-graph.ts';
import { checkNames, type AgentNames } from './flow-names.ts';
import { textsAt, valueOf } from './places.ts';
import { pathText } from './problems.ts';

/** `agent`: what blocks may call by name; null where the agent is not known. Errors first, each kind in document order. */
export function checkFlow(flow: unknown, agent: AgentNames | null): FlowFault[] {
  return checkGraph(graphOf(flow), agent);
}

/** As `checkFlow`, of a graph that has been read. */
export function checkGraph(graph: Graph, agent: AgentNames | null): FlowFault[] {
  return [
    ...checkStart(graph),
    ...checkEdges(graph),
    ...graph.nodes.flatMap(checkExits),
    ...checkPaths(graph),
    ...checkLoops(graph),
    ...checkNames(graph, agent),
    ...checkReach(graph),
    ...graph.nodes.flatMap(checkEvents),
    ...graph.nodes.flatMap(checkTransfer),
  ];
}

function checkStart(graph: Graph): FlowFault[] {
  const at = { path: graph.start === null ? 'nodes' : 'start', node: null, edge: null };
  if (graph.start !== null) {
    if (graph.byId.has(graph.start)) return [];
    const problem = `names the block ${JSON.stringify(graph.start.slice(0, 64))}, which does not exist`;
    return [{ code: 'no_start', ...at, problem, hint: 'Give the id of a block, or null.' }];
  }
  const first = roots(graph);
  if (first.length === 1) return [];
  if (graph.nodes.length === 0) {
    return [{ code: 'no_start', ...at, problem: 'is empty: there is no start', hint: 'Add a block.' }];
  }
  if (first.length === 0) {
    const problem = 'have no start: an edge leads to every block';
    return [{ code: 'no_start', ...at, problem, hint: 'Give the id of the first block as start.' }];
  }
  const names = first.slice(0, 5).map(shown).join(', ');
  return [
    {
      code: 'several_starts',
      ...at,
      problem: `have ${first.length} starts, blocks that no edge leads to: ${names}`,
      hint: 'Give the id of the first block as start, and connect or take out the others.',
    },
  ];
}

function checkEdges({ edges, byId }: Graph): FlowFault[] {
  const hint = 'Give the id of a block, or take the edge out.';
  return edges.flatMap((edge) => {
    const faults: FlowFault[] = [];
    const wrong = (id: string): string => `names the block ${JSON.stringify(id.slice(0, 64))}, which does not exist`;
    if (!byId.has(edge.from)) faults.push(atEdge('edge_from_nowhere', edge, wrong(edge.from), hint, '.from'));
    if (!byId.has(edge.to)) faults.push(atEdge('edge_to_nowhere', edge, wrong(edge.to), hint, '.to'));
    return faults;
  });
}

/** A transfer is an end, too: when it works nothing follows. Blocks without any way out are told of as that. */
function checkPaths({ nodes }: Graph): FlowFault[] {
  const ends = nodes.filter((node) => node.kind === 'end_call' || node.kind === 'transfer');
  const saved = reached(ends, 'previous');
  return nodes
    .filter((node) => !saved.has(node) && node.kind !== null)
    .map((node) =>
      atNode('no_path_to_end', node, '', 'has no way to an end', 'Lead it to an End Call block or a transfer.'),
    );
}

function checkReach(graph: Graph): FlowFault[] {
  const start = startOf(graph);
  if (!start) return [];
  const found = reached([start], 'next');
  return graph.nodes
    .filter((node) => !found.has(node))
    .map((node) =>
      atNode('unreachable', node, '', `cannot be reached from ${shown(start)}`, 'Draw an edge to it, or take it out.'),
    );
}

/** Whoever hears of a block's calls hears of them once they have ended there. */
function checkEvents(node: GraphNode): FlowFault[] {
  if (node.kind !== 'end_call') return [];
  return textsAt(node.data, 'webhooks.*.events.*')
    .filter(({ text }) => text === 'call.started')
    .map(({ path }) =>
      atNode(
        'event_never_told',
        node,
        `.${pathText(['data', ...path])}`,
        'is never told: a call that ends in this block has started long before',
        "Put the webhook among the agent's own, or take the event out.",
      ),
    );
}

/** No line speaks with the target before the caller does; all of them give the caller back when nobody answers. */
function checkTransfer(node: GraphNode): FlowFault[] {
  if (node.kind !== 'transfer' || valueOf(node.data, 'mode') !== 'warm') return [];
  const problem = 'is made as a blind transfer: nobody speaks with the other side before the caller does';
  return [atNode('warm_as_blind', node, '.data.mode', problem, 'Set it to blind.')];
}

/** A loop in which nobody is waited for runs as fast as it can until the walk gives up. One fault for each loop. */
function checkLoops({ nodes }: Graph): FlowFault[] {
  const quick = new Set(nodes.filter((node) => node.kind !== null && !waitsForCaller(node)));
  const told = new Set<GraphNode>();
  return [...quick].flatMap((node) => {
    if (told.has(node)) return [];
    const after = within(node.next, 'next', quick);
    if (!after.has(node)) return [];
    const loop = [...within(node.previous, 'previous', quick)].filter((each) => after.has(each));
    for (const each of loop) told.add(each);
    const names = loop.slice(0, 5).map(shown).join(', ');
    return atNode(
      'loop_without_caller',
      node,
      '',
      `is in a loop in which nothing waits for the caller: ${names}`,
      'Lead the loop through a block that waits for a reply, or break it.',
    );
  });
}

function within(from: readonly GraphNode[], along: 'next' | 'previous', among: ReadonlySet<GraphNode>): Set<GraphNode> {
  const found = new Set(from.filter((node) => among.has(node)));
  for (const node of found) for (const beyond of node[along]) if (among.has(beyond)) found.add(beyond);
  return found;
}
