import { describe, expect, test } from 'vitest';
import { endBoundMs, quietBoundMs } from './invariants.ts';
import { step } from './step.ts';
import { Walk } from './testing/walk.ts';
import { worlds } from './testing/worlds.ts';

/** A world that grows beyond this is too large to be walked on every run. */
const statesMax = 250_000;

const visited = { states: 0, edges: 0, seen: new Set<string>() };

describe('every state of a small world keeps the invariants of ending.md 11', () => {
  test.each(worlds)('$name', (world) => {
    const { states, edges, seen, complete, longestMs, broken } = new Walk({ step }, world).run(statesMax);
    visited.states += states;
    visited.edges += edges;
    for (const each of seen) visited.seen.add(each);
    console.log(`${world.name}: ${states} states, ${edges} edges, ${longestMs / 1000} s to the end at most`);
    expect(broken).toBe(null);
    expect(complete).toBe(true);
    expect(longestMs).toBeLessThanOrEqual(Math.min(endBoundMs(world.policy), quietBoundMs(world.policy, 1000, 3000)));
  });

  test('and the worlds together come to every phase and every order', () => {
    console.log(`walked ${visited.states} states over ${visited.edges} edges`);
    const phases = ['ringing', 'active', 'guarded', 'closing', 'paused', 'transferring', 'hanging_up', 'ended'];
    const talk = [
      'greet_caller',
      'answer_caller',
      'instruct_model',
      'report_no_input',
      'refuse_end',
      'call_off_end',
      'cancel_reply',
    ];
    const farewells = ['speak', 'write_farewell', 'resume_farewell', 'clear_playback'];
    const ends = ['transfer_leg', 'report_transfer_failed', 'hang_up', 'record_end', 'watch_leg'];
    expect([...visited.seen].sort()).toEqual([...phases, ...talk, ...farewells, ...ends].sort());
  });
});
