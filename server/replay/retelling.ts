/**
 * The events of a stored call as other ending settings would have made them: what an end brings along, the key that ends a
 * call, phrases, screening. What the settings alone keep the log from telling is told beside it.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Agent } from '../../contract/agent.ts';
import type { UnknownOfReplay } from '../../contract/replay.ts';
import type { Event, OutsideFacts, Proposal } from '../../engine/events.ts';
import { proposalFromControl, proposalFromKey, proposalFromReason, proposalFromTool } from '../session/proposals.ts';
import { screen } from '../session/screening.ts';
import { phraseIn } from '../session/speaker.ts';

type Ending = Agent['ending'];

export type Retelling = {
  /** Null when it could not have happened. The same object when nothing about it is different. */
  retell(event: Event): Event | null;
  /** So far. */
  unknown(): UnknownOfReplay[];
};

/** Both agents with the values of the call filled in. `values`: what screening rules may look at. */
export function newRetelling(was: Agent, wouldBe: Agent, values: Readonly<Record<string, unknown>>): Retelling {
  const unknown = new Set(unknownBySettings(was.ending, wouldBe.ending));
  const key = wouldBe.ending.keypad.key;

  function retoldEvent(event: Event): Event | null {
    switch (event.type) {
      case 'leg.answered':
        if (event.end !== null && event.end.trigger !== 'pre_call') return event;
        return { ...event, end: screen(wouldBe, values, () => {}) };
      case 'caller.pressed':
        if (event.digit !== key) return event;
        return { type: 'end.proposed', at: event.at, proposal: proposalFromKey(wouldBe.ending.keypad) };
      case 'agent.said':
        return { ...event, phrase: phraseIn(event.text, wouldBe.ending.phrases) };
      case 'end.proposed':
        return retoldEnd(event, event.proposal);
      default:
        return event;
    }
  }

  function retoldEnd(event: Event & { type: 'end.proposed' }, proposal: Proposal): Event | null {
    const old = was.ending.keypad.key;
    if (proposal.trigger === 'keypad' && old !== null && old !== key) {
      return { type: 'caller.pressed', at: event.at, digit: old };
    }
    const retold = retoldProposal(proposal);
    return retold && { ...event, proposal: retold };
  }

  function retoldProposal(proposal: Proposal): Proposal | null {
    const { trigger, reason, reasonConfigured, turn, evidence } = proposal;
    const outside = retoldFacts(proposal.outside);
    const gone = reasonConfigured && reason !== null && !hasReason(wouldBe.ending, reason);
    if (gone) unknown.add('reason_gone');
    switch (trigger) {
      case 'tool':
        return retoldTool(proposal, outside);
      case 'tag':
        return wouldBe.ending.tag ? { ...proposal, outside } : null;
      case 'command':
        if (reason === null) return { ...proposal, outside };
        return gone
          ? null
          : proposalFromControl(wouldBe, { type: 'end_command', reason, quoted: false }, { turn, outside, evidence });
      case 'global_check':
        return gone || reason === null ? null : proposalFromReason(wouldBe, reason, evidence);
      case 'keypad':
        return proposalFromKey(wouldBe.ending.keypad);
      default:
        return { ...proposal, outside };
    }
  }

  /** A turn has always called an end tool. */
  function retoldTool({ action, reason, message, turn, evidence }: Proposal, outside: OutsideFacts): Proposal | null {
    const call = { id: '', name: action ?? '', arguments: { reason: reason ?? '', message: message ?? '' } };
    const proposal = turn && proposalFromTool(wouldBe, call, { turn, outside, evidence });
    if (proposal === null) unknown.add('action_gone');
    return proposal;
  }

  /** Requirements that are gone can refuse nothing. */
  function retoldFacts(outside: OutsideFacts): OutsideFacts {
    if (wouldBe.ending.guard.require.length > 0) return outside;
    return { ...outside, disclosureUnread: false, slotEmpty: false, ruleFailed: false };
  }

  return {
    retell(event) {
      const retold = retoldEvent(event);
      return retold !== null && isDeepStrictEqual(retold, event) ? event : retold;
    },
    unknown: () => [...unknown],
  };
}

/** What the model would have done with settings that it was never shown. */
function unknownBySettings(was: Ending, wouldBe: Ending): UnknownOfReplay[] {
  const isNew = <Setting>(
    before: readonly Setting[],
    after: readonly Setting[],
    told: (one: Setting) => string,
  ): boolean => after.some((one) => !before.some((other) => told(other) === told(one)));
  const require = wouldBe.guard.require;
  const found: [UnknownOfReplay, boolean][] = [
    ['new_reasons', isNew(was.reasons, wouldBe.reasons, ({ reason }) => reason)],
    ['new_actions', isNew(was.actions, wouldBe.actions, ({ name, description }) => `${name} ${description}`)],
    ['ends_allowed', (wouldBe.enabled && !was.enabled) || (wouldBe.tag && !was.tag)],
    ['requirements', require.length > 0 && !isDeepStrictEqual(require, was.guard.require)],
  ];
  return found.flatMap(([code, holds]) => (holds ? [code] : []));
}

function hasReason(ending: Ending, named: string): boolean {
  return ending.reasons.some(({ reason }) => reason === named);
}
