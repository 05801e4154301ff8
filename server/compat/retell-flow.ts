/** Retell's conversation flows: their conversation, end and transfer nodes. Source: Retell, "Conversation Flow", "End Node". */
import type { AgentInput } from '../../contract/agent.ts';
import { BadConfig } from '../../contract/errors.ts';
import type { FlowInput } from '../../contract/flow.ts';
import type { ReportNotes } from './import-report.ts';
import { at, entriesAt, isObject, type JsonDocument, numberAt, textAt } from './json-document.ts';

const place = 'conversationFlow';

type Node = FlowInput['nodes'][number];
type Edge = NonNullable<FlowInput['edges']>[number];

/** @throws BadConfig for a node of another kind: without it the flow would lead elsewhere. */
export function withRetellFlow(agent: AgentInput, document: JsonDocument, notes: ReportNotes): AgentInput {
  if (!isObject(at(document, place))) return agent;
  const found = entriesAt(document, `${place}.nodes`);
  const nodes = found.map(({ entry, field }) => nodeOf(entry, field, notes));
  const edges = found.flatMap(({ entry, field }) => edgesOf(entry, field, notes));
  notes.taken(`${place}.start_node_id`, 'flow.start');
  notes.taken(`${place}.global_prompt`, 'prompt');
  const start = textAt(document, `${place}.start_node_id`) ?? null;
  const prompt = textAt(document, `${place}.global_prompt`) ?? agent.prompt ?? '';
  return { ...agent, kind: 'flow', prompt, flow: { start, nodes, edges } };
}

function nodeOf(node: JsonDocument, field: string, notes: ReportNotes): Node {
  const id = textAt(node, 'id') ?? '';
  const title = (textAt(node, 'name') ?? '').slice(0, 200);
  const words = textAt(node, 'instruction.text') ?? '';
  const position = positionOf(node, field, notes);
  const fixed = node['instruction'] !== undefined && textAt(node, 'instruction.type') === 'static_text';
  for (const part of ['id', 'name', 'type', 'instruction.type', 'instruction.text'])
    notes.taken(`${field}.${part}`, 'flow.nodes');
  switch (node['type']) {
    case 'conversation':
      return {
        id,
        title,
        position,
        kind: 'utterance',
        data: fixed ? { mode: 'verbatim', text: words } : { mode: 'generated', instruction: words },
      };
    case 'end': {
      const silent = node['speak_during_execution'] === false;
      notes.taken(`${field}.speak_during_execution`, 'flow.nodes, skip_goodbye');
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
        `${field}.type: nodes of type "${String(node['type']).slice(0, 40)}" are not imported; conversation, end and transfer_call are. Take it out of the file, and add a block for it afterwards.`,
      );
  }
}

function positionOf(node: JsonDocument, field: string, notes: ReportNotes): { x: number; y: number } {
  notes.taken(`${field}.display_position`, 'flow.nodes, position');
  return { x: numberAt(node, 'display_position.x') ?? 0, y: numberAt(node, 'display_position.y') ?? 0 };
}

/** Answers of the caller become labels; the way out of a failed transfer keeps its own. */
function edgesOf(node: JsonDocument, field: string, notes: ReportNotes): Edge[] {
  const single = isObject(node['edge']) ? [{ entry: node['edge'], field: `${field}.edge` }] : [];
  const several = entriesAt(node, 'edges').map((each) => ({ ...each, field: `${field}.${each.field}` }));
  const from = textAt(node, 'id') ?? '';
  return [...several, ...single].flatMap(({ entry, field: edge }, order) => {
    const to = textAt(entry, 'destination_node_id');
    if (to === undefined) return [];
    for (const part of ['id', 'destination_node_id', 'transition_condition.type'])
      notes.taken(`${edge}.${part}`, 'flow.edges');
    const failed = node['type'] === 'transfer_call';
    if (!failed) notes.taken(`${edge}.transition_condition.prompt`, 'flow.edges, label');
    const label = failed ? 'failed' : (textAt(entry, 'transition_condition.prompt') ?? '').slice(0, 200);
    return [{ id: textAt(entry, 'id') ?? `${from}-${order}`, from, to, order, ...(label !== '' && { label }) }];
  });
}
