/** A stored log gives the same calls and effects again (ending.md section 11, invariant 9). */
import type { Call } from './call.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import type { Policy } from './policy.ts';
import { step } from './step.ts';

/** The last state and the effects of each event, in the order of the log. */
export function replay(call: Call, events: readonly Event[], policy: Policy): [Call, (readonly Effect[])[]] {
  const effects: (readonly Effect[])[] = [];
  let now = call;
  for (const event of events) {
    const [next, orders] = step(now, event, policy);
    now = next;
    effects.push(orders);
  }
  return [now, effects];
}
