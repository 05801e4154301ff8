/** Whether an end that the model proposes may go ahead. Source: design ending.md section 5, Guard. */
import type { Call } from './call.ts';
import type { Proposal } from './events.ts';
import type { Ms, Policy } from './policy.ts';
import type { Trigger, VetoReason } from './reasons.ts';

/** Ends that come from the model's mouth or hand. */
const guarded: ReadonlySet<Trigger> = new Set(['tool', 'tag', 'command', 'phrase']);

/** Ends that a switched-off ending does not accept. */
const fromModel: ReadonlySet<Trigger> = new Set([...guarded, 'global_check', 'mutual_goodbye']);

export function isFromModel(proposal: Proposal): boolean {
  return fromModel.has(proposal.trigger);
}

/** An end tool waits for the other tools of its turn, unless it passes at once anyway. */
export function waitsForTools(proposal: Proposal): boolean {
  return proposal.outside.tools === 'of_turn' && !proposal.skipGoodbye && !proposal.final;
}

/** The first reason to refuse, or null. Judgements come in with the events; `unknown` never vetoes. */
export function vetoOf(call: Call, proposal: Proposal, at: Ms, policy: Policy): VetoReason | null {
  if (!policy.guard.enabled || !guarded.has(proposal.trigger)) return null;
  if (proposal.skipGoodbye || proposal.final) return null;
  if (call.vetoesInRow >= policy.guard.vetoesMax) return null;
  if (call.speakingSince !== null && at - call.speakingSince < policy.limits.noiseMsMax) return 'caller_speaking';
  if (call.callerMeaning === null) return 'caller_not_heard';
  const { tools, disclosureUnread, slotEmpty, ruleFailed } = proposal.outside;
  if (tools === 'failed') return 'tool_failed';
  if (tools !== 'idle') return 'tool_running';
  if (isOpen(call, proposal)) return 'open_question';
  if (call.answeredAt !== null && at - call.answeredAt < policy.guard.minCallMs) return 'too_early';
  if (disclosureUnread) return 'disclosure_unread';
  if (slotEmpty) return 'slot_empty';
  return ruleFailed ? 'rule_failed' : null;
}

/** The caller asked for something, and the turn that would end the call answers with nothing but a closing. */
function isOpen(call: Call, proposal: Proposal): boolean {
  if (proposal.reasonConfigured) return false;
  const asked =
    call.callerMeaning === 'question' || call.callerMeaning === 'request' || call.callerMeaning === 'uncertain';
  const silentTurn = proposal.turn === null || proposal.turn.utteranceId === null;
  return asked && (silentTurn || proposal.turn!.onlyClosing);
}
