/** What an agent's callers are likely to say: all that the offline ear can understand. Source: design lines.md, "Offline, no keys". */
import type { Agent } from '../../contract/agent.ts';

const sentencesMax = 500;

/** Its own list first, then what its script waits for. */
export function expectedWords({ speech, model }: Agent): string[] {
  const script = model.provider === 'offline' ? (model.script ?? []) : [];
  const awaited = script.flatMap(({ when }) => (Array.isArray(when) ? when : []));
  return [...new Set([...speech.listen.expected, ...awaited])].slice(0, sentencesMax);
}
