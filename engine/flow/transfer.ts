/** Hands the call to somebody else. When that works the walk is over without a word. Source: design contract.md section 2. */
import type { WalkEvent } from './events.ts';
import { ask, leave, type Move, stay } from './move.ts';
import type { TransferBlock } from './plan.ts';
import type { Position } from './position.ts';

export function enterTransfer(position: Position, block: TransferBlock): Move {
  if (block.line === '') return transfer(position, block);
  return ask(position, { type: 'say', role: 'transfer_line', text: block.line }, { name: 'announcing' });
}

export function inTransfer(position: Position, block: TransferBlock, event: WalkEvent): Move {
  const { doing } = position;
  if (event.type === 'words.ended' && doing.name === 'announcing') return transfer(position, block);
  return event.type === 'transfer.failed' && doing.name === 'transferring' ? leave(position, 'failed') : stay(position);
}

function transfer(position: Position, { id, to, mode }: TransferBlock): Move {
  return ask(position, { type: 'transfer', block: id, to, mode }, { name: 'transferring' });
}
