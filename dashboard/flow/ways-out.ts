/** The ways out of a block, as its card and its form show them. */
import type { FlowEdge, FlowNode } from '../../contract/flow.ts';
import { nodeForms } from './node-forms.ts';

export type WayOut = {
  label: string;
  /** For people: a word of the kind, or the label itself. */
  title: string;
  help: string;
  /** `answer`: what the caller may say, free in its words. `branch`: its name stands in the form. `stray`: not of this kind of block. */
  sort: 'word' | 'answer' | 'branch' | 'stray';
  /** A flow cannot run without it. */
  needed: boolean;
  /** The first edge by this label. */
  edge: FlowEdge | null;
};

/** `edges`: those that begin at the block. Needed ones and those that are drawn; a word that means nothing here is left out. */
export function waysOut(node: FlowNode, edges: readonly FlowEdge[]): WayOut[] {
  const drawn = new Map<string, FlowEdge>();
  for (const edge of edges) if (!drawn.has(labelOf(edge))) drawn.set(labelOf(edge), edge);
  const words = nodeForms[node.kind].exits;
  const branches = branchLabels(node);
  const own = new Set([...words.map((word) => word.label), ...branches]);
  const free = [...drawn.keys()].filter((label) => !own.has(label));
  const answers = node.kind === 'utterance' ? free : [];
  const needed = neededOf(node, answers.length > 0);
  const shownWords = words.filter(({ label }) => drawn.has(label) || needed.has(label) || offered(node, label));
  const way = (label: string, sort: WayOut['sort'], title = label, help = ''): WayOut => ({
    label,
    title,
    help,
    sort,
    needed: sort === 'branch' || needed.has(label),
    edge: drawn.get(label) ?? null,
  });
  return [
    ...answers.map((label) => way(label, 'answer')),
    ...branches.map((label) => way(label, 'branch', label || 'Without a name')),
    ...shownWords.map(({ label, title, help }) => way(label, 'word', title, help)),
    ...(node.kind === 'utterance' ? [] : free.map((label) => way(label, 'stray', label, 'No way out of this block.'))),
  ];
}

/** An absent label means `next`. */
export function labelOf(edge: FlowEdge): string {
  return edge.label ?? 'next';
}

/** Whether the block can find out what the caller answers. */
export function takesAnswers(node: FlowNode): boolean {
  return node.kind === 'utterance' && node.data.wait_for_reply !== false;
}

/** The edges of every block, by where they begin. */
export function edgesByBlock(edges: readonly FlowEdge[]): ReadonlyMap<string, FlowEdge[]> {
  const found = new Map<string, FlowEdge[]>();
  for (const edge of edges) found.set(edge.from, [...(found.get(edge.from) ?? []), edge]);
  return found;
}

function branchLabels(node: FlowNode): string[] {
  if (node.kind !== 'condition' || !Array.isArray(node.data.branches)) return [];
  return [...new Set(node.data.branches.map(({ label }) => label))];
}

function neededOf(node: FlowNode, hasAnswers: boolean): ReadonlySet<string> {
  const isSet = node.kind === 'action' && node.data.mode === 'set';
  const words = nodeForms[node.kind].exits.filter(
    ({ label, needed }) =>
      (needed === 'yes' && !(isSet && label === 'failed')) || (needed === 'unless_answers' && !hasAnswers),
  );
  const unmatched = node.kind === 'utterance' && hasAnswers && node.data.mode === 'verbatim' ? ['no_match'] : [];
  return new Set([...words.map(({ label }) => label), ...unmatched]);
}

/** Not needed, and of use here: silence counts where the block has seconds for it. */
function offered(node: FlowNode, label: string): boolean {
  return node.kind === 'utterance' && label === 'no_input' && takesAnswers(node) && node.data.no_input_seconds !== null;
}
