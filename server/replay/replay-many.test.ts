import { expect, test } from 'vitest';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import type { ReplayedCall } from './replay-call.ts';
import { replayMany, replayMsMax } from './replay-many.ts';

const outcomes: Record<string, Pick<ReplayedCall, 'change' | 'otherReason'> | null> = {
  alike: { change: 'same', otherReason: false },
  sooner: { change: 'earlier', otherReason: true },
  on: { change: 'later', otherReason: false },
  otherwise: { change: 'same', otherReason: true },
  unreadable: null,
};

test('calls are counted by what becomes of them, and those that change are listed in their order', async () => {
  const replay = async (call: string) => outcomes[call] as ReplayedCall | null;
  const { changed, ...counts } = await replayMany(Object.keys(outcomes), replay, virtualClock());
  expect(counts).toEqual({ calls: 4, same: 2, earlier: 1, later: 1, otherReason: 2, leftOut: 1, notReached: 0 });
  expect(changed.map(({ call }) => call)).toEqual(['sooner', 'on', 'otherwise']);
});

test('what would take too long is not begun, and counted', async () => {
  const clock = virtualClock();
  const replay = async (call: string) => {
    clock.advance(replayMsMax / 2);
    return outcomes[call] as ReplayedCall | null;
  };
  const told = await replayMany(['alike', 'sooner', 'on', 'on', 'on'], replay, clock);
  expect(told).toMatchObject({ calls: 2, same: 1, earlier: 1, notReached: 3 });
});
