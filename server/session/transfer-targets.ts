/** A call may be transferred only to numbers of the agent's `transfers`, or to numbers that stand in its prompt. */
import type { Agent } from '../../contract/agent.ts';
import { folded } from './speaker.ts';

/** The number for what the model asked for (a number, or the name of a transfer); null when it is not allowed. */
export function transferTarget(agent: Agent, wanted: string): string | null {
  const named = agent.transfers.find((t) => bare(t.to) === bare(wanted) || folded(t.name) === folded(wanted));
  if (named) return named.to;
  const numbers = agent.prompt.match(/\+[\d\s().-]{6,24}\d|sips?:[^\s\]>"']+/gi) ?? [];
  const written = numbers.map((number) => bare(number.replace(/[.,;:!?)]+$/, ''))); // Without the sentence's own marks.
  return written.find((number) => number === bare(wanted)) ?? null;
}

function bare(target: string): string {
  return /^sips?:/i.test(target) ? target.toLowerCase() : target.replace(/[\s().-]/g, '');
}
