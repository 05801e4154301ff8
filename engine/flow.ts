/**
 * Walks a flow: `walk(position, event, plan)` gives the next position and the orders to carry out. No clock, no input or
 * output: the same position and event give the same answer, so a stored log replays. The conversation is the flow's, the
 * end of the call the engine's: `end_by_…` become proposals to `step`. Source: design contract.md section 2, ending.md
 * section 2.
 */
import { enterAction, inAction } from './flow/action.ts';
import { enterCondition, inCondition } from './flow/condition.ts';
import { corrected } from './flow/correction.ts';
import type { WalkEffect } from './flow/effects.ts';
import { enterEndCall } from './flow/end-call.ts';
import type { WalkEvent } from './flow/events.ts';
import { fail, type Move, stay, wait } from './flow/move.ts';
import { blockOf, type FlowPlan, type PlanBlock } from './flow/plan.ts';
import { countOf, type Doing, type Position, together } from './flow/position.ts';
import { enterSlotCollection, inSlotCollection } from './flow/slot-collection.ts';
import { enterTransfer, inTransfer } from './flow/transfer.ts';
import { enterUtterance, floor, inRescuedUtterance, inUtterance } from './flow/utterance.ts';

export type WalkStep = readonly [Position, readonly WalkEffect[]];

/** Events that do not fit the position (late, repeated, of an older order) change nothing. */
export function walk(position: Position, event: WalkEvent, plan: FlowPlan): WalkStep {
  const { position: next, effects } = follow(answer(position, event, plan), plan);
  return [next, effects];
}

function answer(position: Position, event: WalkEvent, plan: FlowPlan): Move {
  const { doing } = position;
  if (doing.name === 'ended') return afterEnd(position, doing, event, plan);
  if ('ask' in event && !('ask' in doing && doing.ask === event.ask)) return stay(position);
  switch (event.type) {
    case 'walk.started':
      return doing.name === 'starting' ? arrive(position, plan.start, plan) : stay(position);
    case 'caller.said':
      return event.text.trim() === '' ? stay(position) : said(position, event, plan);
    case 'reasons.checked':
      return checked(position, event, plan);
    case 'end.called_off':
      return stay(position); // The end was not this walk's.
    case 'action.done':
    case 'action.failed': {
      const move = inBlock(position, event, plan);
      return move.exit === null ? move : withCheck(move, 'action', plan);
    }
    default:
      return inBlock(position, event, plan);
  }
}

/** What the block makes of it. */
function inBlock(position: Position, event: WalkEvent, plan: FlowPlan): Move {
  if (position.block === null) return stay(position);
  const block = blockOf(plan, position.block);
  switch (block.kind) {
    case 'utterance':
      return inUtterance(position, block, event, plan);
    case 'slot_collection':
      return inSlotCollection(position, block, event, plan);
    case 'condition':
      return inCondition(position, block, event, plan);
    case 'action':
      return inAction(position, block, event);
    case 'transfer':
      return inTransfer(position, block, event);
    case 'end_call':
      return stay(position);
  }
}

/** Follows the exits until something is waited for. */
function follow(first: Move, plan: FlowPlan): Move {
  const effects = [...first.effects];
  let move = first;
  for (let hops = 1; move.exit !== null; hops++) {
    move = hops > plan.limits.hopsMax ? fail(move.position, lost(move.position, hops)) : exitBy(move, move.exit, plan);
    effects.push(...move.effects);
  }
  return { ...move, effects };
}

function exitBy({ position }: Move, label: string, plan: FlowPlan): Move {
  const exit = blockOf(plan, position.block!).exits.find((each) => each.label === label);
  if (exit) return arrive(position, exit.to, plan);
  return fail(position, `block ${position.block}: there is no way out ${JSON.stringify(label)}`);
}

/** Enters a block; one that cannot be taken back only once the check of the reasons is in. */
function arrive(position: Position, to: string, plan: FlowPlan): Move {
  const block = blockOf(plan, to);
  if (isFinal(block) && position.checks > position.checked) return wait(position, { name: 'holding', to });
  const visits = countOf(position.visits, to) + 1;
  if (visits > plan.limits.visitsMax) return fail(position, `block ${to}: it was entered ${visits} times`);
  const entered: Position = {
    ...position,
    block: to,
    visits: { ...position.visits, [to]: visits },
    turns: 0,
    attempts: {},
    skipped: [],
    talked: talks(block) ? to : position.talked,
  };
  const move = enter(entered, block, plan);
  return { ...move, effects: [{ type: 'enter_block', block: to }, ...move.effects] };
}

function enter(position: Position, block: PlanBlock, plan: FlowPlan): Move {
  switch (block.kind) {
    case 'utterance':
      return enterUtterance(position, block);
    case 'slot_collection':
      return enterSlotCollection(position, block, plan);
    case 'condition':
      return enterCondition(position, block, plan);
    case 'action':
      return enterAction(position, block);
    case 'transfer':
      return enterTransfer(position, block);
    case 'end_call':
      return enterEndCall(position, block);
  }
}

function isFinal(block: PlanBlock): boolean {
  return block.kind === 'end_call' || block.kind === 'transfer' || (block.kind === 'action' && block.mode === 'http');
}

function talks(block: PlanBlock): boolean {
  return block.kind === 'slot_collection' || (block.kind === 'utterance' && block.waitsForReply);
}

function said(position: Position, event: WalkEvent & { type: 'caller.said' }, plan: FlowPlan): Move {
  const heard: Position = { ...position, unanswered: together(position.unanswered, event.text, plan) };
  const moved =
    (mayGoBack(heard) && corrected(heard, event.corrections, plan)) ||
    (heard.doing.name === 'rescued'
      ? saidAfterRescue(heard, heard.doing.block, event, plan)
      : inBlock(heard, event, plan));
  return withCheck(moved, 'caller', plan);
}

/** An action or transfer under way is not left behind. */
function mayGoBack({ doing }: Position): boolean {
  return doing.name !== 'starting' && doing.name !== 'acting' && doing.name !== 'transferring';
}

/** A goodbye leads back to the End Call block; anything else is for the block before it. */
function saidAfterRescue(
  position: Position,
  back: string,
  event: WalkEvent & { type: 'caller.said' },
  plan: FlowPlan,
): Move {
  if (event.meaning === 'closing') return arrive(position, back, plan);
  const block = blockOf(plan, position.block!);
  if (block.kind === 'utterance') return inRescuedUtterance(position, block, event.text, back, plan);
  return floor(position, null, back, plan);
}

/** Orders the check of the reasons, before what the move goes on to. */
function withCheck(move: Move, because: 'caller' | 'action', plan: FlowPlan): Move {
  if (!plan.hasReasons || move.position.doing.name === 'ended') return move;
  const check = move.position.checks + 1;
  const order: WalkEffect = { type: 'check_reasons', check, because, withinMs: plan.limits.judgeMsMax };
  return { ...move, position: { ...move.position, checks: check }, effects: [order, ...move.effects] };
}

/** A reason ends the call wherever the walk is by now, but for a transfer, which owns the call. */
function checked(position: Position, event: WalkEvent & { type: 'reasons.checked' }, plan: FlowPlan): Move {
  const { doing } = position;
  if (event.check <= position.checked || event.check > position.checks) return stay(position);
  const now: Position = { ...position, checked: event.check };
  if (event.reason !== null && doing.name !== 'transferring') {
    return wait(now, { name: 'ended', by: 'reason', was: doing, missed: null }, endBy(event.reason));
  }
  const released = doing.name === 'holding' && now.checked === now.checks;
  return released ? arrive(now, doing.to, plan) : stay(now);
}

function endBy(reason: string): WalkEffect {
  return { type: 'end_by_reason', reason };
}

function afterEnd(position: Position, ended: Doing & { name: 'ended' }, event: WalkEvent, plan: FlowPlan): Move {
  if (ended.by === 'failure') return stay(position);
  if (event.type === 'end.called_off') return calledOff(position, ended, plan);
  if (ended.by === 'block') return stay(position);
  const { was } = ended;
  const answersIt = 'ask' in event && 'ask' in was && was.ask === event.ask;
  return answersIt ? wait(position, { ...ended, missed: ended.missed ?? event }) : stay(position);
}

/** Back to the block before an End Call block, or to what a reason interrupted. */
function calledOff(
  position: Position,
  ended: Exclude<Doing & { name: 'ended' }, { by: 'failure' }>,
  plan: FlowPlan,
): Move {
  if (ended.by === 'reason') {
    const back: Position = { ...position, doing: ended.was, checked: position.checks };
    if (ended.was.name === 'holding') return arrive(back, ended.was.to, plan);
    return ended.missed ? answer(back, ended.missed, plan) : stay(back);
  }
  const talked = position.talked ?? ended.block;
  return wait(
    { ...position, block: talked, unanswered: '', turns: 0 },
    { name: 'rescued', block: ended.block },
    { type: 'enter_block', block: talked },
    { type: 'await_reply', noInputMs: null },
  );
}

function lost(position: Position, hops: number): string {
  return `block ${position.block}: ${hops} blocks in a row, and none waits for anything`;
}
