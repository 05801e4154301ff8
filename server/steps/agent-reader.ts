/** From a stored document to its agent. */
import { type Agent, agentSchema } from '../../contract/agent.ts';
import { BadConfig } from '../../contract/errors.ts';
import { pathText } from '../../contract/problems.ts';

export type AgentReader = (key: string, document: unknown) => Agent;

const agentsMax = 200;

/**
 * A version never changes, and many calls have the same one: the latest are kept by their key. It was checked as a whole
 * when the call began; here it is enough that it has its shape.
 */
export function newAgentReader(): AgentReader {
  const agents = new Map<string, Agent>();
  return (key, document) => {
    const known = agents.get(key);
    if (known) return known;
    const parsed = agentSchema.safeParse(document);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0]!;
      throw new BadConfig(`the stored agent cannot be read: ${pathText(path)}. ${message}`);
    }
    if (agents.size >= agentsMax) agents.delete(agents.keys().next().value!);
    agents.set(key, parsed.data);
    return parsed.data;
  };
}
