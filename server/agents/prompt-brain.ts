/** The brain of a prompt agent: one model with the agent's prompt, the rules of ending, and its tools. */
import type { Agent } from '../../contract/agent.ts';
import type { Model, ToolSpec } from '../../providers/models/model.ts';
import type { Brain } from './brain.ts';
import { endingPrompt, endingTools } from './ending-prompt.ts';

export type Direction = 'inbound' | 'outbound';

/** The whole system prompt, as the model gets it. */
export function systemPrompt(agent: Agent): string {
  const language = agent.language === 'en' ? [] : [`Speak the language "${agent.language}".`];
  return [agent.prompt.replaceAll('#end_call', '').trim(), ...language, endingPrompt(agent)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Everything the model may call. */
export function toolSpecs(agent: Agent, direction: Direction): ToolSpec[] {
  const own = agent.tools.map(({ name, description, parameters }) => ({ name, description, parameters }));
  return [...own, ...endingTools(agent, direction)];
}

/** `agent` has its variables filled in. */
export function promptBrain(agent: Agent, model: Model, direction: Direction): Brain {
  const system = systemPrompt(agent);
  const tools = toolSpecs(agent, direction);
  return {
    modelId: model.id,
    reply(ask, sink) {
      const farewell = ask.purpose === 'farewell';
      const request = {
        system: ask.instruction ? `${system}\n\n${ask.instruction}` : system,
        messages: ask.messages,
        tools: farewell ? [] : tools,
        purpose: ask.purpose,
      };
      return model.stream(request, sink);
    },
  };
}
