import { expect, test } from 'vitest';
import type { Clock } from '../../clock.ts';
import { frameTicker } from './frame-ticker.ts';

/** One timer, which goes off as late as the test says. */
function handClock() {
  let now = 1_000;
  let timer: { at: number; run: () => void } | null = null;
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const own = { at: now + ms, run };
      timer = own;
      return () => void (timer = timer === own ? null : timer);
    },
  };
  /** To the timer's instant and `lateMs` beyond it. */
  const goOff = (lateMs = 0): void => {
    const due = timer;
    timer = null;
    now = (due?.at ?? now) + lateMs;
    due?.run();
  };
  return { clock, goOff, now: () => now, set: () => timer !== null };
}

const unexpected = (error: unknown): never => {
  throw error;
};

test('ticks stand on the start, not on each other: a late one does not delay the next', () => {
  const hand = handClock();
  const at: number[] = [];
  frameTicker(hand.clock, unexpected).onTick(() => at.push(hand.now() - 1_000));
  for (const lateMs of [0, 3, 0, 7.5, 0]) hand.goOff(lateMs);
  expect(at).toEqual([20, 43, 60, 87.5, 100]);
});

test('what is due is sent at once, at most five, and what is given up is told', () => {
  const hand = handClock();
  const skips: number[] = [];
  const ticker = frameTicker(hand.clock, unexpected);
  ticker.onTick((skipped) => skips.push(skipped));
  hand.goOff(45);
  expect(skips.splice(0)).toEqual([0, 0, 0]);
  hand.goOff(1_000);
  expect(skips.splice(0)).toEqual([46, 0, 0, 0, 0]);
  hand.goOff();
  expect(skips).toEqual([0]);
  expect(ticker.lateness()).toMatchObject({ ticks: 10, lateTicks: 7, skippedTicks: 46 });
  expect(Math.round(ticker.lateness().maxMs / 10)).toBe(100);
  ticker.resetLateness();
  expect(ticker.lateness()).toEqual({ ticks: 0, lateTicks: 0, skippedTicks: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 });
});

test('a timer that goes off early is no tick', () => {
  const hand = handClock();
  let ticks = 0;
  frameTicker(hand.clock, unexpected).onTick(() => ticks++);
  hand.goOff(-0.4);
  expect(ticks).toBe(0);
  hand.goOff();
  expect(ticks).toBe(1);
});

test('it runs only while somebody listens, and a fault of one takes no tick from another', () => {
  const hand = handClock();
  const faults: unknown[] = [];
  const ticker = frameTicker(hand.clock, (error) => faults.push(error));
  let ticks = 0;
  const stopBroken = ticker.onTick(() => unexpected('broken'));
  const stop = ticker.onTick(() => ticks++);
  hand.goOff();
  expect([ticks, faults]).toEqual([1, ['broken']]);
  stopBroken();
  stop();
  stop();
  expect(hand.set()).toBe(false);
  ticker.onTick(() => ticks++);
  hand.goOff();
  expect(ticks).toBe(2);
});
