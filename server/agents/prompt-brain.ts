/** The brain: one model with the agent's prompt, the rules of ending, its tools, and the task of a flow's block. */
import type { Agent } from '../../contract/agent.ts';
import type { Model, ToolSpec } from '../../providers/models/model.ts';
import type { Brain } from './brain.ts';
import { taskPrompt } from './task-prompt.ts';
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

/** `agent` has its variables filled in, but for those that a flow still changes: `fill` puts their values in. */
export function promptBrain(
  agent: Agent,
  model: Model,
  direction: Direction,
  fill: (text: string) => string = (text) => text,
): Brain {
  const system = systemPrompt(agent);
  const tools = toolSpecs(agent, direction);
  const own = new Set(agent.tools.map(({ name }) => name));
  return {
    modelId: model.id,
    reply({ purpose, messages, instruction, task }, sink) {
      const offered = task ? tools.filter(({ name }) => !own.has(name) || task.tools.includes(name)) : tools;
      const parts = [system, task ? taskPrompt(agent, task) : '', instruction ?? ''].filter((part) => part !== '');
      const request = {
        system: fill(parts.join('\n\n')),
        messages,
        tools: purpose === 'farewell' ? [] : offered,
        purpose,
      };
      return model.stream(request, sink);
    },
  };
}
