/** Names in a flow: of tools and transfers of its agent, and of variables that no block before can have set. */
import { atNode } from './flow-exits.ts';
import type { FlowFault } from './flow-fault.ts';
import { namesOf, tooManyExpressions } from './expressions.ts';
import { dialable } from './fields.ts';
import { type Graph, type GraphNode, reaches } from './flow-graph.ts';
import { textsAt, valueOf } from './places.ts';
import { type Path, pathText } from './problems.ts';
import { namesIn } from './variables.ts';

/** What an agent has beside its flow. */
export type AgentNames = { tools: readonly string[]; transfers: readonly string[]; variables: readonly string[] };

/** The names of an agent, also from a document that is wrong in parts. */
export function namesOfAgent(document: unknown): AgentNames {
  const texts = (at: string): string[] => textsAt(document, at).map((place) => place.text);
  const variables = valueOf(document, 'variables');
  return {
    tools: texts('tools.*.name'),
    transfers: texts('transfers.*.name').map((name) => name.trim().toLowerCase()),
    variables: typeof variables === 'object' && variables !== null ? Object.keys(variables) : [],
  };
}

/** Texts in which `{{names}}` stand, by their place in the data of a block. */
const texts = [
  'text',
  'instruction',
  'slots.*.prompt',
  'slots.*.retry_prompt',
  'slots.*.confirm_prompt',
  'line',
  'filler',
  'http.url',
  'set.*.value',
  'message.text',
  'branches.*.question',
];

/** Where a block gives values to names. */
const setters = ['slots.*.name', 'save.*.variable', 'set.*.variable'];

export function checkNames(graph: Graph, agent: AgentNames | null): FlowFault[] {
  return [...(agent ? checkAgentNames(graph, agent) : []), ...checkOrder(graph, agent?.variables ?? [])];
}

function checkAgentNames({ nodes }: Graph, agent: AgentNames): FlowFault[] {
  return nodes.flatMap((node) => [
    ...textsAt(node.data, 'tools.*')
      .filter(({ text }) => !agent.tools.includes(text))
      .map(({ path, text }) =>
        atNode(
          'unknown_tool',
          node,
          field(path),
          `${JSON.stringify(text.slice(0, 64))} is no tool of the agent`,
          known('tools', agent.tools),
        ),
      ),
    ...(node.kind === 'transfer' ? textsAt(node.data, 'to') : [])
      .filter(({ text }) => !agent.transfers.includes(text.trim().toLowerCase()) && !isNumber(text))
      .map(({ path }) =>
        atNode(
          'unknown_transfer',
          node,
          field(path),
          'is neither a transfer of the agent nor a number',
          known('transfers', agent.transfers),
        ),
      ),
  ]);
}

/** A name that blocks set, used in a block that none of them can come before. */
function checkOrder(graph: Graph, variables: readonly string[]): FlowFault[] {
  const setBy = new Map<string, GraphNode[]>();
  for (const { node, text } of textsOf(graph.nodes, setters)) setBy.set(text, [...(setBy.get(text) ?? []), node]);
  const after = new Map<string, (node: GraphNode) => boolean>();
  return usesOf(graph).flatMap(({ node, path, name }) => {
    const by = setBy.get(name);
    if (!by || variables.includes(name) || by.includes(node)) return [];
    if (!after.has(name)) after.set(name, reaches(by));
    if (after.get(name)!(node)) return [];
    const problem = `uses ${JSON.stringify(name)} before any block has set it`;
    const setting = by
      .slice(0, 5)
      .map((each) => each.id)
      .join(', ');
    return [atNode('used_before_set', node, field(path), problem, `It is set in: ${setting}.`)];
  });
}

type Use = { node: GraphNode; path: Path; name: string };

/** One check asks twice. */
const usesFound = new WeakMap<Graph, Use[]>();

/** The names that blocks look at, block by block. */
function usesOf(graph: Graph): readonly Use[] {
  const known = usesFound.get(graph);
  if (known) return known;
  const spoken = textsOf(graph.nodes, texts).map((place) => ({ ...place, names: namesIn(place.text) }));
  const expressions = textsOf(graph.nodes, ['branches.*.expression']);
  const read = tooManyExpressions(expressions.map(({ text }) => text)) === null;
  const decided = expressions.map((place) => ({ ...place, names: read ? namesOf(place.text) : [] }));
  const uses = byBlock([...spoken, ...decided]).flatMap(({ node, path, names }) =>
    names.map((name) => ({ node, path, name })),
  );
  usesFound.set(graph, uses);
  return uses;
}

/** Every name that a flow looks at and does not set itself: its agent must have them. */
export function namesNeeded(graph: Graph): string[] {
  const set = new Set(textsOf(graph.nodes, setters).map(({ text }) => text));
  return [...new Set(usesOf(graph).map(({ name }) => name))].filter((name) => !set.has(name));
}

/** The texts at these places of the blocks' data, block by block. One search for each place serves all blocks. */
function textsOf(nodes: readonly GraphNode[], places: readonly string[]) {
  const found = places.flatMap((at) => textsAt(nodes, `*.data.${at}`));
  return byBlock(
    found.map(({ path: [index, , ...path], text }) => ({ node: nodes[index as number]!, path: path as Path, text })),
  );
}

function byBlock<Of extends { node: GraphNode }>(places: Of[]): Of[] {
  return places.sort((left, right) => left.node.index - right.node.index);
}

function field(path: Path): string {
  return `.${pathText(['data', ...path])}`;
}

function known(what: string, names: readonly string[]): string {
  return names.length === 0 ? `The agent has no ${what}.` : `Its ${what} are: ${names.slice(0, 40).join(', ')}.`;
}

function isNumber(text: string): boolean {
  return dialable.safeParse(text.trim()).success;
}
