/** The rules that are checked before the conversation: the first that matches ends the call. Source: design contract.md section 1, `ending.pre_call`. */
import type { Agent } from '../../contract/agent.ts';
import { evaluate } from '../../contract/expressions.ts';
import type { Proposal } from '../../engine/events.ts';
import type { Note } from './log.ts';
import { proposalFromScreening } from './proposals.ts';

/** A rule that cannot be evaluated does not match, and the log says so. */
export function screen(
  agent: Agent,
  values: Readonly<Record<string, unknown>>,
  note: (note: Note) => void,
): Proposal | null {
  for (const rule of agent.ending.pre_call) {
    const outcome = evaluate(rule.when, values);
    if (!outcome.ok) note({ type: 'rule_failed_to_run', where: 'ending.pre_call', problem: outcome.problem });
    else if (outcome.value === true) return proposalFromScreening(rule);
  }
  return null;
}
