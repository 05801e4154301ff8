/** Whatever the flow and whatever happens: the walk waits or ends, within its limits, and the same log gives the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WalkEffect } from './flow/effects.ts';
import type { FoundSlot, WalkEvent } from './flow/events.ts';
import type { FlowPlan, PlanBlock } from './flow/plan.ts';
import { newPosition, type Position } from './flow/position.ts';
import { walk } from './flow.ts';
import * as p from './testing/plans.ts';

const limits = { visitsMax: 6, hopsMax: 10, turnsMax: 4, wordsMax: 40, judgeMsMax: 1000 };
const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const someId = fc.constantFrom(...ids);

/** Every exit leads somewhere, and nothing else is promised: loops, blocks that are not reached, no end at all. */
const blocks: fc.Arbitrary<PlanBlock[]> = fc.tuple(
  ...ids.map((id) =>
    fc.tuple(fc.nat(9), someId, someId, someId, fc.nat(7)).map(([kind, x, y, z, how]): PlanBlock => {
      const slots = [
        p.slot('day', 'date', { confirm: how % 2 === 0, required: how < 4, attemptsMax: 2 }),
        p.slot('name', 'text', { attemptsMax: 1, required: false }),
        p.slot('color', 'choice', { confirm: how > 4 }),
      ];
      switch (kind) {
        case 0:
          return p.ends(id);
        case 1:
          return p.says(id, `next>${x}`, { waitsForReply: how > 2 });
        case 2:
          return p.says(id, `yes>${x} no>${y} no_match>${z} no_input>${x}`, { noInputMs: 5000 });
        case 3:
          return p.generates(id, `yes>${x} no>${y}`);
        case 4:
        case 5:
          return p.collects(id, `filled>${x} gave_up>${y}`, ...slots.slice(how % 3));
        case 6:
          return p.decides(id, `x>${x} y?>${y} else>${z}`, 'x', 'y?');
        case 7:
          return p.hands(id, `failed>${x}`, how > 3 ? 'One moment.' : '');
        default:
          return p.acts(id, `ok>${x} failed>${y}`, { mode: how > 4 ? 'set' : 'http', filler: how > 2 ? 'Hm.' : '' });
      }
    }),
  ),
);

const plans: fc.Arbitrary<FlowPlan> = fc
  .tuple(blocks, fc.boolean())
  .map(([drawn, reasons]) => p.plan(drawn, limits, reasons));

const found: fc.Arbitrary<FoundSlot[]> = fc.array(
  fc.record({
    name: fc.constantFrom('day', 'name', 'color', 'constructor'),
    result: fc.oneof(
      fc.record({
        ok: fc.constant(true as const),
        value: fc.constantFrom('red', 'x', ''),
        said: fc.constant('it'),
        sure: fc.boolean(),
      }),
      fc.record({ ok: fc.constant(false as const), why: fc.constantFrom('nothing', 'unclear', 'invalid') }),
    ),
  }),
  { maxLength: 2 },
);

/** `fits`: what the walk waits for comes; else this event, in answer to an order given `back` orders ago. */
type Draw = { event: WalkEvent; back: number; fits: boolean; how: number };

/** The event that leads on, by one of its ways. */
function fitting({ doing, checks, checked }: Position, how: number): WalkEvent {
  const ask = 'ask' in doing ? doing.ask : 0;
  const holding = how % 3 === 0 ? ['x'] : how % 3 === 1 ? ['y?'] : [];
  if (checks > checked && (doing.name === 'holding' || how % 2 === 0)) {
    return { type: 'reasons.checked', check: checks, reason: how === 7 ? 'fraud' : null };
  }
  switch (doing.name) {
    case 'matching':
      return { type: 'answer.matched', ask, label: how > 3 ? null : how > 1 ? 'no' : 'yes' };
    case 'prefilling':
    case 'extracting': {
      const value: FoundSlot['result'] =
        how > 3 ? { ok: true, value: 'red', said: 'red', sure: how > 5 } : { ok: false, why: 'nothing' };
      return { type: 'slots.extracted', ask, found: ['day', 'name', 'color'].map((name) => ({ name, result: value })) };
    }
    case 'judging':
      return {
        type: 'confirmation.judged',
        ask,
        verdict: how > 2 ? 'yes' : how > 0 ? 'no' : 'unclear',
        correction: null,
      };
    case 'evaluating':
    case 'questioning':
      return { type: 'branches.evaluated', ask, holding };
    case 'acting':
      return how > 2 ? { type: 'action.done', ask, values: {} } : { type: 'action.failed', ask, detail: '' };
    case 'transferring':
      return { type: 'transfer.failed', ask, detail: '' };
    case 'speaking':
    case 'announcing':
      return { type: 'words.ended', ask };
    case 'ended':
      return { type: 'end.called_off' };
    default:
      return { type: 'caller.said', text: 'words', meaning: how === 0 ? 'closing' : 'other', corrections: [] };
  }
}

const draws: fc.Arbitrary<Draw[]> = fc.array(
  fc.record({
    fits: fc.constantFrom(true, true, true, false),
    how: fc.nat(7),
    back: fc.constantFrom(0, 0, 1, -1),
    event: fc.oneof(
      fc.record({
        type: fc.constant('caller.said' as const),
        text: fc.constantFrom('yes', 'words', ' ', 'a long sentence about nothing in particular'),
        meaning: fc.constantFrom('other', 'closing', 'question'),
        corrections: found,
      }),
      fc.constantFrom<WalkEvent>(
        { type: 'caller.stayed_silent' },
        { type: 'end.called_off' },
        { type: 'walk.started' },
      ),
      fc.constantFrom<WalkEvent>(
        { type: 'words.ended', ask: 0 },
        { type: 'action.done', ask: 0, values: { day: 'x' } },
        { type: 'action.failed', ask: 0, detail: '' },
        { type: 'transfer.failed', ask: 0, detail: '' },
      ),
      fc.record({
        type: fc.constant('answer.matched' as const),
        ask: fc.constant(0),
        label: fc.constantFrom('yes', null, '?'),
      }),
      fc.record({
        type: fc.constant('branches.evaluated' as const),
        ask: fc.constant(0),
        holding: fc.constantFrom([], ['x'], ['y?']),
      }),
      fc.record({ type: fc.constant('slots.extracted' as const), ask: fc.constant(0), found }),
      fc.record({
        type: fc.constant('confirmation.judged' as const),
        ask: fc.constant(0),
        verdict: fc.constantFrom('yes', 'no', 'unclear'),
        correction: fc.constantFrom(null, { ok: true as const, value: 'red', said: 'red', sure: false }),
      }),
      fc.record({
        type: fc.constant('reasons.checked' as const),
        check: fc.constant(0),
        reason: fc.constantFrom(null, null, 'fraud'),
      }),
    ),
  }),
  { minLength: 20, maxLength: 120 },
);

type Run = { positions: Position[]; effects: (readonly WalkEffect[])[]; log: WalkEvent[] };

function run(plan: FlowPlan, script: readonly Draw[]): Run {
  let position = newPosition();
  const made: Run = { positions: [position], effects: [], log: [] };
  const start: Draw = { event: { type: 'walk.started' }, back: 0, fits: false, how: 0 };
  for (const { event, back, fits, how } of [start, ...script]) {
    const aimed: WalkEvent = fits
      ? fitting(position, how)
      : 'ask' in event
        ? { ...event, ask: position.asks - back }
        : event.type === 'reasons.checked'
          ? { ...event, check: position.checks - back }
          : event;
    const [next, effects] = walk(position, aimed, plan);
    position = next;
    made.positions.push(position);
    made.effects.push(effects);
    made.log.push(aimed);
  }
  return made;
}

function httpBlocks(plan: FlowPlan): string[] {
  return plan.blocks.filter((block) => block.kind === 'action' && block.mode === 'http').map((block) => block.id);
}

const numRuns = Number(process.env['RINGOFF_PROPERTY_RUNS'] ?? 3_000);

describe('whatever the flow and whatever happens', () => {
  test('the walk keeps its limits, and waits for something or has ended', () => {
    fc.assert(
      fc.property(plans, draws, (plan, script) => {
        const { positions, effects } = run(plan, script);
        for (const [index, orders] of effects.entries()) {
          const before = positions[index]!;
          const after = positions[index + 1]!;
          const entered = orders.filter((order) => order.type === 'enter_block').length;
          expect(entered).toBeLessThanOrEqual(limits.hopsMax + 2);
          for (const visits of Object.values(after.visits)) expect(visits).toBeLessThanOrEqual(limits.visitsMax);
          expect(after.turns).toBeLessThanOrEqual(limits.turnsMax);
          expect(after.unanswered.length).toBeLessThanOrEqual(limits.wordsMax);
          const newest = 'ask' in after.doing ? after.doing.ask : after.asks;
          expect(newest).toBe(after.asks);
          const ends = orders.filter((order) => order.type.startsWith('end_by_'));
          const justEnded = after.doing.name === 'ended' && before.doing.name !== 'ended';
          expect(ends).toHaveLength(justEnded || (ends.length > 0 && after.doing.name === 'ended') ? 1 : 0);
        }
      }),
      { numRuns },
    );
  });

  test('nothing leaves an end but a rescue, and nothing at all a failure', () => {
    fc.assert(
      fc.property(plans, draws, (plan, script) => {
        const { positions, effects, log } = run(plan, script);
        for (const [index, event] of log.entries()) {
          const { doing } = positions[index]!;
          if (doing.name !== 'ended') continue;
          if (doing.by !== 'failure' && event.type === 'end.called_off') continue;
          expect(effects[index]).toEqual([]);
          expect(positions[index + 1]!.doing).toMatchObject({ name: 'ended', by: doing.by });
        }
      }),
      { numRuns },
    );
  });

  test('a value to be confirmed leads on only after a yes, and no action is run without a verdict on the words before it', () => {
    fc.assert(
      fc.property(plans, draws, (plan, script) => {
        const { positions, effects } = run(plan, script);
        for (const [index, orders] of effects.entries()) {
          const after = positions[index + 1]!;
          const rescued = positions[index]!.doing.name === 'rescued';
          const leaves = orders.some((order) => order.type === 'run_action' || order.type === 'end_by_block');
          const unsure = leaves && !rescued ? after.filled.filter((slot) => !slot.confirmed) : [];
          expect(unsure).toEqual([]);
          const acts = orders.some((order) => order.type === 'run_action' && httpBlocks(plan).includes(order.block));
          expect(acts ? after.checks : after.checked).toBe(after.checked);
        }
      }),
      { numRuns },
    );
  });

  test('the same log gives the same positions and orders, from stored ones too', () => {
    fc.assert(
      fc.property(plans, draws, (plan, script) => {
        const { positions, effects, log } = run(plan, script);
        for (const [index, event] of log.entries()) {
          const stored = JSON.parse(JSON.stringify([positions[index], event])) as [Position, WalkEvent];
          expect(walk(...stored, plan)).toEqual([positions[index + 1], effects[index]]);
        }
      }),
      { numRuns: Math.ceil(numRuns / 5) },
    );
  });
});
