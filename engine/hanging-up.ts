/** From the decision to drop the leg to the proof that it is down, and the one end of every call. Source: design ending.md sections 8, 9. */
import type { Call, End, Farewell, Phase } from './call.ts';
import type { Effect, EndFacts } from './effects.ts';
import type { Event } from './events.ts';
import type { Ms, Policy } from './policy.ts';
import { endedReasonOf, type Party, type Proof, proofs, proves } from './reasons.ts';
import { quietMsAt, wordlessMsAt } from './silence.ts';
import { stay, type Step } from './turnout.ts';

type HangingUp = Extract<Phase, { name: 'hanging_up' }>;

/** A farewell that nobody was owed, or that never began. */
export const noFarewell: Farewell = {
  utteranceId: null,
  source: 'none',
  heard: 'not_started',
  share: 0,
  backedUp: false,
  resumed: false,
  text: '',
};

/** Orders the first hang-up. What is still playing at that moment is dropped with the leg. */
export function hangUp(call: Call, end: End, farewell: Farewell, at: Ms, policy: Policy, ...before: Effect[]): Step {
  const phase: HangingUp = {
    name: 'hanging_up',
    deadline: at + Math.min(waitAfter(1, policy), policy.limits.hangUpMsMax),
    end,
    farewell,
    since: at,
    attempt: 1,
    proof: null,
  };
  return [{ ...call, phase }, [...before, { type: 'hang_up', attempt: 1 }]];
}

export function inHangingUp(call: Call, phase: HangingUp, event: Event, policy: Policy): Step {
  if (event.type === 'hang_up.answered') {
    const proof = stronger(phase.proof, event.proof);
    const next = { ...phase, proof };
    return proves(proof, policy.requiredProof) ? finish(call, next, event.at, true, policy) : stay(call, next);
  }
  if (event.type !== 'deadline.reached' || event.at < phase.deadline) return stay(call, phase);
  if (event.at - phase.since >= policy.limits.hangUpMsMax) return finish(call, phase, event.at, false, policy);
  return retry(call, phase, event.at, policy);
}

/** One more attempt, which gets its time even when that of all attempts is over: nobody knows what became of the last one. */
export function hangUpAgain(call: Call, phase: HangingUp, at: Ms, policy: Policy): Step {
  const attempt = phase.attempt + 1;
  return [
    { ...call, phase: { ...phase, attempt, deadline: at + waitAfter(attempt, policy) } },
    [{ type: 'hang_up', attempt }],
  ];
}

function retry(call: Call, phase: HangingUp, at: Ms, policy: Policy): Step {
  const attempt = phase.attempt + 1;
  const deadline = Math.min(at + waitAfter(attempt, policy), phase.since + policy.limits.hangUpMsMax);
  return [{ ...call, phase: { ...phase, attempt, deadline } }, [{ type: 'hang_up', attempt }]];
}

function waitAfter(attempt: number, { limits }: Policy): Ms {
  return limits.hangUpRetryMs[attempt - 1] ?? limits.hangUpRetryMs.at(-1) ?? limits.hangUpMsMax;
}

function stronger(a: Proof | null, b: Proof | null): Proof | null {
  if (a === null || b === null) return a ?? b;
  return proofs.indexOf(a) >= proofs.indexOf(b) ? a : b;
}

/** Our own hang-up came to its end, proved or given up. */
function finish(call: Call, phase: HangingUp, at: Ms, reached: boolean, policy: Policy): Step {
  const hangUpFacts = {
    attempts: phase.attempt,
    proof: phase.proof,
    reached,
    latencyMs: at - phase.since,
    leakedMs: at - phase.since,
  };
  return end(call, phase.end, phase.farewell, hangUpFacts, null, at, policy);
}

/** The leg went down, whoever dropped it. A farewell under way stays what it was: the first cause wins. */
export function endByLeg(call: Call, event: Event & { type: 'leg.ended' }, policy: Policy): Step {
  const { phase } = call;
  if (phase.name === 'hanging_up') {
    const by = { ...phase.end, endedBy: event.by ?? phase.end.endedBy };
    const waitedMs = event.at - phase.since;
    const proof = stronger(phase.proof, event.proof);
    const facts = { attempts: phase.attempt, proof, reached: true, latencyMs: waitedMs, leakedMs: waitedMs };
    return end(call, by, phase.farewell, facts, event.cause, event.at, policy);
  }
  const facts = { attempts: 0, proof: event.proof, reached: true, latencyMs: 0, leakedMs: 0 };
  const closing = phase.name === 'closing' ? phase : phase.name === 'paused' ? phase.closing : null;
  const byCarrier = event.failed || (call.answeredAt === null && call.direction === 'outbound');
  const droppedBy = event.by ?? (byCarrier ? 'carrier' : 'caller');
  const cause = closing?.end ?? legEnd(event, call.answeredAt !== null);
  return end(
    call,
    { ...cause, endedBy: droppedBy },
    closing?.farewell ?? noFarewell,
    facts,
    event.cause,
    event.at,
    policy,
  );
}

function legEnd(event: Event & { type: 'leg.ended' }, answered: boolean): End {
  const failed = event.failed && answered;
  return {
    trigger: failed ? 'failure' : 'caller',
    endedBy: 'caller',
    reason: null,
    action: null,
    outcomeTags: [],
    evidence: event.cause,
    errorDetail: failed ? `the leg failed: ${event.cause}` : null,
    rescuable: false,
  };
}

/** Ends the call, once: `ended` absorbs whatever comes later. */
export function end(
  call: Call,
  cause: End,
  farewell: Farewell,
  hangUpFacts: EndFacts['hangUp'],
  carrierCause: string | null,
  at: Ms,
  policy: Policy,
): Step {
  const neverAnswered = call.direction === 'outbound' && call.answeredAt === null && cause.trigger === 'caller';
  const facts: EndFacts = {
    endedReason: neverAnswered ? 'not_answered' : endedReasonOf[cause.trigger],
    trigger: cause.trigger,
    endedBy: cause.endedBy,
    customEndCallReason: cause.reason,
    action: cause.action,
    carrierCause,
    errorDetail: cause.errorDetail,
    outcomeTags: cause.outcomeTags,
    evidence: cause.evidence,
    answeredAt: call.answeredAt,
    endedAt: at,
    farewell: {
      utteranceId: farewell.utteranceId,
      source: farewell.source,
      heard: farewell.heard,
      heardShare: farewell.share,
    },
    rescues: call.rescues,
    vetoes: call.vetoes,
    hangUp: hangUpFacts,
    clocks: { quietMs: quietMsAt(call, at, policy), wordlessMs: wordlessMsAt(call, at) },
  };
  const effects: Effect[] = [{ type: 'record_end', end: facts }];
  if (!hangUpFacts.reached) effects.push({ type: 'watch_leg', proof: hangUpFacts.proof });
  return [{ ...call, phase: { name: 'ended', deadline: null } }, effects];
}

/** Who ends a call by a trigger, as long as nobody else drops the line first. */
export function partyOf(trigger: End['trigger']): Party {
  if (trigger === 'operator') return 'operator';
  if (trigger === 'caller') return 'caller';
  const byAgent = [
    'tool',
    'tag',
    'command',
    'global_check',
    'flow_block',
    'mutual_goodbye',
    'phrase',
    'keypad',
    'transfer',
  ];
  return byAgent.includes(trigger) ? 'agent' : 'system';
}
