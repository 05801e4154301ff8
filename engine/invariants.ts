/**
 * A watcher over the log of one call: it checks ending.md section 11 on every step, from events and effects, and is
 * plain data, so that a walk over all states may branch. Invariants 1 to 5, 7 and 8 are here and in the files beside
 * this one; 9 is `replay`, 6 is the reply filter's, 10 the store's.
 */
import type { Call, End } from './call.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { follow, isLateTransfer } from './invariants-attempt.ts';
import { deadlineMax } from './invariants-bounds.ts';
import { droppedInSilence, edges, effectMisplaced } from './invariants-edges.ts';
import { type Attempt, hearAttempt, sustainedAt } from './invariants-farewell.ts';
import { hearLine, type Utterance } from './invariants-line.ts';
import { checkFacts } from './invariants-record.ts';
import { type AwaitedReply, awaitedAfter, checkReply } from './invariants-reply.ts';
import type { Ms, Policy } from './policy.ts';
import { type Proof, proofs } from './reasons.ts';

export { endBoundMs, quietBoundMs } from './invariants-bounds.ts';

export type Monitor = {
  policy: Policy;
  /** When the phase was entered. */
  since: Ms;
  /** Since when the caller has been speaking; in a pause, since when they have not. */
  speechAt: Ms | null;
  quietAt: Ms | null;
  line: readonly Utterance[];
  attempt: Attempt | null;
  /** Farewells that the caller took back: nothing said of them may end the call. */
  takenBack: readonly string[];
  awaited: AwaitedReply;
  /** A transfer came back for want of an answer, and may still get one. */
  transferOverdue: boolean;
  rescues: number;
  hangUps: number;
  /** When the first hang-up was ordered, and by when the next one is due. */
  hangUpAt: Ms | null;
  hangUpBy: Ms;
  proof: Proof | null;
};

export function newMonitor(policy: Policy): Monitor {
  return {
    policy,
    since: 0,
    speechAt: null,
    quietAt: null,
    line: [],
    attempt: null,
    takenBack: [],
    awaited: null,
    transferOverdue: false,
    rescues: 0,
    hangUps: 0,
    hangUpAt: null,
    hangUpBy: 0,
    proof: null,
  };
}

/** One step of the engine, and what it breaks. */
export type Edge = {
  before: Call;
  event: Event;
  after: Call;
  effects: readonly Effect[];
  broken: string[];
};

/** The watcher after one step, and what that step broke, in words. */
export function watch(
  monitor: Monitor,
  before: Call,
  event: Event,
  after: Call,
  effects: readonly Effect[],
): [Monitor, readonly string[]] {
  const broken: string[] = [];
  if (before.phase.name === 'ended') {
    if (effects.length > 0) broken.push(`5: ${effects[0]!.type} after the end`);
    if (after.phase.name !== 'ended') broken.push('5: the end was taken back');
    return [monitor, broken];
  }
  const edge: Edge = { before, event, after, effects, broken };
  const followed = follow(hear(monitor, before, event), edge);
  const awaited = checkReply(followed.awaited, edge, monitor.policy);
  const next = awaited === followed.awaited ? followed : { ...followed, awaited };
  if (before.phase.name === 'transferring') checkTransfer(monitor, edge);
  else if (event.type === 'transfer.completed') checkCompletion(monitor, edge);
  checkPhase(next, edge);
  return [withOverdue(next, edge), broken];
}

/** A target that answers late has the caller; of any other transfer nothing is to be completed. */
function checkCompletion(monitor: Monitor, edge: Edge): void {
  const from = edge.before.phase.name;
  const to = edge.after.phase.name;
  if (from === 'hanging_up') return;
  const ends = to === 'hanging_up' || to === 'ended';
  if (ends !== monitor.transferOverdue) edge.broken.push(`8: a completed transfer led from ${from} to ${to}`);
}

function withOverdue(monitor: Monitor, { before, event, after }: Edge): Monitor {
  const cameBack = before.phase.name === 'transferring' && after.phase.name === 'active';
  const settled = event.type === 'transfer.failed' || after.phase.name === 'transferring';
  const transferOverdue = cameBack ? event.type === 'deadline.reached' : monitor.transferOverdue && !settled;
  return transferOverdue === monitor.transferOverdue ? monitor : { ...monitor, transferOverdue };
}

/** While a transfer owns the call, only its own fate, an operator or the leg ends that. */
function checkTransfer(monitor: Monitor, { event, after, broken }: Edge): void {
  const to = after.phase.name;
  const overdue = event.at >= monitor.since + monitor.policy.limits.transferMsMax;
  const back = event.type === 'transfer.failed' || (event.type === 'deadline.reached' && overdue);
  if (to === 'active' && !back) broken.push(`8: ${event.type} took a transfer back`);
  const byOperator = event.type === 'end.proposed' && event.proposal.trigger === 'operator';
  if (to === 'hanging_up' && event.type !== 'transfer.completed' && !byOperator) {
    broken.push(`8: ${event.type} ended a transfer`);
  }
}

/** What the event alone tells. */
function hear(monitor: Monitor, before: Call, event: Event): Monitor {
  const { policy } = monitor;
  const stale = 'utteranceId' in event && monitor.takenBack.includes(event.utteranceId);
  const line = stale ? monitor.line : hearLine(monitor.line, event, policy);
  const inAttempt = before.phase.name === 'closing' || before.phase.name === 'paused';
  const attempt = inAttempt && monitor.attempt ? hearAttempt(monitor.attempt, event) : monitor.attempt;
  const next = { ...monitor, line, attempt, awaited: awaitedAfter(monitor.awaited, event) };
  switch (event.type) {
    case 'caller.speech_started':
      return { ...next, speechAt: monitor.speechAt ?? event.at, quietAt: null };
    case 'caller.speech_stopped':
      return { ...next, speechAt: null, quietAt: event.at };
    case 'hang_up.answered':
    case 'leg.ended':
      return before.phase.name === 'hanging_up' ? { ...next, proof: stronger(monitor.proof, event.proof) } : next;
    default:
      return next;
  }
}

function stronger(a: Proof | null, b: Proof | null): Proof | null {
  if (a === null || b === null) return a ?? b;
  return proofs.indexOf(a) >= proofs.indexOf(b) ? a : b;
}

/** What holds of every step, whatever led to it. */
function checkPhase(monitor: Monitor, edge: Edge): void {
  const { effects, broken } = edge;
  const from = edge.before.phase;
  const to = edge.after.phase;
  if (!edges[from.name].includes(to.name)) broken.push(`1: ${from.name} led to ${to.name}`);
  for (const effect of effects) {
    const why = effectMisplaced(effect, from.name, to.name);
    if (why) broken.push(why);
  }
  if (droppedInSilence(from.name, to.name, effects)) broken.push('2: a proposed end was dropped in silence');
  const late = isLateTransfer(monitor, edge);
  if (!late) checkCause(from, to, edge);
  checkDeadline(monitor, edge);
  const records = effects.filter((effect) => effect.type === 'record_end');
  if (records.length !== (to.name === 'ended' ? 1 : 0)) broken.push(`2: ${records.length} ends recorded`);
  if (records[0]) checkFacts(monitor, edge, late ? null : endIn(from), records[0].end);
}

function endIn(phase: Call['phase']): End | null {
  if (phase.name === 'paused') return phase.closing.end;
  return 'end' in phase ? phase.end : null;
}

function checkCause(from: Call['phase'], to: Call['phase'], { event, broken }: Edge): void {
  const [first, now] = [endIn(from), endIn(to)];
  if (first === null || now === null) return;
  if (first === now && event.type !== 'end.proposed') return;
  const errorDetail = first.errorDetail ?? now.errorDetail; // What went wrong on the way.
  const speaks = from.name === 'closing' || from.name === 'paused';
  const told = { ...first, ...(speaks && namedBy(event, first)), errorDetail };
  if (JSON.stringify(told) !== JSON.stringify(now)) broken.push('2: the first cause did not win');
}

/** A terminal block's goodbye names the reason, once; the end stays that of the block. */
function namedBy(event: Event, { trigger, reason, outcomeTags }: End): Partial<End> {
  if (event.type !== 'end.proposed' || event.proposal.trigger !== 'command') return {};
  const { proposal } = event;
  if (trigger !== 'flow_block' || reason !== null || proposal.reason === null) return {};
  return { reason: proposal.reason, outcomeTags: [...outcomeTags, ...proposal.outcomeTags] };
}

/** Every phase but the last waits for an instant that its bounds allow, and something comes of it. */
function checkDeadline(monitor: Monitor, { before, event, after, effects, broken }: Edge): void {
  const { phase } = after;
  if (phase.name === 'ended') {
    if (phase.deadline !== null) broken.push('5: the end has a deadline');
    return;
  }
  const { deadline } = phase;
  if (!Number.isFinite(deadline)) broken.push(`1: ${phase.name} without a deadline`);
  const last = deadlineMax(phase, after, monitor.since, monitor.attempt?.closeBy ?? Infinity, monitor.policy);
  if (deadline > Math.max(0, last)) broken.push(`1: ${phase.name} waits until ${deadline}, not ${last}`);
  if (phase.name === 'hanging_up' && deadline > monitor.hangUpBy) broken.push('1: a hang-up is not repeated in time');
  if (phase.name === 'closing' && deadline > speechStopsAt(monitor))
    broken.push('7: speech does not stop the farewell');
  const wasDue = event.at >= before.phase.deadline!;
  const idle = before.phase.name === phase.name && effects.length === 0;
  const told = event.type === 'deadline.reached' && wasDue;
  if (told && idle && deadline <= event.at) broken.push(`1: nothing came of the deadline of ${phase.name}`);
  if (deadline < event.at && !wasDue && !mayBeDue(before, event, phase))
    broken.push(`1: ${phase.name} waits for the past`);
}

/**
 * What may be due at once: the clocks of a conversation; words that are overdue when they become the farewell; the end
 * of listening, once a sound that was waited for has stopped; the wait for the words of who spoke over a resumed farewell.
 */
function mayBeDue(before: Call, event: Event, phase: Call['phase']): boolean {
  if (phase.name === 'active' || phase.name === 'guarded') return true;
  if (phase.name !== 'closing') return false;
  const spokenOver = phase.farewell.resumed && event.type === 'playback.finished';
  return before.playing !== null || spokenOver || event.type === 'caller.speech_stopped';
}

/** By when sustained speech of the caller stops the farewell; noise from before the end does not, nor a second time. */
function speechStopsAt({ attempt, speechAt, policy }: Monitor): Ms {
  if (!attempt?.mayRescue || speechAt === null) return Infinity;
  if (attempt.resumed && attempt.heardAt === null) return Infinity;
  const noise = attempt.openedAt - speechAt >= policy.limits.noiseMsMax;
  return noise ? Infinity : sustainedAt(attempt, speechAt, policy);
}
