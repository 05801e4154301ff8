/** What an agent's callers are likely to say: all that the offline ear can understand. Source: design lines.md, "Offline, no keys". */
import type { Agent } from '../../contract/agent.ts';
import { nodeKinds } from '../../contract/flow-nodes.ts';

const sentencesMax = 500;

/** Its own list first, then what its script waits for, and what the blocks of its flow do: answers and choices. */
export function expectedWords({ speech, model, flow }: Agent): string[] {
  const script = model.provider === 'offline' ? (model.script ?? []) : [];
  const awaited = script.flatMap(({ when }) => (Array.isArray(when) ? when : []));
  return [...new Set([...speech.listen.expected, ...awaited, ...awaitedBy(flow)])].slice(0, sentencesMax);
}

const ownLabels: ReadonlySet<string> = new Set(nodeKinds.utterance.exits.map(({ label }) => label));

function awaitedBy(flow: Agent['flow']): string[] {
  return (flow?.nodes ?? []).flatMap((node) => {
    if (node.kind === 'utterance') {
      const labels = flow!.edges.filter(({ from }) => from === node.id).map(({ label }) => label ?? 'next');
      return labels.filter((label) => !ownLabels.has(label));
    }
    if (node.kind !== 'slot_collection') return [];
    const choices = node.data.slots.flatMap((slot) => slot.choices);
    return choices.flatMap((choice) => (typeof choice === 'string' ? [choice] : [choice.value, ...choice.synonyms]));
  });
}
