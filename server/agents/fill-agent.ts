/** An agent with the call's values in its texts. Tools keep their places: they are filled when they run. */
import type { Agent } from '../../contract/agent.ts';
import { fillVariables, type VariableValue } from '../../contract/variables.ts';

export function fillAgent(agent: Agent, values: Readonly<Record<string, VariableValue>>): Agent {
  const { tools, variables, after_call, model, compat: _ofItsVendor, ...rest } = agent;
  const scripted = fill(model, { heard: '{{heard}}', ...values }); // The offline model's own place, filled at each reply.
  return { ...fill(rest, values), model: scripted, tools, variables, after_call };
}

function fill<T>(value: T, values: Readonly<Record<string, VariableValue>>): T {
  if (typeof value === 'string') return fillVariables(value, values).text as T;
  if (Array.isArray(value)) return value.map((entry: unknown) => fill(entry, values)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, values)])) as T;
}
