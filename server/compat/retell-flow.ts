/** Retell's conversation flows: their conversation, branch, end and transfer nodes. Source: Retell, "Conversation Flow", "Conversation Node", "End Node", "Create Conversation Flow". */
import type { AgentInput } from '../../contract/agent.ts';
import { BadConfig } from '../../contract/errors.ts';
import type { FlowInput } from '../../contract/flow.ts';
import type { ReportNotes } from './import-report.ts';
import { at, entriesAt, isObject, type JsonDocument, numberAt, textAt } from './json-document.ts';
import { branchesOf, variablesOf } from './retell-branch.ts';

type RetellNode = FlowInput['nodes'][number];
type Edge = NonNullable<FlowInput['edges']>[number];

/** Where the flow stands in a document; empty: the document is the flow itself, as `get-conversation-flow` tells it. */
export function retellFlowPlace(document: JsonDocument): string | null {
  for (const place of ['conversationFlow', 'conversation_flow']) if (isObject(document[place])) return place;
  return Array.isArray(document['nodes']) ? '' : null;
}

/** @throws BadConfig for a node of another kind, or an edge by a formula: without it the flow would lead elsewhere. */
export function withRetellFlow(agent: AgentInput, document: JsonDocument, notes: ReportNotes): AgentInput {
  const place = retellFlowPlace(document);
  if (place === null) return agent;
  const inFlow = (field: string): string => (place === '' ? field : `${place}.${field}`);
  const found = entriesAt(document, inFlow('nodes'));
  const drawn = found.map(({ entry, field }) => {
    const edges = edgesOf(entry, field, notes);
    return withTalk(nodeOf(entry, field, notes), edges);
  });
  const nodes = drawn.flatMap((each) => each.nodes);
  const edges = drawn.flatMap((each) => each.edges);
  notes.taken(inFlow('start_node_id'), 'flow.start');
  notes.taken(inFlow('global_prompt'), 'prompt');
  const start = textAt(document, inFlow('start_node_id')) ?? null;
  const prompt = textAt(document, inFlow('global_prompt')) ?? agent.prompt ?? '';
  // A flow speaks its first node; the greeting would be a second one.
  const greeting = { mode: 'none' as const, message: '' };
  return {
    ...agent,
    kind: 'flow',
    prompt,
    greeting,
    variables: variablesIn(agent, found, notes),
    flow: { start, nodes, edges },
  };
}

/** What the formulas look at has a value from the beginning, if only an empty one. */
function variablesIn(agent: AgentInput, found: readonly { entry: JsonDocument }[], notes: ReportNotes) {
  const own = agent.variables ?? {};
  const missing = found.flatMap(({ entry }) => variablesOf(entry)).filter((name) => !Object.hasOwn(own, name));
  for (const name of missing) notes.noted(`{{${name}}}`, `variables.${name}`, 'it is empty until you give it a value');
  return { ...own, ...Object.fromEntries(missing.map((name) => [name, ''])) };
}

function nodeOf(node: JsonDocument, field: string, notes: ReportNotes): RetellNode {
  const id = textAt(node, 'id') ?? '';
  const title = (textAt(node, 'name') ?? '').slice(0, 200);
  const words = textAt(node, 'instruction.text') ?? '';
  const position = positionOf(node, field, notes);
  const fixed = node['instruction'] !== undefined && textAt(node, 'instruction.type') === 'static_text';
  for (const part of ['id', 'name', 'type', 'instruction.type', 'instruction.text'])
    notes.taken(`${field}.${part}`, 'flow.nodes');
  switch (node['type']) {
    case 'conversation': {
      const wait_for_reply = !isObject(node['skip_response_edge']);
      const data = fixed
        ? { mode: 'verbatim' as const, text: words, wait_for_reply }
        : { mode: 'generated' as const, instruction: words, wait_for_reply };
      return { id, title, position, kind: 'utterance', data };
    }
    case 'branch':
      return { id, title, position, kind: 'condition', data: { branches: branchesOf(node, field) } };
    case 'end': {
      // The line is dropped without a word unless the node speaks.
      const silent = node['speak_during_execution'] !== true;
      notes.taken(`${field}.speak_during_execution`, 'flow.nodes, skip_goodbye');
      notes.assumed(`${field}.speak_during_execution`, 'flow.nodes, skip_goodbye: true');
      const message = { mode: fixed ? ('fixed' as const) : ('promptable' as const), text: words };
      return { id, title, position, kind: 'end_call', data: { message, skip_goodbye: silent } };
    }
    case 'transfer_call': {
      const to = textAt(node, 'transfer_destination.number') ?? textAt(node, 'number') ?? '';
      for (const part of ['transfer_destination.number', 'transfer_destination.type', 'number'])
        notes.taken(`${field}.${part}`, 'flow.nodes, to');
      return { id, title, position, kind: 'transfer', data: { to, line: fixed ? words : '' } };
    }
    default:
      throw new BadConfig(
        `${field}.type: nodes of type "${String(node['type']).slice(0, 40)}" are not imported; conversation, branch, end and transfer_call are. Take it out of the file, and add a block for it afterwards.`,
      );
  }
}

/**
 * The vendor speaks fixed words once, and then talks on in the same node until an answer leads out of it: here a second
 * block does the talking, with the same ways out.
 */
function withTalk(node: RetellNode, edges: Edge[]): { nodes: RetellNode[]; edges: Edge[] } {
  const talks = edges.some(({ label }) => label !== undefined) && edges.every(({ label }) => label !== 'no_match');
  if (node.kind !== 'utterance' || node.data.mode !== 'verbatim' || !talks) return { nodes: [node], edges };
  const id = `${node.id.slice(0, 55)}-goes-on`;
  const instruction = `You have said: ${node.data.text}\nTalk on from there until the caller has answered.`;
  const { x = 0, y = 0 } = node.position ?? {};
  const talk: RetellNode = {
    id,
    title: `${node.title ?? ''} (goes on)`.trim().slice(0, 200),
    position: { x, y: y + 120 },
    kind: 'utterance',
    data: { mode: 'generated', instruction },
  };
  const again = edges.map((edge) => ({ ...edge, id: `${edge.id.slice(0, 55)}-goes-on`, from: id }));
  const into = { id: `${id}-in`.slice(-64), from: node.id, to: id, order: edges.length, label: 'no_match' };
  return { nodes: [node, talk], edges: [...edges, into, ...again] };
}

function positionOf(node: JsonDocument, field: string, notes: ReportNotes): { x: number; y: number } {
  notes.taken(`${field}.display_position`, 'flow.nodes, position');
  return { x: numberAt(node, 'display_position.x') ?? 0, y: numberAt(node, 'display_position.y') ?? 0 };
}

/** An edge of the vendor's with the label that it has here; null: none. */
type Drawn = { entry: JsonDocument; field: string; label: string | null };

function edgesOf(node: JsonDocument, field: string, notes: ReportNotes): Edge[] {
  const from = textAt(node, 'id') ?? '';
  return drawnOf(node, field, notes).flatMap(({ entry, field: edge, label }, order) => {
    const to = textAt(entry, 'destination_node_id');
    if (to === undefined) return [];
    for (const part of ['id', 'destination_node_id', 'transition_condition.type'])
      notes.taken(`${edge}.${part}`, 'flow.edges');
    return [{ id: textAt(entry, 'id') ?? `${from}-${order}`, from, to, order, ...(label !== null && { label }) }];
  });
}

/** A node that skips the response, or goes on always, has no other way out. */
function drawnOf(node: JsonDocument, field: string, notes: ReportNotes): Drawn[] {
  const single = (name: string, label: string | null): Drawn[] => {
    const entry = node[name];
    return isObject(entry) ? [{ entry, field: `${field}.${name}`, label }] : [];
  };
  const skips = single('skip_response_edge', null);
  if (skips.length > 0) return skips;
  const always = single('always_edge', null);
  if (always.length > 0) return always;
  if (node['type'] === 'transfer_call') return single('edge', 'failed');
  const isBranch = node['type'] === 'branch';
  const several = entriesAt(node, 'edges').map(({ entry, field: own }, index): Drawn => {
    const edge = `${field}.${own}`;
    if (isBranch) {
      notes.taken(`${edge}.transition_condition`, 'flow.nodes, branches');
      return { entry, field: edge, label: branchesOf(node, field)[index]!.label };
    }
    if (at(entry, 'transition_condition.type') === 'equation')
      throw new BadConfig(
        `${edge}.transition_condition.type: formulas are imported in branch nodes only. Put a branch node behind this one, and import again.`,
      );
    notes.taken(`${edge}.transition_condition.prompt`, 'flow.edges, label');
    const label = (textAt(entry, 'transition_condition.prompt') ?? '').slice(0, 200);
    return { entry, field: edge, label: label === '' ? null : label };
  });
  return [...several, ...single('edge', null), ...single('else_edge', isBranch ? 'else' : 'no_match')];
}
