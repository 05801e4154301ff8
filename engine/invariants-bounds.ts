/** Upper bounds worked out from the policy alone, by which every phase and every call comes to its end. */
import type { Call, Phase } from './call.ts';
import { type Ms, type Policy, speakingMs } from './policy.ts';

/** From the decision to end (again: the first one may be rescued at its last instant) to `ended`. */
function tailMs(policy: Policy): Ms {
  const { limits } = policy;
  const twice = limits.guardMsMax + limits.closingMsMax;
  return Math.max(limits.transferMsMax, twice) + limits.closingMsMax + limits.hangUpMsMax;
}

/**
 * By when a call that began at 0 has ended (ending.md section 11, invariant 1), whatever happens in it, if its
 * deadlines are delivered on time; or if they alone are from `since` on, whenever they were before.
 */
export function endBoundMs(policy: Policy, since: Ms = 0): Ms {
  const { limits, maxDuration, endingEnabled } = policy;
  const capped = endingEnabled && maxDuration.capMs !== null ? limits.ringMsMax + maxDuration.capMs : Infinity;
  return Math.max(since, Math.min(limits.lifetimeMsMax, capped)) + tailMs(policy);
}

/**
 * By when a call has ended if nothing but its deadlines comes from `now` on: the silence clock ends what nobody holds
 * open. `longestUtteranceMs` is the longest audio that the line has announced. `noInputMs` is the longest limit of an
 * awaited reply: it is reached once, and begins a new silence.
 */
export function quietBoundMs(policy: Policy, longestUtteranceMs: Ms, noInputMs: Ms = 0): Ms {
  const { limits, silence, endingEnabled } = policy;
  const { timeoutMs, noWordsMs } = silence;
  const limit = Math.min(timeoutMs ?? Infinity, noWordsMs ?? Infinity);
  if (!endingEnabled || limit === Infinity) return Infinity;
  const spoken = Math.max(limits.utteranceMsMax, longestUtteranceMs + limits.markGraceMs);
  const busy = Math.max(spoken, limits.workMsMax, limits.noiseMsMax);
  let checkIns = 0;
  for (const checkIn of silence.checkIns) {
    checkIns += limits.firstAudioMsMax + speakingMs(checkIn.message) + limits.markGraceMs;
  }
  return limits.ringMsMax + busy + 2 * checkIns + noInputMs + limit + tailMs(policy);
}

/** The latest deadline that a phase entered at `since` may carry; `closeBy` bounds the closing it belongs to. */
export function deadlineMax(phase: Phase, call: Call, since: Ms, closeBy: Ms, policy: Policy): Ms {
  const { limits } = policy;
  switch (phase.name) {
    case 'ringing':
      return call.startedAt + limits.ringMsMax;
    case 'active':
      return Math.min(call.startedAt + limits.lifetimeMsMax, capOf(call, policy));
    case 'guarded':
      return Math.min(since + limits.guardMsMax, Math.max(since, capOf(call, policy)));
    case 'closing':
      return closeBy;
    case 'paused':
      return Math.min(since + limits.pauseMsMax, closeBy);
    case 'transferring':
      return since + limits.transferMsMax;
    case 'hanging_up':
      return since + limits.hangUpMsMax;
    case 'ended':
      return Infinity;
  }
}

/** When the cap wants the leg down. */
export function capOf(call: Call, policy: Policy): Ms {
  const { capMs } = policy.maxDuration;
  return policy.endingEnabled && capMs !== null && call.answeredAt !== null ? call.answeredAt + capMs : Infinity;
}
