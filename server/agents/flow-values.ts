/** What the texts, requests and expressions of a flow may look at: the call's values and what the walk has come to. */
import type { Agent } from '../../contract/agent.ts';
import { namesSetBy } from '../../contract/agent-rules.ts';
import { type CallFacts, expressionValues, messageValues } from '../../contract/call-values.ts';
import { fillVariables, type VariableValue } from '../../contract/variables.ts';
import type { Slot } from '../../engine/flow/plan.ts';
import { defuse } from '../../engine/reply-filter.ts';
import type { Position } from '../../engine/flow/position.ts';
import type { SlotContext } from '../../judge/slots/index.ts';
import { spoken } from '../../judge/slots/read-back.ts';

export type FlowValues = ReturnType<typeof flowValues>;

type NodeSlot = {
  type: Slot['type'];
  choices: readonly (string | { value: string; synonyms: readonly string[] })[];
  dates: 'any' | 'future' | 'past';
  calling_code: string | null;
};

export function flowValues(agent: Agent, facts: CallFacts, position: () => Position) {
  const slots = slotsIn(agent.flow);
  const own = Object.fromEntries((agent.flow ? namesSetBy(agent.flow) : []).map((name) => [name, null]));
  const fixed = messageValues(facts);
  const isEnglish = /^en(-|$)/i.test(agent.language);
  const texts = (): Record<string, VariableValue> => ({ ...fixed, ...position().values });
  /** A caller may have said a control, or another system given one: nobody hears it, and no model writes it back. */
  const said = (name: string, value: VariableValue): VariableValue => {
    if (typeof value !== 'string' || !(name in position().values)) return value;
    const type = slots.get(name)?.type;
    const speaks = isEnglish && (type === 'phone' || type === 'date' || type === 'email');
    return speaks ? spoken(type, value) : defuse(value).text;
  };
  /** What an action left empty has no value. */
  const told = (values: Readonly<Record<string, VariableValue>>) =>
    mapValues(values, (name, value) => (value === '' && Object.hasOwn(own, name) ? null : value));
  return {
    /** As they are, for requests and other values. */
    texts,
    /** Every name that the flow sets is there, null until then. */
    expressions: (): Record<string, unknown> => ({ ...own, ...expressionValues(facts), ...told(position().values) }),
    /** A text with the values as a voice says them: a date with its weekday, a telephone number in groups. */
    speak: (text: string): string => fillVariables(text, mapValues(texts(), said)).text,
    /** What the rules for a slot have to know. `date`: today where the agent is. */
    contextOf(slot: Slot): SlotContext {
      const config = slots.get(slot.name);
      const choices = (config?.choices ?? slot.choices).map((choice) =>
        typeof choice === 'string' ? { value: choice } : choice,
      );
      return {
        now: { date: String(expressionValues(facts)['time']).slice(0, 10) },
        language: agent.language,
        asked: `${slot.description} ${slot.prompt}`,
        dates: config?.dates ?? 'any',
        callingCode: config?.calling_code ?? agent.calling_code,
        ...(/^\+\d{7,15}$/.test(callerOf(facts)) && { callerNumber: callerOf(facts) }),
        choices,
      };
    },
  };
}

function callerOf({ direction, from, to }: CallFacts): string {
  return direction === 'inbound' ? from : to;
}

/** Of slots that share a name the first one counts: they share their value too. */
function slotsIn(flow: Agent['flow']): Map<string, NodeSlot> {
  const found = new Map<string, NodeSlot>();
  for (const node of flow?.nodes ?? []) {
    if (node.kind !== 'slot_collection') continue;
    for (const slot of node.data.slots) if (!found.has(slot.name)) found.set(slot.name, slot);
  }
  return found;
}

function mapValues<In, Out>(
  values: Readonly<Record<string, In>>,
  change: (name: string, value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(name, value)]));
}
