/** What the record says of a flow: where the call was, what was collected, and what its End Call block asks for. */
import type { CallRecord } from '../../contract/call.ts';
import type { Position } from '../../engine/flow/position.ts';
import type { FlowOutcome } from '../session/record.ts';
import type { WalkTrail } from './walk-trail.ts';

type FlowEnd = NonNullable<CallRecord['flow']>;

export function flowOutcome(position: Position, trail: WalkTrail): NonNullable<FlowOutcome> {
  return { end: flowEnd(position, trail), values: { ...position.values } as CallRecord['variables'] };
}

/** Whether the call ended by the End Call block that the walk came to last is the engine's to say. */
function flowEnd(position: Position, { path, endBlock }: WalkTrail): FlowEnd {
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
