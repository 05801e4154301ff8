/**
 * What a watcher knows of one ending attempt, from events and effects alone, and the rules it holds the engine to:
 * ending.md section 11, invariants 3 (no hang-up before the farewell was heard), 4 (one farewell for each attempt) and
 * 7 (who may take the call back).
 *
 * One farewell is: the words ordered on entering `closing` or the reply adopted there; a fixed message in place of a
 * written one that never began; the backup voice in place of a failed one; what was left of it after one interruption.
 */
import type { Call } from './call.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { heardIn, wasPlayed, type Utterance, utteranceOf } from './invariants-line.ts';
import type { Ms, Policy } from './policy.ts';
import type { Trigger } from './reasons.ts';

export type Attempt = {
  openedAt: Ms;
  /** The whole closing is overdue. */
  closeBy: Ms;
  mayRescue: boolean;
  /** Nothing was to be heard. */
  skipped: boolean;
  /** The utterance now owed to the caller, and every one that was. */
  id: string | null;
  ids: readonly string[];
  /** When it was ordered, or for written words: handed to the voice. */
  orderedAt: Ms;
  /** Ordered from the model, and its first word is not there yet. */
  writing: boolean;
  /** The words that play before it. */
  after: string | null;
  backup: boolean;
  resumed: boolean;
  heardAt: Ms | null;
  heardBy: 'confirmed' | 'estimated' | null;
  cut: boolean;
  failed: boolean;
};

type FarewellOrder = Effect & { type: 'speak' | 'write_farewell' | 'resume_farewell' };

export function farewellOrders(effects: readonly Effect[]): FarewellOrder[] {
  return effects.filter(isFarewellOrder);
}

function isFarewellOrder(effect: Effect): effect is FarewellOrder {
  if (effect.type === 'speak') return effect.role === 'farewell';
  return effect.type === 'write_farewell' || effect.type === 'resume_farewell';
}

const final: ReadonlySet<Trigger> = new Set(['balance', 'voicemail', 'operator', 'max_duration']);

/** Ends that the specification leaves open; the engine lets nobody take them back. */
const leftOpen: ReadonlySet<Trigger> = new Set(['pre_call', 'failure', 'transfer']);

export function mayRescue(trigger: Trigger, isFinal: boolean, rescues: number, policy: Policy): boolean {
  const { mode, rescuesMax } = policy.rescue;
  return mode !== 'off' && rescues < rescuesMax && !isFinal && !final.has(trigger) && !leftOpen.has(trigger);
}

const begins: ReadonlySet<string> = new Set(['utterance.started', 'playback.started', 'playback.queued']);

/** The attempt after an event of the line, before the orders of this step. */
export function hearAttempt(attempt: Attempt, event: Event): Attempt {
  if (!('utteranceId' in event) || event.utteranceId !== attempt.id) return attempt;
  if (wasPlayed(event) && attempt.heardBy === null) {
    return { ...attempt, writing: false, heardAt: attempt.heardAt ?? event.at, heardBy: heardIn(event) };
  }
  if (!attempt.writing || !begins.has(event.type)) return attempt;
  return { ...attempt, writing: false, orderedAt: event.at };
}

/** From when on a voice without a sound counts as down. */
function soundBy(attempt: Attempt, line: readonly Utterance[], policy: Policy): Ms {
  const before = utteranceOf(line, attempt.after);
  const free = before?.overAt ?? before?.playedBy ?? attempt.orderedAt;
  return Math.max(attempt.orderedAt, free) + policy.limits.firstAudioMsMax;
}

/** The voice gave no sound for the words now owed. */
function voiceIsDown(attempt: Attempt, line: readonly Utterance[], event: Event, policy: Policy): boolean {
  const own = 'utteranceId' in event && event.utteranceId === attempt.id;
  if (own && event.type === 'playback.failed') return true;
  if (own && event.type === 'playback.finished' && event.pushedMs <= 0) return true;
  const silent = utteranceOf(line, attempt.id)?.sounds !== true;
  return silent && !attempt.writing && event.at >= soundBy(attempt, line, policy);
}

export type Moment = {
  before: Call;
  event: Event;
  line: readonly Utterance[];
  /** A pause is over: no words came in its time. */
  pauseOver: boolean;
  policy: Policy;
};

/** Why the first hang-up of an attempt may be ordered now, or null. */
export function leaveToHangUp(attempt: Attempt, moment: Moment): string | null {
  const { before, event, line, policy } = moment;
  const listenMs = attempt.mayRescue ? policy.rescue.listenMs : 0;
  if (attempt.skipped) return 'skipped';
  if (event.type === 'caller.said' && before.phase.name === 'paused' && partsWith(event)) return 'cut';
  if (attempt.backup && voiceIsDown(attempt, line, event, policy)) return 'failed';
  const listened = attempt.heardAt !== null && event.at >= attempt.heardAt + listenMs;
  if (listened || (attempt.heardAt !== null && moment.pauseOver)) return 'heard';
  if (event.at >= attempt.closeBy) return 'overdue';
  if (event.type === 'end.proposed' && event.proposal.trigger === 'operator' && event.proposal.skipGoodbye) {
    return 'ordered by the operator';
  }
  const playedBy = utteranceOf(line, attempt.id)?.playedBy ?? Infinity;
  if (event.at >= playedBy) return 'overdue';
  if (attempt.resumed && (moment.pauseOver || isCleared(attempt, event))) return 'interrupted again';
  return null;
}

function partsWith(event: Event & { type: 'caller.said' }): boolean {
  return event.text.trim() !== '' && (event.meaning === 'closing' || event.meaning === 'backchannel');
}

function isCleared(attempt: Attempt, event: Event): boolean {
  return event.type === 'playback.cleared' && event.utteranceId === attempt.id;
}

/** Why this further order belongs to the same farewell, or null. */
export function leaveToOrder(attempt: Attempt, order: FarewellOrder, moment: Moment): string | null {
  const { event, line, policy } = moment;
  if (attempt.skipped || attempt.heardAt !== null || order.type === 'write_farewell') return null;
  if (attempt.ids.includes(order.utteranceId)) return null;
  if (order.type === 'resume_farewell') {
    const cleared = isCleared(attempt, event) && !attempt.mayRescue;
    return !attempt.resumed && order.of === attempt.id && (moment.pauseOver || cleared) ? 'resumed' : null;
  }
  if (order.voice === 'backup') {
    return !attempt.backup && voiceIsDown(attempt, line, event, policy) ? 'backup' : null;
  }
  const failed = event.type === 'farewell.failed' && event.utteranceId === attempt.id;
  const late = event.at >= attempt.orderedAt + policy.limits.firstWordMsMax;
  return attempt.writing && (failed || late) ? 'fixed' : null;
}

/** Nothing plays before the words in place of cleared ones. */
function clears(order: FarewellOrder): boolean {
  return order.type === 'resume_farewell' || (order.type === 'speak' && order.voice === 'backup');
}

/** The attempt with this order as the words now owed. */
export function owe(attempt: Attempt, order: FarewellOrder, at: Ms): Attempt {
  return {
    ...attempt,
    id: order.utteranceId,
    ids: [...attempt.ids, order.utteranceId],
    orderedAt: at,
    writing: order.type === 'write_farewell',
    after: clears(order) ? null : attempt.after,
    backup: attempt.backup || (order.type === 'speak' && order.voice === 'backup'),
    resumed: attempt.resumed || order.type === 'resume_farewell',
  };
}

/** Whether this event lets the caller take the call back. */
export function leaveToRescue(attempt: Attempt, speechAt: Ms | null, event: Event, policy: Policy): boolean {
  if (!attempt.mayRescue) return false;
  const anySpeech = policy.rescue.mode === 'any_speech';
  if (event.type === 'caller.said') return event.text.trim() !== '' && (anySpeech || !partsWith(event));
  if (!anySpeech) return false;
  return isCleared(attempt, event) || (speechAt !== null && event.at >= sustainedAt(attempt, speechAt, policy));
}

/** When speech that began at `speechAt` will have lasted long enough to stop the farewell. */
export function sustainedAt(attempt: Attempt, speechAt: Ms, policy: Policy): Ms {
  return Math.max(speechAt, attempt.openedAt) + policy.limits.sustainedSpeechMs;
}
