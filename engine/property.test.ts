import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Call, newCall } from './call.ts';
import type { Event } from './events.ts';
import { endBoundMs, newMonitor, quietBoundMs, watch } from './invariants.ts';
import type { Policy } from './policy.ts';
import { replay } from './replay.ts';
import { step } from './step.ts';
import { directions, draws, policies, runCall } from './testing/random-calls.ts';
import { type WhatIf, whatIf } from './what-if/what-if.ts';

const numRuns = Number(process.env['RINGOFF_PROPERTY_RUNS'] ?? 3_000);

describe('whatever happens', () => {
  test('the invariants hold, and the call ends once and in time', () => {
    fc.assert(
      fc.property(policies, directions, draws, (policy, direction, script) => {
        const { call, effects, endedAt, lastAt } = runCall(policy, direction, script);
        expect(call.phase).toEqual({ name: 'ended', deadline: null });
        expect(effects.flat().filter((effect) => effect.type === 'record_end')).toHaveLength(1);
        expect(endedAt).toBeLessThanOrEqual(endBoundMs(policy, lastAt));
        expect(endedAt).toBeLessThanOrEqual(lastAt + quietBoundMs(policy, 9_000, 7_000));
      }),
      { numRuns },
    );
  });

  test('a stored log gives the same calls and effects again', () => {
    fc.assert(
      fc.property(policies, directions, draws, (policy, direction, script) => {
        const { call, events, effects } = runCall(policy, direction, script);
        const stored: Event[] = JSON.parse(JSON.stringify(events));
        expect(replay(newCall(direction, policy), stored, policy)).toEqual([call, effects]);
      }),
      { numRuns: Math.ceil(numRuns / 5) },
    );
  });

  test('the state of a call survives storage at every instant', () => {
    fc.assert(
      fc.property(policies, directions, draws, (policy, direction, script) => {
        const { events, effects } = runCall(policy, direction, script);
        let call = newCall(direction, policy);
        for (const [index, event] of events.entries()) {
          const [next, orders] = step(JSON.parse(JSON.stringify(call)), event, policy);
          expect(orders).toEqual(effects[index]);
          call = next;
        }
      }),
      { numRuns: Math.ceil(numRuns / 10) },
    );
  });

  test('a log under its own settings is the same call again', () => {
    fc.assert(
      fc.property(policies, directions, draws, (policy, direction, script) => {
        const { events, effects } = runCall(policy, direction, script);
        const again = whatIf({ direction, events, was: policy }, { policy, retell: same })!;
        expect(again).toMatchObject({ change: 'same', otherReason: false, partedAt: null, unknown: [] });
        expect(again.wouldBe).toEqual(again.was);
        const all = effects.map((orders, index) => ({ event: events[index]!, effects: orders, supposed: false }));
        expect(again.entries).toEqual(all.slice(0, again.entries.length));
      }),
      { numRuns: Math.ceil(numRuns / 5) },
    );
  });

  test('a log under other settings comes to one end by the same rules, and nothing is supposed before the calls part', () => {
    fc.assert(
      fc.property(policies, policies, directions, draws, (was, policy, direction, script) => {
        const { events } = runCall(was, direction, script);
        const other = whatIf({ direction, events, was }, { policy, retell: same })!;
        expect(
          other.entries.flatMap((entry) => entry.effects).filter(({ type }) => type === 'record_end'),
        ).toHaveLength(1);
        expect(brokenBy(other, newCall(direction, policy), policy)).toEqual([]);
        const first = other.entries.find(({ supposed }) => supposed)?.event.at ?? Infinity;
        expect(other.partedAt ?? Infinity).toBeLessThanOrEqual(first);
        const later = other.change === 'later' ? other.wouldBe.decidedAt : Infinity;
        expect(later).toBeGreaterThanOrEqual(other.was.decidedAt);
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });
});

const same = (event: Event): Event => event;

/** The rules of ending, step by step; time never goes back. */
function brokenBy({ entries }: WhatIf, fresh: Call, policy: Policy): string[] {
  let call = fresh;
  let monitor = newMonitor(policy);
  return entries.flatMap(({ event, effects }, index) => {
    const [after, orders] = step(call, event, policy);
    const [next, broken] = watch(monitor, call, event, after, orders);
    monitor = next;
    call = after;
    const back = index > 0 && event.at < entries[index - 1]!.event.at ? ['time goes back'] : [];
    const other = JSON.stringify(orders) === JSON.stringify(effects) ? [] : ['other orders than told'];
    return [...broken, ...back, ...other];
  });
}
