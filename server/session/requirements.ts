/** What an agent requires before its model may end the call (`ending.guard.require`), as facts for the guard. */
import type { Agent } from '../../contract/agent.ts';
import { evaluate } from '../../contract/expressions.ts';
import type { OutsideFacts } from '../../engine/events.ts';
import type { Note } from './log.ts';
import { folded } from './speaker.ts';

export type Requirements = { facts(tools: OutsideFacts['tools']): OutsideFacts };

export type RequirementParts = {
  agent: Agent;
  /** Everything the caller has heard so far. */
  heardText(): string;
  /** What rules may look at, as it is by now. */
  values(): Readonly<Record<string, unknown>>;
  note(note: Note): void;
};

export function newRequirements(parts: RequirementParts): Requirements {
  const { require } = parts.agent.ending.guard;
  const unread = (words: string): boolean => !folded(parts.heardText()).includes(folded(words));
  const empty = (name: string): boolean => String(parts.values()[name] ?? '').trim() === '';
  const fails = (rule: string): boolean => {
    const outcome = evaluate(rule, parts.values());
    if (!outcome.ok)
      parts.note({ type: 'rule_failed_to_run', where: 'ending.guard.require', problem: outcome.problem });
    return outcome.ok && outcome.value !== true;
  };
  return {
    facts: (tools) => ({
      tools,
      disclosureUnread: require.some((r) => 'disclosure' in r && unread(r.disclosure)),
      slotEmpty: require.some((r) => 'variable' in r && empty(r.variable)),
      ruleFailed: require.some((r) => 'rule' in r && fails(r.rule)),
    }),
  };
}
