/**
 * An agent with the call's values in its texts. Tools keep their places: they are filled when they run. So do the blocks
 * of a flow, and in every text the names that its flow gives values to.
 */
import type { Agent } from '../../contract/agent.ts';
import { namesSetBy } from '../../contract/agent-rules.ts';
import { fillVariables, type VariableValue } from '../../contract/variables.ts';

export function fillAgent(agent: Agent, values: Readonly<Record<string, VariableValue>>): Agent {
  const { tools, variables, after_call, model, flow, compat: _ofItsVendor, ...rest } = agent;
  const kept = { ...values, ...placesOf(flow) };
  const scripted = fill(model, { heard: '{{heard}}', ...values }); // The offline model's own place, filled at each reply.
  return { ...fill(rest, kept), model: scripted, tools, variables, after_call, flow };
}

/** A name that blocks set stands for its own place until they have. */
function placesOf(flow: Agent['flow']): Record<string, string> {
  const names = flow === null ? [] : namesSetBy(flow);
  return Object.fromEntries(names.map((name) => [name, `{{${name}}}`]));
}

function fill<T>(value: T, values: Readonly<Record<string, VariableValue>>): T {
  if (typeof value === 'string') return fillVariables(value, values).text as T;
  if (Array.isArray(value)) return value.map((entry: unknown) => fill(entry, values)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, values)])) as T;
}
