/** Everything that is wrong with a flow or with an agent that has one, for the people who wrote it. */
import { parseAgent } from './agent.ts';
import { reservedNames } from './call-values.ts';
import { checkFlow } from './check-flow.ts';
import { flowFaultSeverity } from './flow-fault.ts';
import { graphOf } from './flow-graph.ts';
import { namesNeeded } from './flow-names.ts';
import { laterVersion } from './flow.ts';
import { lintPrompt } from './lint-prompt.ts';
import { textsAt, valueOf } from './places.ts';

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
  const size = { blocks: graph.nodes.length, edges: graph.edges.length };
  const needs = alone ? namesNeeded(graph).filter((name) => !reservedNames.has(name)) : [];
  const agent = alone ? agentAround(flow, needs) : document;
  const at = alone ? '' : 'flow.';
  const parsed = parseAgent(agent);
  const problems = parsed.ok
    ? []
    : parsed.problems.map(({ path, ...rest }): FlowFinding => {
        const index = Number(/^flow\.nodes\[(\d+)\]/.exec(path)?.[1] ?? -1);
        const node = idAt(flow, 'nodes', index);
        const edge = idAt(flow, 'edges', Number(/^flow\.edges\[(\d+)\]/.exec(path)?.[1] ?? -1));
        return {
          severity: 'error',
          code: 'document',
          path: alone ? path.replace(/^flow\.?/, '') : path,
          node,
          edge,
          ...rest,
        };
      });
  if (flow === undefined || flow === null || laterVersion(flow)) {
    return { ...size, findings: problems.length > 0 ? problems : [withoutFlow], needs };
  }
  const faults = checkFlow(flow, alone ? null : namesOfAgent(document)).map((fault): FlowFinding => ({
    severity: flowFaultSeverity[fault.code],
    ...fault,
    path: `${at}${fault.path}`,
  }));
  const lint = parsed.ok ? lintPrompt(parsed.agent) : [];
  const warnings = lint
    .filter(({ path }) => path.startsWith('flow'))
    .map(({ path, code, message, hint }): FlowFinding => {
      const node = idAt(flow, 'nodes', Number(/^flow\.nodes\[(\d+)\]/.exec(path)?.[1] ?? -1));
      return {
        severity: 'warning',
        code,
        path: alone ? path.replace(/^flow\./, '') : path,
        node,
        edge: null,
        problem: message,
        hint,
      };
    });
  const all = [...problems, ...faults, ...warnings];
  const findings = [
    ...all.filter((each) => each.severity === 'error'),
    ...all.filter((each) => each.severity === 'warning'),
  ];
  return { ...size, findings, needs };
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

function namesOfAgent(document: unknown) {
  const texts = (at: string): string[] => textsAt(document, at).map((place) => place.text);
  const variables = valueOf(document, 'variables');
  return {
    tools: texts('tools.*.name'),
    transfers: texts('transfers.*.name').map((name) => name.trim().toLowerCase()),
    variables: typeof variables === 'object' && variables !== null ? Object.keys(variables) : [],
  };
}

function idAt(flow: unknown, list: 'nodes' | 'edges', index: number): string | null {
  const entries = valueOf(flow, list);
  const id: unknown = Array.isArray(entries) ? valueOf(entries[index], 'id') : undefined;
  return typeof id === 'string' ? id : null;
}
