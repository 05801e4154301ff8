/** From a stored document to its agent. */
import { type Agent, parseAgent } from '../contract/agent.ts';
import { BadConfig } from '../contract/errors.ts';

export type AgentReader = (key: string, document: unknown) => Agent;

const agentsMax = 200;

/** A version never changes, and many calls have the same one: the latest are kept by their key. */
export function newAgentReader(): AgentReader {
  const agents = new Map<string, Agent>();
  return (key, document) => {
    const known = agents.get(key);
    if (known) return known;
    const parsed = parseAgent(document);
    if (!parsed.ok) {
      const [first] = parsed.problems;
      throw new BadConfig(`the stored agent cannot be read: ${first?.path} ${first?.problem}. ${first?.hint}`);
    }
    if (agents.size >= agentsMax) agents.delete(agents.keys().next().value!);
    agents.set(key, parsed.agent);
    return parsed.agent;
  };
}
