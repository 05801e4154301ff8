/** Everything that is wrong with a flow or with an agent that has one, for the people who wrote it. */
import { parseAgent } from './agent.ts';
import { reservedNames } from './call-values.ts';
import { checkGraph } from './check-flow.ts';
import { flowFaultSeverity } from './flow-fault.ts';
import { type Graph, graphOf } from './flow-graph.ts';
import { type AgentNames, namesNeeded, namesOfAgent } from './flow-names.ts';
import { laterVersion } from './flow.ts';
import { lintPrompt } from './lint-prompt.ts';
import { valueOf } from './places.ts';

/** `code`: `document` for what no flow may hold, else that of the fault or warning. */
export type FlowFinding = {
  severity: 'error' | 'warning';
  code: string;
  path: string;
  node: string | null;
  edge: string | null;
  problem: string;
  hint: string;
};

export type CheckedFlow = {
  blocks: number;
  edges: number;
  findings: FlowFinding[];
  /** Of a flow without its agent: the variables that it takes for given. */
  needs: string[];
};

/** `document`: an agent, or a flow alone, whose agent then has what it asks for. Errors come first; never throws. */
export function checkFlowDocument(document: unknown): CheckedFlow {
  const alone = isFlowAlone(document);
  const flow = alone ? document : valueOf(document, 'flow');
  const graph = graphOf(flow);
  const needs = alone ? namesNeeded(graph).filter((name) => !reservedNames.has(name)) : [];
  const findings = findingsOf(
    alone ? agentAround(flow, needs) : document,
    flow,
    graph,
    alone ? null : namesOfAgent(document),
  );
  const told = alone ? findings.map((each) => ({ ...each, path: each.path.replace(/^flow\.?/, '') })) : findings;
  const of = (severity: FlowFinding['severity']) => told.filter((each) => each.severity === severity);
  return {
    blocks: graph.nodes.length,
    edges: graph.edges.length,
    findings: [...of('error'), ...of('warning')],
    needs,
  };
}

/** Paths begin at the agent. */
function findingsOf(agent: unknown, flow: unknown, graph: Graph, names: AgentNames | null): FlowFinding[] {
  const parsed = parseAgent(agent);
  const problems = parsed.ok
    ? []
    : parsed.problems.map(({ path, problem, hint }): FlowFinding => ({
        severity: 'error',
        code: 'document',
        path,
        ...idsAt(flow, path),
        problem,
        hint,
      }));
  if (flow === undefined || flow === null) return problems.length > 0 ? problems : [withoutFlow];
  if (laterVersion(flow)) return problems;
  const faults = checkGraph(graph, names).map((fault): FlowFinding => ({
    severity: flowFaultSeverity[fault.code],
    ...fault,
    path: `flow.${fault.path}`,
  }));
  const warnings = (parsed.ok ? lintPrompt(parsed.agent) : [])
    .filter(({ path }) => path.startsWith('flow'))
    .map(({ path, code, message, hint }): FlowFinding => ({
      severity: 'warning',
      code,
      path,
      ...idsAt(flow, path),
      problem: message,
      hint,
    }));
  return [...problems, ...faults, ...warnings];
}

/** Whether a document is a flow without its agent. */
export function isFlowAlone(document: unknown): boolean {
  return valueOf(document, 'nodes') !== undefined && valueOf(document, 'flow') === undefined;
}

const withoutFlow: FlowFinding = {
  severity: 'error',
  code: 'document',
  path: 'flow',
  node: null,
  edge: null,
  problem: 'is missing',
  hint: 'Give a flow, or an agent that has one.',
};

function agentAround(flow: unknown, needs: readonly string[]): unknown {
  const names = needs.filter((name) => /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/.test(name));
  return {
    name: 'Flow',
    kind: 'flow',
    variables: Object.fromEntries(names.slice(0, 200).map((name) => [name, ''])),
    flow,
  };
}

/** The ids of the block and edge that a path leads to. */
function idsAt(flow: unknown, path: string): Pick<FlowFinding, 'node' | 'edge'> {
  const [, list, index] = /^flow\.(nodes|edges)\[(\d+)\]/.exec(path) ?? [];
  const id = list === 'nodes' || list === 'edges' ? idAt(flow, list, Number(index)) : null;
  return { node: list === 'nodes' ? id : null, edge: list === 'edges' ? id : null };
}

function idAt(flow: unknown, list: 'nodes' | 'edges', index: number): string | null {
  const entries = valueOf(flow, list);
  const id: unknown = Array.isArray(entries) ? valueOf(entries[index], 'id') : undefined;
  return typeof id === 'string' ? id : null;
}
