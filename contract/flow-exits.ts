/** The ways out of a block: those it needs, those it cannot have, and those that are never taken. */
import type { FlowFault, FlowFaultCode } from './flow-fault.ts';
import type { GraphEdge, GraphNode } from './flow-graph.ts';
import { type NodeKind, nodeKinds } from './flow-nodes.ts';
import type { ExitWord } from './nodes/node.ts';
import { textsAt, valueOf } from './places.ts';

/** The faults of one block's edges. */
export function checkExits(node: GraphNode): FlowFault[] {
  if (node.kind === null) return [];
  if (node.kind === 'end_call') return node.out.map(outOfEnd);
  return [...checkLabels(node, node.kind), ...(node.kind === 'utterance' ? checkUtterance(node) : [])];
}

function outOfEnd(edge: GraphEdge): FlowFault {
  return atEdge(
    'edge_out_of_end',
    edge,
    'leads out of an End Call block',
    'Take the edge out: the call is over there.',
  );
}

function checkLabels(node: GraphNode, kind: Exclude<NodeKind, 'end_call'>): FlowFault[] {
  const words: readonly ExitWord[] = nodeKinds[kind].exits;
  const branches = kind === 'condition' ? textsAt(node.data, 'branches.*.label').map((place) => place.text) : [];
  const known = [...branches, ...words.map((word) => word.label)];
  const hasAnswers = kind === 'utterance' && answersOf(node).length > 0;
  const needed = [
    ...branches,
    ...words
      .filter((word) => word.needed === 'yes' || (word.needed === 'unless_answers' && !hasAnswers))
      .map((word) => word.label),
  ].filter((label) => label !== 'failed' || valueOf(node.data, 'mode') !== 'set');
  const labels = node.out.map((edge) => edge.label);
  return [
    ...node.out
      .filter((edge) => kind !== 'utterance' && !known.includes(edge.label))
      .map((edge) =>
        atEdge('unknown_edge_label', edge, `${named(edge.label)} is no way out of this block`, ways(known)),
      ),
    ...node.out
      .filter((edge, index) => labels.indexOf(edge.label) < index)
      .map((edge) =>
        atEdge(
          'repeated_edge_label',
          edge,
          `is the second way ${named(edge.label)} out of ${shown(node)}`,
          'Keep one of them, or give it the label of another way out.',
        ),
      ),
    ...[...new Set(needed)].filter((label) => !labels.includes(label)).map((label) => missing(node, label)),
    ...branches.flatMap((label, index) =>
      words.some((word) => word.label === label)
        ? [
            atNode(
              'unknown_edge_label',
              node,
              `.data.branches[${index}].label`,
              `${named(label)} is the way that is left when no branch holds`,
              'Give the branch another label.',
            ),
          ]
        : [],
    ),
  ];
}

function checkUtterance(node: GraphNode): FlowFault[] {
  const waits = valueOf(node.data, 'wait_for_reply') !== false;
  const seconds = valueOf(node.data, 'no_input_seconds');
  const limited = typeof seconds === 'number';
  const answers = answersOf(node);
  const faults: FlowFault[] = [];
  for (const edge of node.out) {
    const why = neverTaken(edge.label, { waits, limited, hasAnswers: answers.length > 0 });
    if (why)
      faults.push(atEdge('edge_never_taken', edge, `${named(edge.label)} is never taken: ${why.problem}`, why.hint));
  }
  const hasNoInput = node.out.some((edge) => edge.label === 'no_input');
  if (waits && limited && !hasNoInput) {
    faults.push(
      atNode(
        'no_input_ignored',
        node,
        '.data.no_input_seconds',
        'has no effect: there is no way out "no_input"',
        'Add an edge with the label no_input, or set it to null.',
      ),
    );
  }
  const verbatim = valueOf(node.data, 'mode') === 'verbatim';
  const hasNoMatch = node.out.some((edge) => edge.label === 'no_match');
  if (waits && verbatim && answers.length > 0 && !hasNoMatch) faults.push(missing(node, 'no_match'));
  return faults;
}

type Reply = { waits: boolean; limited: boolean; hasAnswers: boolean };

function neverTaken(label: string, { waits, limited, hasAnswers }: Reply): { problem: string; hint: string } | null {
  if (!waits && label !== 'next') {
    return {
      problem: 'the block does not wait for a reply',
      hint: 'Set wait_for_reply to true, or take the edge out.',
    };
  }
  if (label === 'no_input' && !limited) {
    return { problem: 'no_input_seconds is null', hint: 'Give no_input_seconds, or take the edge out.' };
  }
  if (label === 'no_match' && !hasAnswers) {
    return { problem: 'no edge has an answer as its label', hint: 'Label the answers, or take the edge out.' };
  }
  if (label === 'next' && waits && hasAnswers) {
    return { problem: 'labelled answers lead on', hint: 'Label it no_match: the way for every other reply.' };
  }
  return null;
}

/** Labels of an utterance that are none of its own words. */
function answersOf(node: GraphNode): string[] {
  const own: readonly string[] = nodeKinds.utterance.exits.map((exit) => exit.label);
  return node.out.map((edge) => edge.label).filter((label) => !own.includes(label));
}

function missing(node: GraphNode, label: string): FlowFault {
  const hint =
    label === 'next'
      ? 'Draw an edge without a label, or one for each answer.'
      : `Draw an edge with the label ${JSON.stringify(label)}.`;
  return atNode('missing_edge', node, '', `has no way out ${named(label)}`, hint);
}

function named(label: string): string {
  return JSON.stringify(label.slice(0, 64));
}

function ways(labels: readonly string[]): string {
  return `Its ways out are: ${labels.slice(0, 40).join(', ')}.`;
}

export function shown(node: GraphNode): string {
  return JSON.stringify((node.title || node.id).slice(0, 64));
}

export function atNode(code: FlowFaultCode, node: GraphNode, field: string, problem: string, hint: string): FlowFault {
  return { code, path: `nodes[${node.index}]${field}`, node: node.id, edge: null, problem, hint };
}

export function atEdge(code: FlowFaultCode, edge: GraphEdge, problem: string, hint: string, field = ''): FlowFault {
  return { code, path: `edges[${edge.index}]${field}`, node: edge.from, edge: edge.id, problem, hint };
}
