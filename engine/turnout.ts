/** What a step gives back. */
import type { Call, Phase } from './call.ts';
import type { Effect } from './effects.ts';

export type Step = readonly [Call, readonly Effect[]];

const nothing: readonly Effect[] = [];

/** The call in this phase, with no orders. */
export function stay(call: Call, phase: Phase): Step {
  return [phase === call.phase ? call : { ...call, phase }, nothing];
}
