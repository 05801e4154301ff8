/** An agent with some of its ending settings changed. */
import { type Agent, type AgentInput, parseAgent } from '../../contract/agent.ts';
import type { Problem } from '../../contract/problems.ts';

export type OtherEnding = Readonly<Record<string, unknown>>;

/** Objects are merged; lists, texts and numbers take the place of what is there. */
export function withEnding(
  agent: Agent,
  other: OtherEnding,
): { ok: true; agent: Agent } | { ok: false; problems: readonly Problem[] } {
  return parseAgent({ ...agent, ending: merged(agent.ending, other) } as AgentInput);
}

function merged(value: unknown, change: unknown): unknown {
  if (!isObject(value) || !isObject(change)) return change;
  const names = new Set([...Object.keys(value), ...Object.keys(change)]);
  return Object.fromEntries(
    [...names].map((name) => [name, Object.hasOwn(change, name) ? merged(value[name], change[name]) : value[name]]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
