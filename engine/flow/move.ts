/** The few ways in which a block answers an event. */
import type { Ms } from '../policy.ts';
import type { WalkEffect } from './effects.ts';
import type { Doing, Position } from './position.ts';

/** What a block makes of an event: it waits, with these orders, or leaves by an exit. */
export type Move = { position: Position; effects: readonly WalkEffect[]; exit: string | null };

type Order = Extract<WalkEffect, { ask: number }>;
type Waiting = Extract<Doing, { ask: number }>;
/** As a block writes it: the number is put in here. */
type Unnumbered<Numbered> = Numbered extends { ask: number } ? Omit<Numbered, 'ask'> : never;

export function wait(position: Position, doing: Doing, ...effects: WalkEffect[]): Move {
  return { position: { ...position, doing }, effects, exit: null };
}

/** Nothing comes of the event. */
export function stay(position: Position): Move {
  return { position, effects: [], exit: null };
}

export function leave(position: Position, exit: string): Move {
  return { position, effects: [], exit };
}

/** Gives an order and waits for its answer. */
export function ask(position: Position, order: Unnumbered<Order>, doing: Unnumbered<Waiting>): Move {
  const [now, effect] = numbered(position, order);
  return wait(now, { ...doing, ask: now.asks } as Waiting, effect);
}

/** Gives an order whose answer is the caller's: it is their turn at once, so that they may speak over it. */
export function talk(position: Position, order: Unnumbered<Order>, doing: Doing, noInputMs: Ms | null = null): Move {
  const [now, effect] = numbered(position, order);
  return wait(now, doing, effect, { type: 'await_reply', noInputMs });
}

/** An order with the next number. */
export function numbered(position: Position, order: Unnumbered<Order>): [Position, WalkEffect] {
  const number = position.asks + 1;
  return [{ ...position, asks: number }, { ...order, ask: number } as Order];
}

/** The walk cannot go on. Only an unsound plan, or a caller or model that never settles, leads here. */
export function fail(position: Position, detail: string): Move {
  return wait(position, { name: 'ended', by: 'failure' }, { type: 'end_by_failure', detail });
}
