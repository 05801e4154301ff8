import { afterAll, describe, expect, test } from 'vitest';
import { endBoundMs } from './invariants.ts';
import { step } from './step.ts';
import { Walk } from './testing/walk.ts';
import { worlds } from './testing/worlds.ts';

/** A world that grows beyond this is too large to be walked on every run. */
const statesMax = 250_000;

const visited = { states: 0, edges: 0 };

describe('every state of a small world keeps the invariants of ending.md 11', () => {
  test.each(worlds)('$name', (world) => {
    const { states, edges, complete, longestMs, broken } = new Walk({ step }, world).run(statesMax);
    visited.states += states;
    visited.edges += edges;
    console.log(`${world.name}: ${states} states, ${edges} edges, ${longestMs / 1000} s to the end at most`);
    expect(broken).toBe(null);
    expect(complete).toBe(true);
    expect(longestMs).toBeLessThanOrEqual(endBoundMs(world.policy));
  });
});

afterAll(() => console.log(`walked ${visited.states} states over ${visited.edges} edges`));
