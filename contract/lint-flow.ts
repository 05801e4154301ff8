/** Blocks and edges with which a flow cannot be walked, or not as it was meant. Source: design contract.md sections 1 and 2. */
import { checkFlow } from './check-flow.ts';
import type { FlowFault } from './flow-fault.ts';
import { namesOfAgent } from './flow-names.ts';
import { laterVersion } from './flow.ts';
import { valueOf } from './places.ts';
import type { Warning } from './warning.ts';

/** A flow may be saved half drawn: here its errors are warnings too, by their codes in `flow-fault.ts`. */
export function lintFlow(agent: unknown): Warning[] {
  return flowFaults(agent).map(({ code, path, problem, hint }) => ({ path, code, message: problem, hint }));
}

/**
 * The faults of an agent's flow, none where it has no flow; the paths begin at the agent. Also of a document that is no
 * agent yet: what is wrong elsewhere hides nothing of the graph.
 */
export function flowFaults(agent: unknown): FlowFault[] {
  const flow = valueOf(agent, 'flow');
  if (flow === undefined || flow === null || laterVersion(flow)) return [];
  return checkFlow(flow, namesOfAgent(agent)).map((fault) => ({ ...fault, path: `flow.${fault.path}` }));
}
