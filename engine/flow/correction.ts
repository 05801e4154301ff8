/** The caller changes what was filled before ("no, Tuesday"). Source: design contract.md section 2. */
import type { FoundSlot } from './events.ts';
import { goOn, isAllowed, isSettled } from './slot-collection.ts';
import type { Move } from './move.ts';
import { blockOf, type FlowPlan, type SlotCollectionBlock } from './plan.ts';
import { type Position, valueOf } from './position.ts';

/**
 * The walk with the corrected values, back in the block that asked for the first of them: a value that is to be confirmed
 * is read back again, and what was decided by the old one is decided anew. Null when nothing changes: the value is the
 * same, or an action has told it to the outside, where going back would not change it; then the words are words like
 * any others.
 */
export function corrected(position: Position, corrections: readonly FoundSlot[], plan: FlowPlan): Move | null {
  let now = position;
  let back: SlotCollectionBlock | null = null;
  for (const { name, result } of corrections) {
    const slot = position.filled.find((each) => each.name === name);
    if (!slot || slot.acted || !result.ok || result.value === valueOf(position, name)) continue;
    const block = blockOf(plan, slot.by);
    const config = block.kind === 'slot_collection' && block.slots.find((each) => each.name === name);
    if (!config || !isAllowed(config, result.value)) continue;
    const filled = now.filled.map((each) =>
      each.name === name ? { ...each, said: result.said, confirmed: isSettled(config, result) } : each,
    );
    now = { ...now, filled, values: { ...now.values, [name]: result.value } };
    back ??= block;
  }
  if (!back) return null;
  const same = position.block === back.id;
  const visit: Partial<Position> = same ? {} : { block: back.id, talked: back.id, attempts: {}, skipped: [], turns: 0 };
  const move = goOn({ ...now, ...visit, unanswered: '' }, back);
  return same ? move : { ...move, effects: [{ type: 'enter_block', block: back.id }, ...move.effects] };
}
