/** A random flow that can run, and callers who mostly say what leads somewhere. */
import type { AgentInput } from '../contract/agent.ts';
import { parseAgent } from '../contract/agent.ts';
import { flowPlan } from '../server/agents/flow-plan.ts';
import type { LogEntry } from '../server/session/log.ts';
import type { Random } from './random.ts';
import { type World, worldFrom } from './world.ts';

type FlowInput = NonNullable<AgentInput['flow']>;
type Node = FlowInput['nodes'][number];
type Edge = NonNullable<FlowInput['edges']>[number];

const triesMax = 50;
const values = ['color', 'day', 'size', 'mail', 'phone', 'note', 'state', 'mark'];

/** Throws when no try gives a flow that can run: then this generator is wrong. */
export function flowFrom(random: Random): FlowInput {
  for (let tries = 0; tries < triesMax; tries++) {
    const flow = drawn(random);
    if (canRun(flow)) return flow;
  }
  throw new Error(`no flow that can run in ${triesMax} tries`);
}

function canRun(flow: FlowInput): boolean {
  const parsed = parseAgent({ ...base, flow });
  if (!parsed.ok) throw new Error(`the simulator drew a bad flow: ${JSON.stringify(parsed.problems[0])}`);
  try {
    flowPlan(parsed.agent);
    return true;
  } catch {
    return false;
  }
}

/** Every name has a value from the beginning, so that no order of blocks is refused. */
const base = {
  name: 'Simulated',
  kind: 'flow' as const,
  transfers: [{ name: 'desk', to: '+15550100' }],
  variables: Object.fromEntries(values.map((name) => [name, ''])),
};

/** A world whose agent has this flow, with a caller of its own. Every other one is patient, and nothing else fails them. */
export function flowWorldFrom(flow: FlowInput, random: Random): World {
  const world = worldFrom(random);
  const extra = Array.from({ length: random.int(0, 20) }, (_, index) => {
    return { atMs: random.int(2_000, 6_000) * (index + 1), move: 'says', text: 'yes', speechMs: 500 } as const;
  });
  const { ending, ...agent } = world.agent;
  const known: World = {
    ...world,
    agent: { ...agent, ending, ...base, flow },
    moves: [...world.moves, ...extra].toSorted((a, b) => a.atMs - b.atMs),
    wordsFor: (entries) => (random.chance(0.7) ? wordsThatFit(flow, entries, random) : null),
  };
  return random.chance(0.5) ? known : patient(known, random);
}

function patient(world: World, random: Random): World {
  const turns = random.int(4, 30);
  return {
    ...world,
    agent: { ...world.agent, ending: { ...world.agent.ending, max_duration: { seconds: 600 } } },
    direction: 'inbound',
    answersAtMs: 0,
    calm: true,
    misfortunes: { ...calmed(world.misfortunes), lateMsMax: 200 },
    moves: Array.from({ length: turns }, (_, index) => {
      return { atMs: 9_000 * (index + 1), move: 'says', text: 'yes', speechMs: 500 };
    }),
  };
}

function calmed(misfortunes: World['misfortunes']): World['misfortunes'] {
  const none = Object.fromEntries(Object.keys(misfortunes).map((name) => [name, 0]));
  return { ...(none as World['misfortunes']), legEndReported: 1 };
}

function drawn(random: Random): FlowInput {
  const inner = random.int(1, 9);
  const last = random.int(1, 3);
  const ids = [...ofCount(inner, 'b'), ...ofCount(last, 'end')];
  const nodes = ids.map((id, index) => (index < inner ? block(id, random) : endCall(id, random)));
  const edges: Edge[] = [];
  for (const [index, node] of nodes.slice(0, inner).entries()) {
    for (const [order, label] of exitsOf(node, random).entries()) {
      // The first way out leads on, so that every block can be reached; others may lead back where something is waited for.
      const to = order === 0 ? index + 1 : random.int(node.kind === 'utterance' ? 0 : index + 1, ids.length - 1);
      const edge = { id: `e${edges.length}`, from: node.id, to: ids[to]!, order };
      edges.push(label === '' ? edge : { ...edge, label });
    }
  }
  const reached = new Set(edges.map((edge) => edge.to));
  const kept = nodes.filter((node, index) => index === 0 || reached.has(node.id));
  return { start: ids[0]!, nodes: kept, edges };
}

const ofCount = (count: number, name: string): string[] => Array.from({ length: count }, (_, i) => `${name}${i + 1}`);

function block(id: string, random: Random): Node {
  const seconds = random.pick([null, null, 3, 8]);
  switch (random.int(0, 9)) {
    case 0:
    case 1:
    case 2:
      return { id, kind: 'utterance', data: { mode: 'verbatim', text: `This is ${id}.`, no_input_seconds: seconds } };
    case 3:
      return { id, kind: 'utterance', data: { mode: 'verbatim', text: `So ${id}.`, wait_for_reply: false } };
    case 4:
      return {
        id,
        kind: 'utterance',
        data: { mode: 'generated', instruction: `Do ${id}.`, no_input_seconds: seconds },
      };
    case 5:
    case 6:
      return { id, kind: 'slot_collection', data: { slots: slotsFrom(random) } };
    case 7:
      return { id, kind: 'condition', data: { branches: branchesFrom(random) } };
    case 8:
      return { id, kind: 'action', data: actionFrom(random) };
    default:
      return { id, kind: 'transfer', data: { to: 'desk', line: random.pick(['', 'One moment please.']) } };
  }
}

type SlotData = Extract<Node, { kind: 'slot_collection' }>['data'];
type BranchData = Extract<Node, { kind: 'condition' }>['data'];

function slotsFrom(random: Random): SlotData['slots'] {
  const common = () => ({ required: random.chance(0.7), confirm: random.chance(0.3), attempts: random.int(1, 3) });
  const all: SlotData['slots'] = [
    { name: 'color', type: 'choice', choices: ['red', { value: 'blue', synonyms: ['navy'] }], ...common() },
    { name: 'day', type: 'date', dates: 'future', ...common() },
    { name: 'size', type: 'number', ...common() },
    { name: 'mail', type: 'email', ...common() },
    { name: 'phone', type: 'phone', ...common() },
    { name: 'note', ...common() },
  ];
  const from = random.int(0, all.length - 1);
  return all.slice(from, from + random.int(1, 2));
}

function branchesFrom(random: Random): BranchData['branches'] {
  const all: BranchData['branches'] = [
    { label: 'is red', expression: 'color == "red"' },
    { label: 'has state', expression: 'state != null' },
    { label: 'breaks', expression: 'size > 3' },
    { label: 'is keen', question: 'Is the caller keen on {{color}}?' },
  ];
  return all.filter((_, index) => index === 0 || random.chance(0.5));
}

function actionFrom(random: Random): Extract<Node, { kind: 'action' }>['data'] {
  if (random.chance(0.4)) return { mode: 'set', set: [{ variable: 'mark', value: 'was {{color}}' }] };
  const http = { url: 'https://crm.example/{{size}}', timeout_seconds: random.pick([1, 10]) };
  const filler = random.pick(['', 'Let me see.']);
  return { mode: 'http', http, save: [{ variable: 'state', path: 'state' }], filler };
}

function endCall(id: string, random: Random): Node {
  return {
    id,
    kind: 'end_call',
    data: {
      message: random.pick([
        { mode: 'fixed', text: `That was ${id} with {{color}}. Goodbye.` },
        { mode: 'promptable', text: 'Thank the caller.' },
        { mode: 'promptable' },
      ] as const),
      skip_goodbye: random.chance(0.15),
      outcome_tags: [`came to ${id}`],
    },
  };
}

/** The labels of its ways out; '' is the one without a label. */
function exitsOf(node: Node, random: Random): string[] {
  const { data } = node;
  switch (node.kind) {
    case 'utterance': {
      if ('wait_for_reply' in data && data.wait_for_reply === false) return [''];
      const silent = 'no_input_seconds' in data && data.no_input_seconds !== null ? ['no_input'] : [];
      if (random.chance(0.4)) return ['', ...silent];
      const matches = 'mode' in data && data.mode === 'verbatim' ? ['no_match'] : [];
      return ['yes', 'no', 'something else', ...matches, ...silent];
    }
    case 'slot_collection':
      return ['filled', 'gave_up'];
    case 'condition':
      return ['else', ...('branches' in data ? data.branches.map(({ label }) => label) : [])];
    case 'action':
      return random.chance(0.5) ? ['ok', 'failed'] : ['failed', 'ok'];
    case 'transfer':
      return ['failed'];
    case 'end_call':
      return [];
  }
}

const words: Readonly<Record<string, readonly string[]>> = {
  choice: ['red', 'the navy one please', 'green'],
  date: ['on Friday', 'may fourth', 'next Tuesday', 'yesterday'],
  number: ['seven', '200', 'three or four'],
  email: ['ann@example.com', 'ann at example dot com', 'no idea'],
  phone: ['212 555 0147', '555'],
  text: ['that it is urgent'],
};

/** Something that the block where the call is may make something of; null where nobody is asked. */
function wordsThatFit(flow: FlowInput, entries: readonly LogEntry[], random: Random): string | null {
  const id = newestBlock(entries);
  const node = flow.nodes.find((each) => each.id === id);
  const rarely = random.pick([
    'no, Friday',
    'no, blue',
    'wrong number',
    'you idiots',
    'yes',
    'no',
    "that's right",
    'hm',
  ]);
  if (!node || random.chance(0.25)) return rarely;
  if (node.kind === 'slot_collection') {
    const { type = 'text' } = random.pick(node.data.slots);
    return random.pick([...words[type]!, 'yes', "that's right"]);
  }
  const labels = (flow.edges ?? []).filter(({ from }) => from === id).map(({ label }) => label ?? 'fine');
  return labels.length === 0 ? null : random.pick(labels).replace('no_match', 'purple elephants').replace('_', ' ');
}

function newestBlock(entries: readonly LogEntry[]): string | null {
  for (const entry of entries.toReversed()) {
    if ('note' in entry && entry.note.type === 'block_entered') return entry.note.block;
  }
  return null;
}
