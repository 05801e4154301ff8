/** A call in conversation: what may end it, and what the caller is owed. Source: design ending.md sections 1, 2, 6, 7. */
import type { Call, End, Phase } from './call.ts';
import { close } from './closing.ts';
import type { Effect } from './effects.ts';
import type { Event, Proposal } from './events.ts';
import { type EndRequest, planFarewell } from './farewell.ts';
import { isFromModel, vetoOf, waitsForTools } from './guard.ts';
import { hangUp, noFarewell, partyOf } from './hanging-up.ts';
import { overOf } from './hearing.ts';
import { type Ms, type Policy, speakingMs } from './policy.ts';
import type { Trigger } from './reasons.ts';
import { isRescuable } from './rescue.ts';
import { busyUntil, capDueAt, nextDue, noInputReported } from './silence.ts';
import { transfer } from './transferring.ts';
import type { Step } from './turnout.ts';

type Guarded = Extract<Phase, { name: 'guarded' }>;

/** The call active, with its next deadline, and these orders. */
function goOnActive(call: Call, policy: Policy, ...effects: Effect[]): Step {
  return [{ ...call, phase: { name: 'active', deadline: nextDue(call, policy).at } }, effects];
}

export function inRinging(call: Call, event: Event, policy: Policy): Step {
  switch (event.type) {
    case 'leg.answered': {
      const answered: Call = { ...call, answeredAt: event.at };
      if (event.end) return accept(answered, event.end, event.at, policy);
      return goOnActive(answered, policy, { type: 'greet_caller' });
    }
    case 'end.proposed':
      return hangUp(call, endOf(call, event.proposal, policy), noFarewell, event.at, policy);
    case 'deadline.reached':
      return event.at < call.phase.deadline! ? [call, []] : unanswered(call, event.at, policy);
    default:
      return [call, []];
  }
}

function unanswered(call: Call, at: Ms, policy: Policy): Step {
  const outbound = call.direction === 'outbound';
  const trigger = outbound ? 'caller' : 'failure';
  const cause = ownEnd(trigger, [], 'it rang too long', call, policy);
  const errorDetail = outbound ? null : 'the call was not answered in time';
  return hangUp(call, { ...cause, endedBy: 'system', errorDetail }, noFarewell, at, policy);
}

export function inActive(call: Call, event: Event, policy: Policy): Step {
  switch (event.type) {
    case 'caller.said':
      return said(call, event, policy);
    case 'caller.pressed':
      return goOnActive(call, policy, { type: 'answer_caller' });
    case 'end.proposed':
      return propose(call, event.proposal, event.at, policy);
    case 'voicemail.detected':
      return voicemail(call, event, policy);
    case 'transfer.requested':
      return transfer(call, event.to, event.at, policy);
    case 'playback.finished':
      return heardGoodbye(call, event.utteranceId, event.at, policy) ?? goOnActive(call, policy);
    case 'playback.failed':
      return isPlaying(call, event) ? voiceFailed(call, event, policy) : goOnActive(call, policy);
    case 'deadline.reached':
      return due(call, event.at, policy);
    default:
      return goOnActive(call, policy);
  }
}

/** The caller's words are a turn, unless they are only a listening noise while the agent speaks or thinks. */
function said(call: Call, event: Event & { type: 'caller.said' }, policy: Policy): Step {
  if (event.text.trim() === '') return goOnActive(call, policy);
  if (event.meaning === 'backchannel' && event.at < busyUntil(call)) return goOnActive(call, policy);
  if (partsOverGoodbye(call, event, policy)) return goOnActive(call, policy);
  const parted = call.lastSaid ? heardGoodbye(call, call.lastSaid.utteranceId, event.at, policy) : null;
  return parted ?? goOnActive(call, policy, { type: 'answer_caller' });
}

/** With `mutual_goodbye`, a goodbye said over the agent's own lets that one play to its end. */
function partsOverGoodbye(call: Call, event: Event & { type: 'caller.said' }, policy: Policy): boolean {
  const { lastSaid, playing } = call;
  if (!policy.mutualGoodbye || event.meaning !== 'closing' || !lastSaid?.closing) return false;
  return playing !== null && playing.utteranceId === lastSaid.utteranceId;
}

/** The two opt-in triggers, once the agent's words were heard: both said goodbye, or an end-call phrase. */
function heardGoodbye(call: Call, utteranceId: string, at: Ms, policy: Policy): Step | null {
  const { lastSaid } = call;
  if (!policy.endingEnabled || lastSaid?.utteranceId !== utteranceId || call.playing !== null) return null;
  const heard = overOf(call, utteranceId)?.heard ?? 'unconfirmed';
  if (heard === 'unconfirmed') return null;
  const turn = { utteranceId, closing: lastSaid.closing, onlyClosing: lastSaid.onlyClosing };
  if (lastSaid.phrase !== null) {
    const proposal: Proposal = { ...spokenProposal, trigger: 'phrase', turn, evidence: lastSaid.phrase };
    return propose({ ...call, lastSaid: { ...lastSaid, phrase: null } }, proposal, at, policy);
  }
  if (!policy.mutualGoodbye || !lastSaid.closing || call.callerMeaning !== 'closing') return null;
  const cause = ownEnd('mutual_goodbye', [], 'both said goodbye', call, policy);
  const request: EndRequest = { trigger: 'mutual_goodbye', skipGoodbye: false, ownWords: null, message: null, turn };
  return close(call, cause, planFarewell(request, call, policy), at, policy);
}

const spokenProposal: Omit<Proposal, 'trigger' | 'turn' | 'evidence'> = {
  action: null,
  reason: null,
  reasonConfigured: false,
  final: false,
  skipGoodbye: false,
  ownWords: null,
  message: null,
  outside: { tools: 'idle', disclosureUnread: false, slotEmpty: false, ruleFailed: false },
  outcomeTags: [],
  errorDetail: null,
};

function propose(call: Call, proposal: Proposal, at: Ms, policy: Policy): Step {
  if (!policy.endingEnabled && isFromModel(proposal)) return goOnActive(call, policy);
  if (waitsForTools(proposal)) {
    const waitBy = at + policy.limits.guardMsMax;
    return inWaiting(call, { name: 'guarded', deadline: waitBy, waitBy, proposal }, policy);
  }
  return decide(call, proposal, at, policy);
}

function decide(call: Call, proposal: Proposal, at: Ms, policy: Policy): Step {
  const veto = vetoOf(call, proposal, at, policy);
  if (veto === null) return accept(call, proposal, at, policy);
  const spoken = proposal.turn?.closing === true && proposal.turn.utteranceId !== null;
  const refused: Call = {
    ...call,
    vetoes: call.vetoes + 1,
    vetoesInRow: call.vetoesInRow + 1,
    goodbyeText: spoken ? policy.farewell.message : call.goodbyeText,
  };
  return goOnActive(refused, policy, { type: 'refuse_end', veto });
}

function accept(call: Call, proposal: Proposal, at: Ms, policy: Policy): Step {
  return close(call, endOf(call, proposal, policy), planFarewell(proposal, call, policy), at, policy);
}

function endOf(call: Call, proposal: Proposal, policy: Policy): End {
  return {
    trigger: proposal.trigger,
    endedBy: partyOf(proposal.trigger),
    reason: proposal.reason,
    action: proposal.action,
    outcomeTags: proposal.outcomeTags,
    evidence: proposal.evidence,
    errorDetail: proposal.errorDetail,
    rescuable: isRescuable(call, proposal.trigger, proposal.final, policy),
  };
}

/** An end that the engine itself decides on. */
function ownEnd(trigger: Trigger, outcomeTags: readonly string[], evidence: string, call: Call, policy: Policy): End {
  return {
    trigger,
    endedBy: partyOf(trigger),
    reason: null,
    action: null,
    outcomeTags,
    evidence,
    errorDetail: null,
    rescuable: isRescuable(call, trigger, false, policy),
  };
}

function closeBy(call: Call, cause: End, words: Partial<EndRequest>, at: Ms, policy: Policy): Step {
  const request: EndRequest = {
    trigger: cause.trigger,
    skipGoodbye: false,
    ownWords: null,
    message: null,
    turn: null,
    ...words,
  };
  return close(call, cause, planFarewell(request, call, policy), at, policy);
}

function fail(call: Call, errorDetail: string, at: Ms, policy: Policy): Step {
  return closeBy(call, { ...ownEnd('failure', [], errorDetail, call, policy), errorDetail }, {}, at, policy);
}

type Failed = Event & { type: 'playback.failed' };

/** A voice that fails on words no longer with the line (cut off by the caller, say) has failed nobody. */
function isPlaying(call: Call, event: Failed): boolean {
  return call.playing?.utteranceId === event.utteranceId;
}

function voiceFailed(call: Call, event: Failed, policy: Policy): Step {
  return fail({ ...call, playing: null }, `voice: ${event.detail}`, event.at, policy);
}

function voicemail(call: Call, event: Event & { type: 'voicemail.detected' }, policy: Policy): Step {
  const { action, message, tags } = policy.voicemail;
  if (action === 'ignore') return goOnActive(call, policy);
  const cause = ownEnd('voicemail', tags, `voicemail, says the ${event.by}`, call, policy);
  const words: Partial<EndRequest> =
    action === 'hang_up' ? { skipGoodbye: true } : { ownWords: { mode: 'fixed', text: message } };
  return closeBy(call, cause, words, event.at, policy);
}

/** Carries out what the clocks are due for, one thing at a time: a further one is due at once. */
function due(call: Call, at: Ms, policy: Policy): Step {
  const next = nextDue(call, policy);
  if (at < next.at) return goOnActive(call, policy);
  switch (next.what) {
    case 'lifetime':
      return fail(call, 'the call outlived every limit', at, policy);
    case 'cap':
      return capReached(call, at, policy);
    case 'silence':
    case 'no_words': {
      const evidence = next.what === 'silence' ? 'nobody said anything' : 'sounds, but no words';
      return closeBy(call, ownEnd('silence', policy.silence.tags, evidence, call, policy), {}, at, policy);
    }
    case 'wrap_up':
      return wrapUp(call, policy);
    case 'no_input':
      return goOnActive(noInputReported(call), policy, { type: 'report_no_input' });
    case 'check_in':
      return checkIn(call, at, policy);
  }
}

function capReached(call: Call, at: Ms, policy: Policy): Step {
  const evidence = `the cap of ${policy.maxDuration.capMs! / 1000} s`;
  return closeBy(call, ownEnd('max_duration', policy.maxDuration.tags, evidence, call, policy), {}, at, policy);
}

function wrapUp(call: Call, policy: Policy): Step {
  const done = call.clocks.wrapUpsDone;
  const told: Call = { ...call, clocks: { ...call.clocks, wrapUpsDone: done + 1 } };
  return goOnActive(told, policy, {
    type: 'instruct_model',
    instruction: policy.maxDuration.wrapUps[done]!.instruction,
  });
}

/** Speaking a check-in stops the clock while it plays and does not reset it. */
function checkIn(call: Call, at: Ms, policy: Policy): Step {
  const done = call.clocks.checkInsDone;
  const { message } = policy.silence.checkIns[done]!;
  const checkIns = call.checkIns + 1;
  const utteranceId = `check-in-${checkIns}`;
  const overdueAt = at + policy.limits.firstAudioMsMax + speakingMs(message) + policy.limits.markGraceMs;
  const asked: Call = {
    ...call,
    checkIns,
    playing: { utteranceId, overdueAt },
    clocks: { ...call.clocks, checkInsDone: done + 1 },
  };
  return goOnActive(asked, policy, { type: 'speak', utteranceId, text: message, role: 'check_in', voice: 'main' });
}

/** Waits for the tools beside an end tool; the cap does not wait. */
function inWaiting(call: Call, phase: Guarded, policy: Policy): Step {
  const deadline = Math.min(phase.waitBy, capDueAt(call, policy) ?? phase.waitBy);
  return [{ ...call, phase: { ...phase, deadline } }, []];
}

export function inGuarded(call: Call, phase: Guarded, event: Event, policy: Policy): Step {
  const { proposal } = phase;
  switch (event.type) {
    case 'tools.settled':
      return decide(call, withTools(proposal, event.failed ? 'failed' : 'idle'), event.at, policy);
    case 'deadline.reached': {
      if (event.at < phase.deadline) return inWaiting(call, phase, policy);
      if (event.at < phase.waitBy) return capReached(call, event.at, policy);
      return decide(call, withTools(proposal, 'other'), event.at, policy);
    }
    case 'end.proposed':
      return isFromModel(event.proposal)
        ? inWaiting(call, phase, policy)
        : accept(call, event.proposal, event.at, policy);
    case 'caller.said': {
      const goesOn = event.text.trim() === '' || event.meaning === 'closing' || event.meaning === 'backchannel';
      return goesOn ? inWaiting(call, phase, policy) : said(call, event, policy);
    }
    case 'voicemail.detected':
      return policy.voicemail.action === 'ignore' ? inWaiting(call, phase, policy) : voicemail(call, event, policy);
    case 'playback.failed':
      return isPlaying(call, event) ? voiceFailed(call, event, policy) : inWaiting(call, phase, policy);
    default:
      return inWaiting(call, phase, policy);
  }
}

function withTools(proposal: Proposal, tools: Proposal['outside']['tools']): Proposal {
  return { ...proposal, outside: { ...proposal.outside, tools } };
}
