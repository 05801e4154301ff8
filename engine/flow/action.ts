/** Does something outside, or sets variables. Source: design contract.md section 2. */
import type { WalkEvent } from './events.ts';
import { ask, leave, type Move, numbered, stay } from './move.ts';
import type { ActionBlock } from './plan.ts';
import type { Position } from './position.ts';

export function enterAction(position: Position, block: ActionBlock): Move {
  const { id, withinMs, filler } = block;
  const run = { type: 'run_action', block: id, withinMs } as const;
  if (filler === '') return ask(position, run, { name: 'acting' });
  const [now, says] = numbered(position, { type: 'say', role: 'filler', text: filler });
  const move = ask(now, run, { name: 'acting' });
  return { ...move, effects: [says, ...move.effects] };
}

export function inAction(position: Position, block: ActionBlock, event: WalkEvent): Move {
  if (position.doing.name !== 'acting') return stay(position);
  if (event.type === 'action.done') {
    return leave(acted({ ...position, values: { ...position.values, ...event.values } }, block), 'ok');
  }
  return event.type === 'action.failed' ? leave(acted(position, block), 'failed') : stay(position);
}

/** A request that failed may have been carried out all the same. */
function acted(position: Position, block: ActionBlock): Position {
  if (block.mode === 'set') return position;
  return { ...position, filled: position.filled.map((slot) => ({ ...slot, acted: true })) };
}
