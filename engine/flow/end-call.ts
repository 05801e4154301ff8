/** The terminal block: what is said last, and what follows, are its own. Source: design contract.md section 2, ending.md section 4. */
import { type Move, wait } from './move.ts';
import type { EndCallBlock } from './plan.ts';
import type { Position } from './position.ts';

export function enterEndCall(position: Position, block: EndCallBlock): Move {
  return wait(position, { name: 'ended', by: 'block', block: block.id }, { type: 'end_by_block', block });
}
