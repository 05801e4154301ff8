/** Calls to which anything happens, for properties: settings, a direction and a chaos of events, and what came of it. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Call, newCall } from '../call.ts';
import type { Effect } from '../effects.ts';
import type { Event } from '../events.ts';
import { newMonitor, watch } from '../invariants.ts';
import { defaultLimits, type Policy } from '../policy.ts';
import { proofs } from '../reasons.ts';
import { step } from '../step.ts';
import { type Draw, happening, utterancesOf } from './chaos.ts';
import { type PolicyPatch, policyWith } from './play.ts';

const some = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

export const policies: fc.Arbitrary<Policy> = fc
  .record({
    endingEnabled: some(true, true, true, false),
    mutualGoodbye: fc.boolean(),
    farewell: fc.record({ mode: some('static', 'generated') }),
    silence: fc.record({
      timeoutMs: some(null, 5_000, 30_000),
      noWordsMs: some(null, 8_000, 120_000),
      checkIns: some([], [{ afterMs: 3_000, message: 'Hello?' }]),
    }),
    maxDuration: fc.record({
      capMs: some(null, 1_000, 10_000, 60_000),
      wrapUps: some([], [{ beforeEndMs: 8_000, instruction: 'Wrap up.' }]),
    }),
    voicemail: fc.record({ action: some('hang_up', 'leave_message', 'ignore'), message: some('Call back.') }),
    guard: fc.record({ enabled: fc.boolean(), minCallMs: some(0, 4_000), vetoesMax: some(0, 1, 2) }),
    rescue: fc.record({
      mode: some('by_meaning', 'any_speech', 'off'),
      rescuesMax: some(0, 1, 2),
      listenMs: some(0, 500, 1_500),
    }),
    requiredProof: some(...proofs),
    limits: fc.record({
      lifetimeMsMax: some(86_400_000, 120_000, 20_000),
      closingMsMax: some(60_000, 4_000),
      hangUpRetryMs: some([500, 1_000, 2_000], [1_000], []),
      workMsMax: some(60_000, 3_000),
    }),
  })
  .map((patch) => policyWith({ ...patch, limits: { ...defaultLimits, ...patch.limits } } as PolicyPatch));

export const draws: fc.Arbitrary<Draw[]> = fc.array(
  fc.record({
    gapMs: some(0, 0, 1, 100, 299, 301, 500, 1_000, 2_500, 4_000, 10_001, 35_000),
    punctual: some(true, true, true, false),
    what: fc.nat(1_000),
    which: fc.nat(1_000),
    how: fc.nat(1_000),
  }),
  { maxLength: 60 },
);

export const directions = some<Call['direction']>('inbound', 'outbound');

export type RandomCall = {
  call: Call;
  events: Event[];
  effects: (readonly Effect[])[];
  endedAt: number;
  lastAt: number;
};

/** Chaos, and then nothing but the deadlines. */
export function runCall(policy: Policy, direction: Call['direction'], script: readonly Draw[]): RandomCall {
  let call = frozen(newCall(direction, frozen(policy)));
  let monitor = newMonitor(policy);
  const events: Event[] = [];
  const effects: (readonly Effect[])[] = [];
  const known: string[] = [];
  let now = 0;
  const happen = (event: Event): void => {
    now = event.at;
    const [after, orders] = step(call, frozen(event), policy);
    const [next, broken] = watch(monitor, call, event, after, orders);
    expect(broken).toEqual([]);
    monitor = frozen(next);
    call = frozen(after);
    events.push(event);
    effects.push(frozen(orders));
    known.push(...utterancesOf(event, orders));
  };
  const reach = (until: number): void => {
    for (let count = 0; call.phase.deadline !== null && call.phase.deadline <= until; count++) {
      expect(count).toBeLessThan(500);
      happen({ type: 'deadline.reached', at: Math.max(now, call.phase.deadline) });
    }
  };
  for (const draw of script) {
    const at = now + draw.gapMs;
    if (draw.punctual) reach(at);
    happen({ ...happening(draw, call, known), at: Math.max(now, at) });
  }
  const lastAt = now;
  reach(Infinity);
  return { call, events, effects, endedAt: now, lastAt };
}

/** Frozen all the way down: a step that changes what it was given throws. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}
