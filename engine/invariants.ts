/**
 * A watcher over the log of one call: it checks ending.md section 11 on every step, from events and effects, and is
 * plain data, so that a walk over all states may branch. Invariants 1 to 5, 7 and 8 are here, 9 is `replay`, 6 is the
 * reply filter's, 10 the store's.
 */
import type { Call, End } from './call.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { capOf, deadlineMax } from './invariants-bounds.ts';
import {
  type Attempt,
  farewellOrders,
  hearAttempt,
  leaveToHangUp,
  leaveToOrder,
  leaveToRescue,
  mayRescue,
  type Moment,
  owe,
  sustainedAt,
} from './invariants-farewell.ts';
import { hearLine, type Utterance, utteranceOf } from './invariants-line.ts';
import { droppedInSilence, edges, effectMisplaced } from './invariants-edges.ts';
import { checkFacts } from './invariants-record.ts';
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
    rescues: 0,
    hangUps: 0,
    hangUpAt: null,
    hangUpBy: 0,
    proof: null,
  };
}

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
  const heard = hear(monitor, before, event);
  const next = follow(heard, before, event, after, effects, broken);
  checkPhase(next, before, event, after, effects, broken);
  return [next, broken];
}

/** What the event alone tells. */
function hear(monitor: Monitor, before: Call, event: Event): Monitor {
  const { policy } = monitor;
  const stale = 'utteranceId' in event && monitor.takenBack.includes(event.utteranceId);
  const line = stale ? monitor.line : hearLine(monitor.line, event, policy);
  const inAttempt = before.phase.name === 'closing' || before.phase.name === 'paused';
  const attempt = inAttempt && monitor.attempt ? hearAttempt(monitor.attempt, event) : monitor.attempt;
  const next = { ...monitor, line, attempt };
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

const ending: ReadonlySet<string> = new Set(['closing', 'paused', 'hanging_up']);

/** The watcher in the phase that the step led to, with its orders. */
function follow(
  heard: Monitor,
  before: Call,
  event: Event,
  after: Call,
  effects: readonly Effect[],
  broken: string[],
): Monitor {
  const from = before.phase.name;
  const to = after.phase.name;
  const moment: Moment = { before, event, line: heard.line, pauseOver: pauseIsOver(heard, before, event), policy: heard.policy };
  const entered = from === to ? heard : { ...heard, since: event.at };
  if (ending.has(from)) return followEnding(entered, moment, after, effects, broken);
  const orders = farewellOrders(effects);
  if (ending.has(to)) return hungUp(openAttempt(entered, moment, after, effects, broken), event, effects, broken);
  if (orders.length > 0) broken.push(`4: ${orders[0]!.type} without an end`);
  return hungUp(entered, event, effects, broken);
}

function pauseIsOver(monitor: Monitor, before: Call, event: Event): boolean {
  if (before.phase.name !== 'paused' || event.type !== 'deadline.reached') return false;
  const { pauseMsMax, pauseAfterSpeechMs } = monitor.policy.limits;
  const quiet = monitor.speechAt === null && event.at >= (monitor.quietAt ?? monitor.since) + pauseAfterSpeechMs;
  const closeBy = monitor.attempt?.closeBy ?? Infinity;
  return quiet || event.at >= Math.min(monitor.since + pauseMsMax, closeBy);
}

function followEnding(monitor: Monitor, moment: Moment, after: Call, effects: readonly Effect[], broken: string[]): Monitor {
  const { before, event } = moment;
  const attempt = monitor.attempt!;
  const from = before.phase.name;
  const to = after.phase.name;
  const orders = farewellOrders(effects);
  const next = hungUp(monitor, event, effects, broken);
  if (from === 'closing' && (to === 'paused' || to === 'active')) checkStopped(attempt, monitor.line, effects, broken);
  if (to === 'active') {
    const mine = leaveToRescue(attempt, monitor.speechAt, event, monitor.policy);
    if (!mine) broken.push(`7: ${event.type} took back an end that it cannot`);
    if (!effects.some((effect) => effect.type === 'call_off_end')) broken.push('7: the model was not told of the rescue');
    if (orders.length > 0) broken.push('4: a farewell was ordered for an end that was called off');
    const line = next.line.filter((utterance) => !attempt.ids.includes(utterance.id));
    const takenBack = [...next.takenBack, ...attempt.ids];
    return { ...next, line, attempt: null, rescues: next.rescues + 1, takenBack };
  }
  if (from !== 'hanging_up' && to !== 'ended' && event.type === 'caller.said') {
    const owed = leaveToRescue(attempt, monitor.speechAt, event, monitor.policy);
    if (owed) broken.push('7: the caller took the call back and was not heard');
  }
  if (from !== 'hanging_up' && to === 'hanging_up') {
    const why = leaveToHangUp(attempt, moment);
    if (why === null) broken.push(`3: hang-up before the farewell was heard (${event.type})`);
    if (orders.length > 0) broken.push('4: a farewell was ordered on hanging up');
    return { ...next, attempt: { ...attempt, cut: why === 'cut', failed: why === 'failed' } };
  }
  if (orders.length > 1) broken.push('4: two farewells in one step');
  const order = orders[0];
  if (order && event.at >= attempt.closeBy) broken.push('4: a farewell for which there is no time');
  const quiet = from === 'paused' && to === 'closing' ? { ...next, speechAt: null, quietAt: null } : next;
  if (!order) return quiet;
  if (to !== 'closing') broken.push(`4: ${order.type} while ${to}`);
  if (leaveToOrder(attempt, order, moment) === null) broken.push(`4: a second farewell by ${order.type} (${event.type})`);
  return { ...quiet, attempt: owe(attempt, order, event.at) };
}

/** A farewell that stands still, or was called off, is no longer written or spoken. */
function checkStopped(
  attempt: Attempt,
  line: readonly Utterance[],
  effects: readonly Effect[],
  broken: string[],
): void {
  const over = attempt.heardAt !== null || (utteranceOf(line, attempt.id)?.overAt ?? null) !== null;
  if (over) return;
  const stop = attempt.writing ? 'cancel_reply' : 'clear_playback';
  if (!effects.some((effect) => effect.type === stop)) broken.push(`4: the farewell goes on without ${stop}`);
}

/** The first hang-up and each repetition, in their order. */
function hungUp(monitor: Monitor, event: Event, effects: readonly Effect[], broken: string[]): Monitor {
  let { hangUps, hangUpBy } = monitor;
  const { hangUpRetryMs, hangUpMsMax } = monitor.policy.limits;
  for (const effect of effects) {
    if (effect.type !== 'hang_up') continue;
    if (effect.attempt !== hangUps + 1) broken.push(`1: hang-up ${effect.attempt} after ${hangUps}`);
    hangUpBy = event.at + Math.min(hangUpRetryMs[hangUps] ?? hangUpRetryMs.at(-1) ?? hangUpMsMax, hangUpMsMax);
    hangUps += 1;
  }
  return hangUps === monitor.hangUps ? monitor : { ...monitor, hangUps, hangUpBy, hangUpAt: monitor.hangUpAt ?? event.at };
}

/** An end goes ahead. */
function openAttempt(monitor: Monitor, moment: Moment, after: Call, effects: readonly Effect[], broken: string[]): Monitor {
  const { before, event } = moment;
  const { policy } = monitor;
  const { phase } = after;
  if (!('end' in phase)) {
    broken.push(`1: ${phase.name} entered without an end`);
    return monitor;
  }
  if ('utteranceId' in event && monitor.takenBack.includes(event.utteranceId)) {
    broken.push(`7: ${event.type} of a farewell that was taken back ended the call`);
  }
  const isFinal = event.type === 'end.proposed' ? event.proposal.final : finalBefore(before, event);
  const orders = farewellOrders(effects);
  if (orders.length > 1) broken.push('4: two farewells in one step');
  const adopted = orders.length === 0 && phase.name === 'closing' ? phase.farewell.utteranceId : null;
  const told = utteranceOf(monitor.line, adopted);
  const over = told !== undefined && told.overAt !== null && !told.failed;
  const cleared = effects.some((effect) => effect.type === 'clear_playback');
  const attempt: Attempt = {
    openedAt: event.at,
    closeBy: Math.min(event.at + policy.limits.closingMsMax, capOf(after, policy) - policy.limits.hangUpLeadMs),
    mayRescue: mayRescue(phase.end.trigger, isFinal, monitor.rescues, policy),
    skipped: phase.name === 'hanging_up',
    id: adopted,
    ids: adopted === null ? [] : [adopted],
    orderedAt: event.at,
    writing: false,
    after: cleared ? null : (before.playing?.utteranceId ?? null),
    backup: false,
    resumed: false,
    heardAt: over ? event.at : null,
    heardBy: told?.heardBy ?? null,
    cut: false,
    failed: false,
  };
  const late = event.at >= attempt.closeBy;
  if (phase.name === 'hanging_up' && !late && !mayBeSkipped(before, event, policy)) broken.push(`3: ${event.type} hung up without a farewell`);
  if (phase.name === 'closing') checkAdopted(adopted, orders.length, monitor, broken);
  const order = orders[0];
  if (order && event.at >= attempt.closeBy) broken.push('4: a farewell for which there is no time');
  if (order?.type === 'resume_farewell' || (order?.type === 'speak' && order.voice !== 'main')) {
    broken.push(`4: an end began with ${order.type}`);
  }
  return { ...monitor, attempt: order ? owe(attempt, order, event.at) : attempt };
}

function finalBefore(before: Call, event: Event): boolean {
  if (event.type === 'leg.answered') return event.end?.final ?? false;
  return before.phase.name === 'guarded' && before.phase.proposal.final;
}

/** Ends at which nobody is owed a goodbye: skipped by its owner, to a machine, before the answer, or after a transfer. */
function mayBeSkipped(before: Call, event: Event, policy: Policy): boolean {
  if (before.phase.name === 'ringing') return event.type !== 'leg.answered' || event.end?.skipGoodbye === true;
  if (event.type === 'end.proposed') return event.proposal.skipGoodbye || before.phase.name === 'transferring';
  if (event.type === 'voicemail.detected') return policy.voicemail.action === 'hang_up';
  return event.type === 'transfer.completed';
}

function checkAdopted(adopted: string | null, orders: number, monitor: Monitor, broken: string[]): void {
  if (orders === 0 && adopted === null) broken.push('3: closing without a farewell');
  if (adopted !== null && monitor.takenBack.includes(adopted)) broken.push('7: a farewell that was taken back ends the call');
}

/** What holds of every step, whatever led to it. */
function checkPhase(
  monitor: Monitor,
  before: Call,
  event: Event,
  after: Call,
  effects: readonly Effect[],
  broken: string[],
): void {
  const from = before.phase;
  const to = after.phase;
  if (!edges[from.name].includes(to.name)) broken.push(`1: ${from.name} led to ${to.name}`);
  for (const effect of effects) {
    const why = effectMisplaced(effect, from.name, to.name);
    if (why) broken.push(why);
  }
  if (droppedInSilence(from.name, to.name, effects)) broken.push('2: a proposed end was dropped in silence');
  checkCause(from, to, broken);
  checkDeadline(monitor, before, event, after, effects, broken);
  const records = effects.filter((effect) => effect.type === 'record_end');
  if (records.length !== (to.name === 'ended' ? 1 : 0)) broken.push(`2: ${records.length} ends recorded`);
  if (records[0]) checkFacts(monitor, before, endIn(from), event, records[0].end, effects, broken);
}

function endIn(phase: Call['phase']): End | null {
  if (phase.name === 'paused') return phase.closing.end;
  return 'end' in phase ? phase.end : null;
}

function checkCause(from: Call['phase'], to: Call['phase'], broken: string[]): void {
  const [first, now] = [endIn(from), endIn(to)];
  if (first !== null && now !== null && first !== now && JSON.stringify(first) !== JSON.stringify(now)) {
    broken.push('2: the first cause did not win');
  }
}

function checkDeadline(
  monitor: Monitor,
  before: Call,
  event: Event,
  after: Call,
  effects: readonly Effect[],
  broken: string[],
): void {
  const { phase } = after;
  if (phase.name === 'ended') {
    if (phase.deadline !== null) broken.push('5: the end has a deadline');
    return;
  }
  const { deadline } = phase;
  if (!Number.isFinite(deadline)) broken.push(`1: ${phase.name} without a deadline`);
  const { attempt, policy } = monitor;
  const late = Math.max(deadlineMax(phase, after, monitor.since, attempt?.closeBy ?? Infinity, policy), 0);
  if (deadline > late) broken.push(`1: ${phase.name} waits until ${deadline}, not ${late}`);
  if (phase.name === 'hanging_up' && deadline > monitor.hangUpBy) broken.push('1: a hang-up is not repeated in time');
  if (phase.name === 'closing' && attempt?.mayRescue && monitor.speechAt !== null) {
    const noise = attempt.openedAt - monitor.speechAt >= policy.limits.noiseMsMax;
    if (!noise && deadline > sustainedAt(attempt, monitor.speechAt, policy)) broken.push('7: speech does not stop the farewell');
  }
  const wasDue = event.type === 'deadline.reached' && event.at >= before.phase.deadline!;
  const idle = before.phase.name === phase.name && effects.length === 0;
  if (wasDue && idle && deadline <= event.at) broken.push(`1: nothing came of the deadline of ${phase.name}`);
}
