/** The last words: ordered once, heard or overdue, and then the hang-up. Source: design ending.md sections 4, 5. */
import type { Call, Closing, End, Farewell } from './call.ts';
import { dropPlayback, dropReply, speak, write } from './closing-orders.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import type { FarewellPlan } from './farewell.ts';
import { hangUp, noFarewell } from './hanging-up.ts';
import { type Cleared, type Finished, heardShare, overOf, withReport } from './hearing.ts';
import { withNamedReason } from './named-reason.ts';
import type { Ms, Policy } from './policy.ts';
import { pause, rescue, takesCallBack } from './rescue.ts';
import { capAt } from './silence.ts';
import type { Step } from './turnout.ts';

/** Enters `closing` with the cause fixed, or hangs up at once when nothing is to be said. */
export function close(call: Call, end: End, plan: FarewellPlan, at: Ms, policy: Policy): Step {
  if (plan.kind === 'none') {
    const effects = [...dropReply(call), ...dropPlayback(call)];
    const skipped: Farewell = { ...noFarewell, source: 'skipped', heard: 'skipped' };
    return hangUp({ ...call, playing: null, attempts: call.attempts + 1 }, end, skipped, at, policy, ...effects);
  }
  const attempt = { ...call, attempts: call.attempts + 1 };
  if (plan.kind === 'spoken') return adopt(attempt, end, plan.utteranceId, at, policy);
  const clears = plan.clears ? dropPlayback(call) : [];
  const ready = plan.clears ? { ...attempt, playing: null } : attempt;
  const id = `farewell-${attempt.attempts}`;
  const writes = plan.kind === 'write';
  const text = writes ? policy.farewell.message : plan.text;
  const farewell: Farewell = { ...noFarewell, utteranceId: id, source: plan.source, text };
  const effects = [...dropReply(call), ...clears, writes ? write(id, plan.instruction, call) : speak(id, text, 'main')];
  const stageBy = writes ? at + policy.limits.firstWordMsMax : firstAudioBy(ready.playing, at, policy);
  return enter(ready, end, farewell, writes ? 'writing' : 'starting', stageBy, at, policy, effects);
}

/** Words that play before the farewell are waited for. */
function firstAudioBy(before: Call['playing'], at: Ms, policy: Policy): Ms {
  return Math.max(at, before?.overdueAt ?? at) + policy.limits.firstAudioMsMax;
}

/** The agent's own words are the farewell: playing, heard before, or on their way to the line. */
function adopt(call: Call, end: End, utteranceId: string, at: Ms, policy: Policy): Step {
  const farewell: Farewell = {
    ...noFarewell,
    utteranceId,
    source: 'spoken_words',
    heard: 'unconfirmed',
    text: policy.farewell.message,
  };
  if (call.playing?.utteranceId === utteranceId) {
    return enter(call, end, farewell, 'playing', call.playing.overdueAt, at, policy, []);
  }
  const over = overOf(call, utteranceId);
  if (over !== null) {
    const heard: Farewell = { ...farewell, heard: over.heard, share: over.share };
    return enter(call, end, heard, 'listening', at + listenMs(end, policy), at, policy, []);
  }
  const awaited: Farewell = { ...farewell, heard: 'not_started' };
  return enter(call, end, awaited, 'starting', firstAudioBy(call.playing, at, policy), at, policy, []);
}

function listenMs(end: End, policy: Policy): Ms {
  return end.rescuable ? policy.rescue.listenMs : 0;
}

function enter(
  call: Call,
  end: End,
  farewell: Farewell,
  stage: Closing['stage'],
  stageBy: Ms,
  at: Ms,
  policy: Policy,
  effects: readonly Effect[],
): Step {
  const cap = capAt(call, policy);
  const longest = at + policy.limits.closingMsMax;
  const closeBy = cap === null ? longest : Math.min(longest, cap - policy.limits.hangUpLeadMs);
  // A transfer may outlive the cap: then there is no time for a word.
  if (at >= closeBy) return hangUp({ ...call, playing: null }, end, noFarewell, at, policy, ...dropPlayback(call));
  const phase: Closing = {
    name: 'closing',
    deadline: 0,
    end,
    farewell,
    stage,
    waitsFor: call.playing,
    enteredAt: at,
    stageBy,
    closeBy,
  };
  return [withDeadline(call, phase, policy), effects];
}

/** The closing with its deadline worked out anew. */
function withDeadline(call: Call, phase: Closing, policy: Policy): Call {
  const sustainedAt = sustainedSpeechAt(call, phase, policy);
  const listens = phase.stage === 'listening' && sustainedAt !== null;
  const stageBy = listens ? sustainedAt : Math.min(phase.stageBy, sustainedAt ?? phase.stageBy);
  return { ...call, phase: { ...phase, deadline: Math.min(stageBy, phase.closeBy) } };
}

/**
 * When the caller will have spoken long enough to stop the farewell; null when nothing can. One that went on after a pause
 * without words is not stopped again: from then on only words take the call back, and the hang-up waits for them.
 */
function sustainedSpeechAt(call: Call, phase: Closing, policy: Policy): Ms | null {
  if (!phase.end.rescuable || call.speakingSince === null) return null;
  if (phase.farewell.resumed && phase.stage !== 'listening') return null;
  if (phase.enteredAt - call.speakingSince >= policy.limits.noiseMsMax) return null; // Noise, before the end and now.
  return Math.max(call.speakingSince, phase.enteredAt) + policy.limits.sustainedSpeechMs;
}

export function inClosing(call: Call, phase: Closing, event: Event, policy: Policy): Step {
  const to = (change: Partial<Closing>): Step => [withDeadline(call, { ...phase, ...change }, policy), []];
  switch (event.type) {
    case 'deadline.reached':
      return event.at < phase.deadline ? to({}) : overdue(call, phase, event.at, policy);
    case 'end.proposed': {
      const { trigger, skipGoodbye } = event.proposal;
      const now = trigger === 'operator' && skipGoodbye;
      return now
        ? hangUp(call, phase.end, phase.farewell, event.at, policy, ...dropPlayback(call))
        : to({ end: withNamedReason(phase.end, event.proposal) });
    }
    case 'caller.said':
      return takesCallBack(event, phase.end, policy) ? rescue(call, phase, true, policy) : to({});
    default:
      return followPlayback(call, phase, event, policy) ?? to({});
  }
}

/** Events of the farewell's own utterance, and the end of words before it. */
function followPlayback(call: Call, phase: Closing, event: Event, policy: Policy): Step | null {
  const { farewell } = phase;
  const to = (change: Partial<Closing>): Step => [withDeadline(call, { ...phase, ...change }, policy), []];
  if (!('utteranceId' in event)) return null;
  if (event.utteranceId !== farewell.utteranceId) return followWordsBefore(call, phase, event, policy);
  switch (event.type) {
    case 'utterance.started':
      if (phase.stage !== 'writing') return null;
      return to({ stage: 'starting', stageBy: firstAudioBy(phase.waitsFor, event.at, policy) });
    case 'farewell.failed':
      return phase.stage === 'writing' ? sayFixed(call, phase, event.at, policy) : null;
    case 'playback.started':
      if (phase.stage !== 'starting' && phase.stage !== 'writing') return null;
      return to({
        stage: 'playing',
        stageBy: overdueAt(call, event, policy),
        farewell: { ...farewell, heard: 'unconfirmed' },
      });
    case 'playback.queued': // Its audio exists, whether or not the line tells of its first sound.
      if (phase.stage === 'listening') return null;
      return to({
        stage: 'playing',
        stageBy: event.at + event.remainingMs + policy.limits.markGraceMs,
        farewell: { ...farewell, heard: 'unconfirmed' },
      });
    case 'playback.finished':
      return finished(call, phase, event, policy);
    case 'playback.cleared':
      return cleared(call, phase, event, policy);
    case 'playback.failed':
      return phase.stage === 'listening' ? null : voiceFailed(call, phase, event.at, policy);
    default:
      return null;
  }
}

function overdueAt(call: Call, event: Event & { utteranceId: string }, policy: Policy): Ms {
  const isNewest = call.playing?.utteranceId === event.utteranceId;
  return isNewest ? call.playing!.overdueAt : event.at + policy.limits.utteranceMsMax;
}

/** Words that play before the farewell: its own sound is due when they are over. */
function followWordsBefore(
  call: Call,
  phase: Closing,
  event: Event & { utteranceId: string },
  policy: Policy,
): Step | null {
  if (phase.waitsFor?.utteranceId !== event.utteranceId) return null;
  if (!isOver(event) && event.type !== 'playback.queued') return null;
  const { utteranceId } = event;
  const waitsFor =
    event.type === 'playback.queued'
      ? { utteranceId, overdueAt: event.at + event.remainingMs + policy.limits.markGraceMs }
      : null;
  const stageBy = phase.stage === 'starting' ? firstAudioBy(waitsFor, event.at, policy) : phase.stageBy;
  const failed = event.type === 'playback.failed' && call.playing?.utteranceId === utteranceId;
  return [withDeadline(failed ? { ...call, playing: null } : call, { ...phase, waitsFor, stageBy }, policy), []];
}

function isOver(event: Event): boolean {
  return event.type === 'playback.finished' || event.type === 'playback.cleared' || event.type === 'playback.failed';
}

function finished(call: Call, phase: Closing, event: Finished, policy: Policy): Step | null {
  if (phase.stage === 'listening') return heardAfterAll(call, phase, event, policy);
  if (event.pushedMs <= 0) return voiceFailed(call, phase, event.at, policy);
  const farewell = withReport(phase.farewell, event);
  const heard = farewell.heard === event.proof;
  const next = heard
    ? { ...phase, farewell, stage: 'listening' as const, stageBy: event.at + listenMs(phase.end, policy) }
    : { ...phase, farewell };
  return [withDeadline(call, next, policy), []];
}

/** A goodbye that was over before the end went ahead, and whose report comes late. */
function heardAfterAll(call: Call, phase: Closing, event: Finished, policy: Policy): Step | null {
  if (phase.farewell.heard !== 'unconfirmed') return null;
  return [withDeadline(call, { ...phase, farewell: withReport(phase.farewell, event) }, policy), []];
}

/** The line itself dropped the farewell, because the caller spoke over it. */
function cleared(call: Call, phase: Closing, event: Cleared, policy: Policy): Step | null {
  if (phase.stage === 'listening') return null;
  const interrupted = { ...phase, farewell: withReport(phase.farewell, event) };
  if (!phase.end.rescuable) return goOn(call, interrupted, event.at, policy);
  const byCaller = call.speakingSince !== null; // A line also clears when the leg goes down.
  return policy.rescue.mode === 'any_speech' && byCaller
    ? rescue(call, interrupted, false, policy)
    : pause(call, interrupted, event.at, policy);
}

function overdue(call: Call, phase: Closing, at: Ms, policy: Policy): Step {
  const { farewell } = phase;
  if (at >= phase.closeBy) return outOfTime(call, phase, at, policy);
  const sustainedAt = sustainedSpeechAt(call, phase, policy);
  if (sustainedAt !== null && at >= sustainedAt) {
    return policy.rescue.mode === 'any_speech' ? rescue(call, phase, false, policy) : pause(call, phase, at, policy);
  }
  if (phase.stage === 'writing') return sayFixed(call, phase, at, policy);
  if (phase.stage === 'starting') return voiceFailed(call, phase, at, policy);
  return hangUp(call, phase.end, farewell, at, policy);
}

function outOfTime(call: Call, phase: Closing, at: Ms, policy: Policy): Step {
  return hangUp(call, phase.end, phase.farewell, at, policy, ...dropPlayback(call));
}

/** The model could not write the farewell in time: the fixed message takes its place. */
function sayFixed(call: Call, phase: Closing, at: Ms, policy: Policy): Step {
  if (at >= phase.closeBy) return outOfTime(call, phase, at, policy);
  const utteranceId = `${phase.farewell.utteranceId}-fixed`;
  const farewell: Farewell = { ...phase.farewell, utteranceId, source: 'configured' };
  const next: Closing = { ...phase, farewell, stage: 'starting', stageBy: firstAudioBy(phase.waitsFor, at, policy) };
  return [withDeadline(call, next, policy), [{ type: 'cancel_reply' }, speak(utteranceId, farewell.text, 'main')]];
}

/** The voice gave no sound: the backup voice once, then the hang-up. */
function voiceFailed(call: Call, phase: Closing, at: Ms, policy: Policy): Step {
  if (phase.farewell.backedUp) {
    return hangUp(call, phase.end, { ...phase.farewell, heard: 'failed' }, at, policy, ...dropPlayback(call));
  }
  if (at >= phase.closeBy) return outOfTime(call, phase, at, policy);
  const utteranceId = `${phase.farewell.utteranceId}-backup`;
  const farewell: Farewell = { ...phase.farewell, utteranceId, backedUp: true };
  const stageBy = at + policy.limits.firstAudioMsMax;
  const next: Closing = { ...phase, farewell, stage: 'starting', waitsFor: null, stageBy };
  const effects: Effect[] = [{ type: 'cancel_reply' }, { type: 'clear_playback' }];
  return [
    withDeadline({ ...call, playing: null }, next, policy),
    [...effects, speak(utteranceId, farewell.text, 'backup')],
  ];
}

/** After an interruption that was no taking back: what was not heard is said, once. */
export function goOn(call: Call, phase: Closing, at: Ms, policy: Policy): Step {
  const { farewell } = phase;
  const quiet: Call = { ...call, speakingSince: null };
  if (
    phase.stage === 'listening' ||
    farewell.share >= heardShare ||
    farewell.resumed ||
    farewell.utteranceId === null ||
    at >= phase.closeBy
  ) {
    return hangUp(quiet, phase.end, farewell, at, policy);
  }
  const utteranceId = `${farewell.utteranceId}-rest`;
  const next: Closing = {
    ...phase,
    farewell: { ...farewell, utteranceId, resumed: true },
    stage: 'starting',
    waitsFor: null,
    stageBy: at + policy.limits.firstAudioMsMax,
  };
  return [
    withDeadline(quiet, next, policy),
    [{ type: 'resume_farewell', utteranceId, of: farewell.utteranceId, text: farewell.text }],
  ];
}
