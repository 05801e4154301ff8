/** Time that is moved by hand. */
import { expect, test } from 'vitest';
import { virtualClock } from './virtual-clock.ts';

test('timers run in the order of their instants, and of their making at one instant', () => {
  const clock = virtualClock();
  const ran: string[] = [];
  const note = (what: string) => (): void => void ran.push(`${clock.now()} ${what}`);
  clock.after(20, note('c'));
  clock.after(10, note('a'));
  clock.after(10, note('b'));
  clock.after(-5, note('at once'));
  clock.advance(15);
  expect(ran).toEqual(['0 at once', '10 a', '10 b']);
  expect([clock.now(), clock.next()]).toEqual([15, 20]);
});

test('timers set on the way run as well, if they fall into it', () => {
  const clock = virtualClock();
  const ran: number[] = [];
  clock.after(10, () => {
    clock.after(0, () => void ran.push(clock.now()));
    clock.after(5, () => void ran.push(clock.now()));
    clock.after(6, () => void ran.push(clock.now()));
  });
  clock.advance(15);
  expect(ran).toEqual([10, 15]);
  expect(clock.next()).toBe(16);
});

test('a cancelled timer does not run, and cancelling twice is harmless', () => {
  const clock = virtualClock();
  let runs = 0;
  const cancel = clock.after(10, () => void (runs += 1));
  const kept = clock.after(10, () => void (runs += 1));
  cancel();
  cancel();
  clock.advance(10);
  kept();
  expect([runs, clock.next()]).toEqual([1, null]);
});

test('a loop at one instant is found out', () => {
  const clock = virtualClock();
  const again = (): void => void clock.after(0, again);
  again();
  expect(() => clock.advance(1, 100)).toThrow('more than 100 timers in 1 ms: something loops');
});
