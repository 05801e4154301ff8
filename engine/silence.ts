/**
 * The clocks of an active call: silence, no words, and the way to the cap. A clock is an amount folded at an instant
 * plus what has run since, so that no event is needed for it to start or stop. Source: design ending.md sections 6, 7.
 */
import type { Call } from './call.ts';
import { type Ms, type Policy, speakingMs } from './policy.ts';

/** Until when the agent's side owes the caller a word: speech with the line, or a model, tool or hold under way. */
export function busyUntil(call: Call): Ms {
  let until = call.playing?.overdueAt ?? call.startedAt;
  for (const work of call.works) if (work.until > until) until = work.until;
  return until;
}

/** From when the silence clock runs if nothing else happens. Noise stops it for a bounded time only. */
function quietFrom(call: Call, policy: Policy): Ms {
  const busy = Math.max(call.clocks.foldedAt, busyUntil(call));
  return call.speakingSince === null ? busy : Math.max(busy, call.speakingSince + policy.limits.noiseMsMax);
}

function wordlessFrom(call: Call): Ms {
  return Math.max(call.clocks.foldedAt, busyUntil(call));
}

/** Milliseconds in which nobody owed anybody a word, since the caller's last words. */
export function quietMsAt(call: Call, at: Ms, policy: Policy): Ms {
  return call.clocks.quietMs + Math.max(0, at - quietFrom(call, policy));
}

/** Milliseconds without one recognised word, agent speech and work left out. */
export function wordlessMsAt(call: Call, at: Ms): Ms {
  return call.clocks.wordlessMs + Math.max(0, at - wordlessFrom(call));
}

/** Brings both clocks up to `at`. They stand still in every phase but `active` and `guarded`. */
export function foldClocks(call: Call, at: Ms, policy: Policy): Call {
  if (at <= call.clocks.foldedAt) return call;
  const runs = call.phase.name === 'active' || call.phase.name === 'guarded';
  const clocks = {
    foldedAt: at,
    quietMs: runs ? quietMsAt(call, at, policy) : call.clocks.quietMs,
    wordlessMs: runs ? wordlessMsAt(call, at) : call.clocks.wordlessMs,
    checkInsDone: call.clocks.checkInsDone,
    wrapUpsDone: call.clocks.wrapUpsDone,
    noInput: call.clocks.noInput,
  };
  return { ...call, clocks };
}

/** The caller's words start both clocks again, and the limit of an awaited reply with them. Fold first. */
export function resetClocks(call: Call): Call {
  const { noInput } = call.clocks;
  const again = noInput && { ...noInput, fromMs: 0 };
  return { ...call, clocks: { ...call.clocks, quietMs: 0, wordlessMs: 0, checkInsDone: 0, noInput: again } };
}

/** From now on a reply is awaited, with this limit in place of the timeout, or with the timeout alone. Fold first. */
export function awaitReply(call: Call, limitMs: Ms | null): Call {
  const noInput = limitMs === null ? null : { limitMs, fromMs: call.clocks.quietMs };
  return { ...call, clocks: { ...call.clocks, noInput } };
}

/**
 * The limit was reached: what the flow does about it begins a new silence, so that the timeout, which may be shorter,
 * does not end the call in the same instant. Without words the clock of `noWordsMs` runs on.
 */
export function noInputReported(call: Call): Call {
  return { ...call, clocks: { ...call.clocks, quietMs: 0, checkInsDone: 0, noInput: null } };
}

/** The instant at which the leg must be down, null without a cap or before the answer. */
export function capAt(call: Call, policy: Policy): Ms | null {
  const { capMs } = policy.maxDuration;
  return policy.endingEnabled && capMs !== null && call.answeredAt !== null ? call.answeredAt + capMs : null;
}

/**
 * When the farewell of the cap must begin, so that it is over in time; never in the first half of the call. Its length is
 * estimated, and a voice begins late: one that is cut by the cap would be worse than a line that is down a little early.
 */
export function capDueAt(call: Call, policy: Policy): Ms | null {
  const cap = capAt(call, policy);
  if (cap === null) return null;
  const room = speakingMs(policy.farewell.message) * 1.2 + policy.limits.markGraceMs + policy.limits.hangUpLeadMs;
  return cap - Math.ceil(Math.min(room, policy.maxDuration.capMs! / 2));
}

/** What an active call waits for, and when it is due. */
export type Due = {
  at: Ms;
  what: 'lifetime' | 'cap' | 'wrap_up' | 'silence' | 'no_input' | 'check_in' | 'no_words';
};

/** What is due first if nothing else happens. Of two at the same instant the one that ends the call wins. */
export function nextDue(call: Call, policy: Policy): Due {
  let first: Due = { at: call.startedAt + policy.limits.lifetimeMsMax, what: 'lifetime' };
  const consider = (at: Ms, what: Due['what']): void => {
    if (at < first.at) first = { at, what };
  };
  const quietAt = quietFrom(call, policy) - call.clocks.quietMs;
  const { noInput } = call.clocks;
  const noInputAt = noInput && quietAt + noInput.fromMs + noInput.limitMs;
  if (!policy.endingEnabled) {
    if (noInputAt !== null) consider(noInputAt, 'no_input');
    return first;
  }
  const cap = capAt(call, policy);
  if (cap !== null) {
    consider(capDueAt(call, policy)!, 'cap');
    const wrapUp = policy.maxDuration.wrapUps[call.clocks.wrapUpsDone];
    if (wrapUp) consider(cap - wrapUp.beforeEndMs, 'wrap_up');
  }
  const { timeoutMs, noWordsMs, checkIns } = policy.silence;
  if (noWordsMs !== null) consider(wordlessFrom(call) + noWordsMs - call.clocks.wordlessMs, 'no_words');
  if (noInputAt !== null) consider(noInputAt, 'no_input');
  else if (timeoutMs !== null) consider(quietAt + timeoutMs, 'silence');
  const checkIn = checkIns[call.clocks.checkInsDone];
  if (checkIn) consider(quietAt + checkIn.afterMs, 'check_in');
  return first;
}
