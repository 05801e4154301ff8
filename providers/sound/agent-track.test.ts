import { expect, test } from 'vitest';
import { newAgentTrack } from './agent-track.ts';

const tone = (samples: number, value = 7): Int16Array => new Int16Array(samples).fill(value);
/** One sample a millisecond. */
const track = () => newAgentTrack(1_000);

test('what plays while the caller speaks stands beside it', () => {
  const agent = track();
  agent.add(tone(30), 110);
  expect([...agent.during(20, 120)]).toEqual([...tone(10, 0), ...tone(10)]);
  expect([...agent.during(20, 140)]).toEqual([...tone(20)]);
  expect([...agent.during(20, 160)]).toEqual([...tone(20, 0)]);
});

test("the caller's sound that comes in bursts shifts nothing", () => {
  const agent = track();
  agent.add(tone(20), 120);
  agent.during(20, 100);
  const late = [agent.during(20, 175), agent.during(20, 176), agent.during(20, 177)];
  expect(late.map((pcm) => pcm[0])).toEqual([0, 7, 0]);
});

test('what was cut did not play', () => {
  const agent = track();
  agent.add(tone(100), 100);
  agent.add(tone(100), 200);
  agent.cut(110);
  expect([...agent.during(40, 140)]).toEqual([...tone(10), ...tone(30, 0)]);
});

test('a caller whose sound paused goes on from now', () => {
  const agent = track();
  agent.during(20, 20);
  agent.add(tone(20), 2_000);
  expect([...agent.during(20, 2_020)]).toEqual([...tone(20)]);
});
