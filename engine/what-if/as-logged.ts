/** A stored log as it went: each event with the orders that it led to, and when the end was decided. */
import { type Call, newCall } from '../call.ts';
import type { Effect, EndFacts } from '../effects.ts';
import type { Event } from '../events.ts';
import type { Ms, Policy } from '../policy.ts';
import type { PhaseName } from '../reasons.ts';
import { step } from '../step.ts';

/** Where the call stood, and until when. */
export type Standpoint = { phase: PhaseName; deadline: Ms | null };

export type LoggedStep = { event: Event; effects: readonly Effect[]; before: Standpoint; after: Standpoint };

export type AsLogged = {
  steps: readonly LoggedStep[];
  /** The step from which on the call was ending for good. */
  decision: number;
  end: EndFacts;
};

/** Nothing has decided on the end of a call in one of these phases. */
export function isUndecided({ phase }: Call): boolean {
  return ['ringing', 'active', 'guarded', 'transferring'].includes(phase.name);
}

export function standpoint({ phase }: Call): Standpoint {
  return { phase: phase.name, deadline: phase.deadline };
}

export function endIn(effects: readonly Effect[]): EndFacts | null {
  for (const effect of effects) if (effect.type === 'record_end') return effect.end;
  return null;
}

/** Null when the log, replayed, comes to no end: it was made by an engine that decided otherwise. */
export function asLogged(direction: Call['direction'], events: readonly Event[], policy: Policy): AsLogged | null {
  const steps: LoggedStep[] = [];
  let call = newCall(direction, policy);
  let decision = 0;
  let end: EndFacts | null = null;
  for (const event of events) {
    const [next, effects] = step(call, event, policy);
    if (isUndecided(call) && !isUndecided(next)) decision = steps.length;
    steps.push({ event, effects, before: standpoint(call), after: standpoint(next) });
    end ??= endIn(effects);
    call = next;
  }
  return end && { steps, decision, end };
}
