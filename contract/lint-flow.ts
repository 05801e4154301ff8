/** Blocks and edges with which a flow cannot be walked, or not as it was meant. Source: design contract.md sections 1 and 2. */
import type { Agent } from './agent.ts';
import { checkFlow } from './check-flow.ts';
import type { FlowFault } from './flow-fault.ts';
import type { Warning } from './warning.ts';

/** A flow may be saved half drawn: here its errors are warnings too, by their codes in `flow-fault.ts`. */
export function lintFlow(agent: Agent): Warning[] {
  return flowFaults(agent).map(({ code, path, problem, hint }) => ({ path, code, message: problem, hint }));
}

/** The faults of an agent's flow, none where it has no flow; the paths begin at the agent. */
export function flowFaults(agent: Agent): FlowFault[] {
  if (agent.flow === null) return [];
  const faults = checkFlow(agent.flow, {
    tools: agent.tools.map((tool) => tool.name),
    transfers: agent.transfers.map((transfer) => transfer.name.trim().toLowerCase()),
    variables: Object.keys(agent.variables),
  });
  return faults.map((fault) => ({ ...fault, path: `flow.${fault.path}` }));
}
