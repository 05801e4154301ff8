import { expect, test } from 'vitest';
import { simulateFlow } from './simulate-flow.ts';

test('the same seed gives the same calls', () => {
  for (const seed of [5, 41]) expect(JSON.stringify(simulateFlow(seed))).toBe(JSON.stringify(simulateFlow(seed)));
});

test('eighty flows break no rule, and most of their blocks are reached', () => {
  let blocks = 0;
  let unreached = 0;
  const triggers = new Set<string>();
  for (let seed = 30_000; seed < 30_080; seed++) {
    const outcome = simulateFlow(seed);
    expect(outcome.violations, `npx ringoff simulate --flows 1 --seed ${seed}`).toEqual([]);
    blocks += outcome.blocks;
    unreached += outcome.unreached.length;
    for (const { record } of outcome.calls) triggers.add(record!.trigger);
  }
  expect(unreached / blocks).toBeLessThan(0.3);
  expect([...triggers]).toEqual(expect.arrayContaining(['flow_block', 'global_check', 'tool', 'transfer', 'silence']));
});
