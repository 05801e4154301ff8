/** Agents that came through a vendor's door, for tests: they greet with "Hello." and follow a script. */
import type { Agent, AgentInput } from '../../contract/agent.ts';
import { type Door, takeIn } from '../compat/door.ts';
import type { JsonDocument } from '../compat/json-document.ts';
import type { Rule } from './agents.ts';

/** `before`: the agent that the document changes. Throws what the door refuses. */
export function throughDoor(
  door: Door,
  document: JsonDocument,
  rules: readonly Rule[] = [],
  before: Agent | null = null,
): Agent {
  const taken = takeIn(door, before, document);
  if (!taken.ok) throw new Error(taken.problems.map(({ path, problem }) => `${path} ${problem}`).join('\n'));
  const scripted: Partial<AgentInput> = {
    greeting: { mode: 'static', message: 'Hello.' },
    model: { provider: 'offline', name: 'offline', script: [...rules] },
  };
  return { ...taken.agent, ...(scripted as Pick<Agent, 'greeting' | 'model'>) };
}
