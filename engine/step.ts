/**
 * The life of a call: `step(call, event, policy)` gives the next state and the orders to carry out. No clock, no I/O:
 * the same call and event give the same answer, so a stored log replays. Source: design ending.md section 1.
 */
import { inActive, inGuarded, inRinging } from './active.ts';
import type { Call, End } from './call.ts';
import { inClosing } from './closing.ts';
import type { Event } from './events.ts';
import { endByLeg, inHangingUp } from './hanging-up.ts';
import { overOf, withOver } from './hearing.ts';
import { loseNode } from './node-lost.ts';
import { inPaused } from './paused.ts';
import type { Ms, Policy } from './policy.ts';
import { isTakenBack } from './rescue.ts';
import { awaitReply, foldClocks, resetClocks } from './silence.ts';
import { completedLate, inTransferring } from './transferring.ts';
import { stay, type Step } from './turnout.ts';

export function step(call: Call, event: Event, policy: Policy): Step {
  if (call.phase.name === 'ended') return stay(call, call.phase); // Late and repeated events do nothing.
  const now = foldClocks(call, event.at, policy);
  if ('utteranceId' in event && isTakenBack(now, event.utteranceId)) return stay(now, now.phase);
  const seen = observe(now, event, policy);
  if (event.type === 'leg.ended') return endByLeg(seen, event, policy);
  if (event.type === 'node.lost') return loseNode(seen, event, policy);
  const late = event.type === 'transfer.completed' ? completedLate(seen, event, policy) : null;
  if (late) return late;
  const { phase } = seen;
  switch (phase.name) {
    case 'ringing':
      return inRinging(seen, event, policy);
    case 'active':
      return inActive(seen, event, policy);
    case 'guarded':
      return inGuarded(seen, phase, event, policy);
    case 'closing':
      return inClosing(seen, phase, event, policy);
    case 'paused':
      return inPaused(seen, phase, event, policy);
    case 'transferring':
      return inTransferring(seen, phase, event, policy);
    case 'hanging_up':
      return inHangingUp(seen, phase, event, policy);
    case 'ended':
      return stay(seen, phase);
  }
}

/** What an event says about the two sides, whatever the phase makes of it. */
function observe(call: Call, event: Event, policy: Policy): Call {
  switch (event.type) {
    case 'caller.speech_started':
      return call.speakingSince === null ? { ...call, speakingSince: event.at } : call;
    case 'caller.speech_stopped':
      return call.speakingSince === null ? call : { ...call, speakingSince: null };
    case 'caller.said':
      if (event.text.trim() === '') return call;
      return { ...resetClocks(call), callerMeaning: event.meaning, vetoesInRow: 0 };
    case 'caller.pressed':
      return { ...resetClocks(call), callerMeaning: call.callerMeaning ?? 'other' };
    case 'transfer.failed':
      return call.overdueTransfer === null ? call : { ...call, overdueTransfer: null };
    case 'reply.awaited':
      return awaitReply(call, event.noInputMs);
    case 'work.started':
      return startWork(call, event.workId, event.at, policy);
    case 'work.finished':
      return { ...call, works: call.works.filter((work) => work.workId !== event.workId) };
    case 'agent.said': {
      const { utteranceId, closing, onlyClosing, phrase } = event;
      return { ...call, lastSaid: { utteranceId, closing, onlyClosing, phrase } };
    }
    case 'end.proposed':
      return event.proposal.errorDetail === null ? call : noteTrouble(call, event.proposal.errorDetail);
    default:
      return observePlayback(call, event, policy);
  }
}

/** The first cause of an end stays, and what went wrong on the way is told beside it. */
function noteTrouble(call: Call, errorDetail: string): Call {
  const { phase } = call;
  const noted = (end: End): End => ({ ...end, errorDetail: end.errorDetail ?? errorDetail });
  switch (phase.name) {
    case 'closing':
    case 'hanging_up':
      return { ...call, phase: { ...phase, end: noted(phase.end) } };
    case 'paused':
      return { ...call, phase: { ...phase, closing: { ...phase.closing, end: noted(phase.closing.end) } } };
    default:
      return call;
  }
}

/** Those whose end was lost are forgotten when their time is over. */
function startWork(call: Call, workId: string, at: Ms, policy: Policy): Call {
  if (call.works.some((work) => work.workId === workId)) return call;
  const live = call.works.filter((work) => work.until > at);
  return { ...call, works: [...live, { workId, until: at + policy.limits.workMsMax }] };
}

/** Lines play in order, so only the newest utterance tells whether the agent is still to be heard. */
function observePlayback(call: Call, event: Event, policy: Policy): Call {
  if (!('utteranceId' in event)) return call;
  const { utteranceId } = event;
  const isNewest = call.playing?.utteranceId === utteranceId;
  const isOver = overOf(call, utteranceId) !== null;
  switch (event.type) {
    case 'utterance.started':
      if (isNewest || isOver) return call;
      return { ...call, playing: { utteranceId, overdueAt: event.at + policy.limits.utteranceMsMax } };
    case 'playback.queued': {
      const overdueAt = event.at + event.remainingMs + policy.limits.markGraceMs;
      return isNewest ? { ...call, playing: { utteranceId, overdueAt } } : call;
    }
    case 'playback.finished':
    case 'playback.cleared':
      return { ...call, playing: isNewest ? null : call.playing, over: withOver(call.over, event) };
    default:
      return call;
  }
}
