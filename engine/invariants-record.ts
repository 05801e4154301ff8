/** Whether the record of an end tells what the log tells (ending.md sections 8 and 9). */
import type { Call, End } from './call.ts';
import type { Effect, EndFacts } from './effects.ts';
import type { Event } from './events.ts';
import type { Monitor } from './invariants.ts';
import { endedReasonOf, proves } from './reasons.ts';

/** Adds what the record of an end says otherwise than the log does. */
export function checkFacts(
  monitor: Monitor,
  before: Call,
  cause: End | null,
  event: Event,
  facts: EndFacts,
  effects: readonly Effect[],
  broken: string[],
): void {
  const { attempt } = monitor;
  const wrong = (what: string): void => void broken.push(`2: the record is wrong about ${what}`);
  if (facts.endedAt !== event.at) wrong('the time');
  if (facts.rescues !== monitor.rescues) wrong('the rescues');
  if (facts.hangUp.attempts !== monitor.hangUps) wrong('the hang-ups');
  if (facts.endedReason !== 'not_answered' && facts.endedReason !== endedReasonOf[facts.trigger]) wrong('the reason');
  if (cause && (facts.trigger !== cause.trigger || facts.customEndCallReason !== cause.reason)) wrong('the cause');
  if (cause && (facts.evidence !== cause.evidence || facts.action !== cause.action)) wrong('the evidence');
  const { heard, heardShare } = facts.farewell;
  if (!(heardShare >= 0 && heardShare <= 1)) wrong('the heard share');
  if ((heard === 'confirmed' || heard === 'estimated') !== (attempt !== null && attempt.heardBy !== null)) wrong('hearing');
  if (heard === 'cut_by_closing' && !attempt?.cut) wrong('a cut');
  if (heard === 'failed' && !attempt?.failed) wrong('a failure');
  if (heard === 'skipped' && !attempt?.skipped) wrong('a skip');
  if (before.phase.name === 'hanging_up') checkProof(monitor, event, facts, wrong);
  else if (event.type !== 'leg.ended' && event.type !== 'transfer.completed') broken.push(`1: ${event.type} ended the call`);
  const watched = effects.some((effect) => effect.type === 'watch_leg');
  if (watched === facts.hangUp.reached) wrong('who watches the leg');
}

function checkProof(monitor: Monitor, event: Event, facts: EndFacts, wrong: (what: string) => void): void {
  const { policy, proof } = monitor;
  const down = event.type === 'leg.ended' || proves(proof, policy.requiredProof);
  if (facts.hangUp.proof !== proof || facts.hangUp.reached !== down) wrong('the proof');
  const openMs = event.at - (monitor.hangUpAt ?? event.at);
  if (facts.hangUp.leakedMs !== openMs) wrong('the leaked time');
  if (!down && openMs < policy.limits.hangUpMsMax) wrong('giving up');
}
