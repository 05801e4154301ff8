/** What the record says of a flow: where the call was, what was collected, and what its End Call block asks for. */
import type { CallRecord } from '../../contract/call.ts';
import type { EndCallBlock } from '../../engine/flow/plan.ts';
import type { Position } from '../../engine/flow/position.ts';

type FlowEnd = NonNullable<CallRecord['flow']>;

/** `endBlock`: the End Call block that the walk came to last; whether the call ended by it is the engine's to say. */
export function flowEnd(position: Position, path: readonly string[], endBlock: EndCallBlock | null): FlowEnd {
  const slots = position.filled.map(({ name, said, confirmed }) => {
    return [name, { value: (position.values[name] ?? null) as string | null, said, confirmed }] as const;
  });
  return {
    block: position.block,
    path: [...path],
    end_block: endBlock?.id ?? null,
    slots: Object.fromEntries(slots),
    follow_ups: endBlock === null ? null : (endBlock.followUps as FlowEnd['follow_ups']),
  };
}
