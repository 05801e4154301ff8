/** Whether the record of an end tells what the log tells (ending.md sections 8 and 9). */
import type { Call, End } from './call.ts';
import type { EndFacts } from './effects.ts';
import type { Event } from './events.ts';
import type { Edge, Monitor } from './invariants.ts';
import { endedReasonOf, proves } from './reasons.ts';

type Wrong = (what: string) => void;

/** Tells what the record of an end says otherwise than the log does. `cause`: fixed when the end began, if one did. */
export function checkFacts(monitor: Monitor, edge: Edge, cause: End | null, facts: EndFacts): void {
  const { before, event, effects, broken } = edge;
  const wrong: Wrong = (what) => void broken.push(`2: the record is wrong about ${what}`);
  if (facts.endedAt !== event.at) wrong('the time');
  if (facts.rescues !== monitor.rescues) wrong('the rescues');
  if (facts.hangUp.attempts !== monitor.hangUps) wrong('the hang-ups');
  checkCause(before, cause, facts, wrong);
  checkHearing(monitor, facts, wrong);
  const leftAlone = event.type === 'node.lost' && before.phase.name === 'transferring';
  const byItself = event.type === 'leg.ended' || event.type === 'transfer.completed' || leftAlone;
  if (before.phase.name === 'hanging_up') checkProof(monitor, event, facts, wrong);
  else if (!byItself) broken.push(`1: ${event.type} ended the call`);
  const watched = effects.some((effect) => effect.type === 'watch_leg');
  if (watched === facts.hangUp.reached) wrong('who watches the leg');
}

function checkCause(before: Call, cause: End | null, facts: EndFacts, wrong: Wrong): void {
  const neverAnswered = before.direction === 'outbound' && before.answeredAt === null && facts.trigger === 'caller';
  const reason = neverAnswered ? 'not_answered' : endedReasonOf[facts.trigger];
  if (facts.endedReason !== reason) wrong('the reason');
  if (cause && (facts.trigger !== cause.trigger || facts.customEndCallReason !== cause.reason)) wrong('the cause');
  if (cause && (facts.evidence !== cause.evidence || facts.action !== cause.action)) wrong('the evidence');
}

function checkHearing({ attempt }: Monitor, { farewell }: EndFacts, wrong: Wrong): void {
  const { heard, heardShare } = farewell;
  const wasHeard = heard === 'confirmed' || heard === 'estimated';
  if (!(heardShare >= 0 && heardShare <= 1)) wrong('the heard share');
  if (wasHeard ? attempt?.heardBy !== heard : (attempt?.heardBy ?? null) !== null) wrong('hearing');
  if (heard === 'cut_by_closing' && !attempt?.cut) wrong('a cut');
  if (heard === 'failed' && !attempt?.failed) wrong('a failure');
  if (heard === 'skipped' && !attempt?.skipped) wrong('a skip');
}

function checkProof(monitor: Monitor, event: Event, facts: EndFacts, wrong: Wrong): void {
  const { policy, proof } = monitor;
  const down = event.type === 'leg.ended' || proves(proof, policy.requiredProof);
  if (facts.hangUp.proof !== proof || facts.hangUp.reached !== down) wrong('the proof');
  const openMs = event.at - (monitor.hangUpAt ?? event.at);
  if (facts.hangUp.leakedMs !== openMs) wrong('the leaked time');
  if (!down && openMs < policy.limits.hangUpMsMax) wrong('giving up');
}
