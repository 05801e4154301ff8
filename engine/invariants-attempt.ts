/** Follows one ending attempt through the steps of a call: what opens it, what it orders, what closes it. */
import type { Call } from './call.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import type { Edge, Monitor } from './invariants.ts';
import { capOf } from './invariants-bounds.ts';
import {
  type Attempt,
  farewellOrders,
  leaveToHangUp,
  leaveToOrder,
  leaveToRescue,
  mayRescue,
  type Moment,
  owe,
} from './invariants-farewell.ts';
import { orderCheckIns, type Utterance, utteranceOf } from './invariants-line.ts';
import type { Policy } from './policy.ts';

const ending: ReadonlySet<string> = new Set(['closing', 'paused', 'hanging_up']);

/** The watcher in the phase that the step led to, with its orders. */
export function follow(heard: Monitor, edge: Edge): Monitor {
  const { before, event, after, effects, broken } = edge;
  const again = before.phase.name === after.phase.name && event.type !== 'node.lost';
  const entered = again ? heard : { ...heard, since: event.at };
  const next = hungUp(entered, edge);
  if (isLateTransfer(heard, edge)) return handOver(next, edge);
  if (ending.has(before.phase.name)) return followEnding(next, momentOf(heard, edge), edge);
  if (ending.has(after.phase.name)) return openAttempt(next, edge);
  const orders = farewellOrders(effects);
  if (orders.length > 0) broken.push(`4: ${orders[0]!.type} without an end`);
  const line = orderCheckIns(next.line, effects, event.at, next.policy);
  return line === next.line ? next : { ...next, line };
}

/** The caller is with somebody else: an ending under way is over, and nobody is owed its goodbye. */
export function isLateTransfer(monitor: Monitor, { before, event }: Edge): boolean {
  const owned = before.phase.name === 'transferring' || before.phase.name === 'hanging_up';
  return event.type === 'transfer.completed' && monitor.transferOverdue && !owned;
}

function handOver(monitor: Monitor, edge: Edge): Monitor {
  const open = { ...monitor, attempt: null };
  return edge.after.phase.name === 'hanging_up' ? openAttempt(open, edge) : open;
}

function momentOf(heard: Monitor, { before, event }: Edge): Moment {
  const { line, policy } = heard;
  return { before, event, line, pauseOver: pauseIsOver(heard, before, event), policy };
}

function pauseIsOver(monitor: Monitor, before: Call, event: Event): boolean {
  if (before.phase.name !== 'paused' || event.type !== 'deadline.reached') return false;
  const { pauseMsMax, pauseAfterSpeechMs } = monitor.policy.limits;
  const quiet = monitor.speechAt === null && event.at >= (monitor.quietAt ?? monitor.since) + pauseAfterSpeechMs;
  const closeBy = monitor.attempt?.closeBy ?? Infinity;
  return quiet || event.at >= Math.min(monitor.since + pauseMsMax, closeBy);
}

/** The first hang-up and each repetition, in their order. */
function hungUp(monitor: Monitor, { event, effects, broken }: Edge): Monitor {
  const { hangUpRetryMs, hangUpMsMax } = monitor.policy.limits;
  let next = monitor;
  for (const effect of effects) {
    if (effect.type !== 'hang_up') continue;
    const { hangUps } = next;
    if (effect.attempt !== hangUps + 1) broken.push(`1: hang-up ${effect.attempt} after ${hangUps}`);
    const hangUpBy = event.at + (hangUpRetryMs[hangUps] ?? hangUpRetryMs.at(-1) ?? hangUpMsMax);
    next = { ...next, hangUps: hangUps + 1, hangUpBy, hangUpAt: next.hangUpAt ?? event.at };
  }
  return next;
}

function followEnding(monitor: Monitor, moment: Moment, edge: Edge): Monitor {
  const attempt = monitor.attempt!;
  const from = edge.before.phase.name;
  const to = edge.after.phase.name;
  if (from === 'closing' && (to === 'paused' || to === 'active')) checkStopped(attempt, monitor.line, edge);
  const again = attempt.resumed && attempt.heardAt === null && edge.event.type === 'deadline.reached';
  if (from === 'closing' && to === 'paused' && again) edge.broken.push('4: the farewell is stopped a second time');
  if (to === 'active') return calledOff(monitor, attempt, edge);
  if (from !== 'hanging_up' && to !== 'ended' && edge.event.type === 'caller.said') {
    const owed = leaveToRescue(attempt, monitor.speechAt, edge.event, monitor.policy);
    if (owed) edge.broken.push('7: the caller took the call back and was not heard');
  }
  if (from !== 'hanging_up' && to === 'hanging_up') return dropped(monitor, attempt, moment, edge);
  const quiet = from === 'paused' && to === 'closing' ? { ...monitor, speechAt: null, quietAt: null } : monitor;
  return ordered(quiet, attempt, moment, edge);
}

/** A farewell that stands still, or was called off, is no longer written or spoken. */
function checkStopped(attempt: Attempt, line: readonly Utterance[], { effects, broken }: Edge): void {
  const over = attempt.heardAt !== null || (utteranceOf(line, attempt.id)?.overAt ?? null) !== null;
  if (over) return;
  const stop = attempt.writing ? 'cancel_reply' : 'clear_playback';
  if (!has(effects, stop)) broken.push(`4: the farewell goes on without ${stop}`);
}

function has(effects: readonly Effect[], type: Effect['type']): boolean {
  return effects.some((effect) => effect.type === type);
}

function calledOff(monitor: Monitor, attempt: Attempt, { event, effects, broken }: Edge): Monitor {
  const mine = leaveToRescue(attempt, monitor.speechAt, event, monitor.policy);
  if (!mine) broken.push(`7: ${event.type} took back an end that it cannot`);
  if (!has(effects, 'call_off_end')) broken.push('7: the model was not told of the rescue');
  if (farewellOrders(effects).length > 0) broken.push('4: a farewell was ordered for an end that was called off');
  const line = monitor.line.filter((utterance) => !attempt.ids.includes(utterance.id));
  const takenBack = [...monitor.takenBack, ...attempt.ids];
  return { ...monitor, line, attempt: null, rescues: monitor.rescues + 1, takenBack };
}

function dropped(monitor: Monitor, attempt: Attempt, moment: Moment, { event, effects, broken }: Edge): Monitor {
  const why = leaveToHangUp(attempt, moment);
  if (why === null && event.type !== 'node.lost')
    broken.push(`3: hang-up before the farewell was heard (${event.type})`);
  if (farewellOrders(effects).length > 0) broken.push('4: a farewell was ordered on hanging up');
  return { ...monitor, attempt: { ...attempt, cut: why === 'cut', failed: why === 'failed' } };
}

/** Further words of the same farewell. */
function ordered(monitor: Monitor, attempt: Attempt, moment: Moment, { event, after, effects, broken }: Edge): Monitor {
  const [order, ...more] = farewellOrders(effects);
  if (!order) return monitor;
  const to = after.phase.name;
  if (more.length > 0) broken.push('4: two farewells in one step');
  if (to !== 'closing') broken.push(`4: ${order.type} while ${to}`);
  if (event.at >= attempt.closeBy) broken.push('4: a farewell for which there is no time');
  const why = leaveToOrder(attempt, order, moment);
  if (why === null) broken.push(`4: a second farewell by ${order.type} (${event.type})`);
  return { ...monitor, attempt: owe(attempt, order, event.at) };
}

/** An end goes ahead. */
function openAttempt(monitor: Monitor, edge: Edge): Monitor {
  const { event, after, effects, broken } = edge;
  const { phase } = after;
  if (!('end' in phase)) {
    broken.push(`1: ${phase.name} entered without an end`);
    return monitor;
  }
  const [order, ...more] = farewellOrders(effects);
  const adopted = !order && phase.name === 'closing' ? phase.farewell.utteranceId : null;
  const attempt = newAttempt(monitor, edge, adopted);
  const late = event.at >= attempt.closeBy;
  if (more.length > 0) broken.push('4: two farewells in one step');
  if (order && late) broken.push('4: a farewell for which there is no time');
  if (order?.type === 'resume_farewell' || (order?.type === 'speak' && order.voice !== 'main')) {
    broken.push(`4: an end began with ${order.type}`);
  }
  if (phase.name === 'closing' && !order && adopted === null) broken.push('3: closing without a farewell');
  if (phase.name === 'hanging_up' && !late && !mayBeSkipped(edge, monitor.policy)) {
    broken.push(`3: ${event.type} hung up without a farewell`);
  }
  checkTakenBack(monitor, event, adopted, broken);
  const line = awaiting(monitor.line, adopted, edge.before);
  return { ...monitor, line, attempt: order ? owe(attempt, order, event.at) : attempt };
}

/** Adopted words that the line is not playing owe their sound, whatever was told of them before. */
function awaiting(line: readonly Utterance[], adopted: string | null, { playing }: Call): readonly Utterance[] {
  if (adopted === null || playing?.utteranceId === adopted) return line;
  return line.map((utterance) =>
    utterance.id === adopted && utterance.overAt === null ? { ...utterance, sounds: false } : utterance,
  );
}

/** Nothing said of a farewell that was taken back ends the call, and it is no farewell again. */
function checkTakenBack(monitor: Monitor, event: Event, adopted: string | null, broken: string[]): void {
  if ('utteranceId' in event && monitor.takenBack.includes(event.utteranceId)) {
    broken.push(`7: ${event.type} of a farewell that was taken back ended the call`);
  }
  if (adopted !== null && monitor.takenBack.includes(adopted)) {
    broken.push('7: a farewell that was taken back ends the call');
  }
}

function newAttempt(monitor: Monitor, { before, event, after, effects }: Edge, adopted: string | null): Attempt {
  const { policy } = monitor;
  const { phase } = after;
  const told = utteranceOf(monitor.line, adopted);
  const over = told !== undefined && told.overAt !== null && !told.failed;
  const trigger = 'end' in phase ? phase.end.trigger : 'failure';
  return {
    openedAt: event.at,
    closeBy: Math.min(event.at + policy.limits.closingMsMax, capOf(after, policy) - policy.limits.hangUpLeadMs),
    mayRescue: mayRescue(trigger, isFinal(before, event), monitor.rescues, policy),
    skipped: phase.name === 'hanging_up',
    id: adopted,
    ids: adopted === null ? [] : [adopted],
    orderedAt: event.at,
    writing: false,
    after: has(effects, 'clear_playback') ? null : (before.playing?.utteranceId ?? null),
    backup: false,
    resumed: false,
    heardAt: over ? event.at : null,
    heardBy: told?.heardBy ?? null,
    cut: false,
    failed: false,
  };
}

function isFinal(before: Call, event: Event): boolean {
  if (event.type === 'end.proposed') return event.proposal.final;
  if (event.type === 'leg.answered') return event.end?.final ?? false;
  return before.phase.name === 'guarded' && before.phase.proposal.final;
}

/** Ends at which nobody is owed a goodbye: skipped by its owner, to a machine, before the answer, or after a transfer. */
function mayBeSkipped({ before, event }: Edge, policy: Policy): boolean {
  if (before.phase.name === 'ringing') return event.type !== 'leg.answered' || event.end?.skipGoodbye === true;
  if (event.type === 'end.proposed') return event.proposal.skipGoodbye || before.phase.name === 'transferring';
  if (event.type === 'voicemail.detected') return policy.voicemail.action === 'hang_up';
  return event.type === 'transfer.completed' || event.type === 'node.lost';
}
