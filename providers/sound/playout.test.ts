import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newPlayout, type UtteranceEvent } from './playout.ts';

function bench(options: { queuedMsMax?: number; gapMsMax?: number } = {}) {
  const events: UtteranceEvent[] = [];
  const playout = newPlayout({ sampleRate: 8_000, onEvent: (event) => events.push(event), ...options });
  const told = (): UtteranceEvent[] => events.splice(0);
  const frames = (count: number): (number | null)[] =>
    Array.from({ length: count }, () => playout.nextFrame()?.[0] ?? null);
  return { playout, told, frames };
}

const sound = (ms: number, sample = 1_000): Int16Array => new Int16Array(ms * 8).fill(sample);

test('an utterance plays to its end, and every event has its exact milliseconds', () => {
  const { playout, told, frames } = bench();
  playout.push(1, sound(50));
  expect(frames(1)).toEqual([1_000]);
  expect(told()).toEqual([{ type: 'utterance.started', utterance: 1 }]);
  playout.end(1);
  expect(told()).toEqual([{ type: 'utterance.queued', utterance: 1, pushedMs: 50, remainingMs: 40 }]);
  expect(frames(1)).toEqual([1_000]);
  expect(told()).toEqual([]);
  const last = playout.nextFrame()!;
  expect([last.length, last[79], last[80]]).toEqual([160, 1_000, 0]);
  expect(told()).toEqual([{ type: 'utterance.played', utterance: 1, pushedMs: 50, playedMs: 50 }]);
  expect(frames(2)).toEqual([null, null]);
});

test('utterances play in the order of their numbers, whatever the order in which their sound comes', () => {
  const { playout, told, frames } = bench();
  playout.push(2, sound(20, 2));
  playout.push(1, sound(40, 1));
  playout.end(2);
  expect(told()).toMatchObject([{ type: 'utterance.queued', utterance: 2, remainingMs: 60 }]);
  playout.end(1);
  expect(frames(4)).toEqual([1, 1, 2, null]);
  expect(told().map(({ type, utterance }) => `${utterance} ${type}`)).toEqual([
    '1 utterance.queued',
    '1 utterance.started',
    '1 utterance.played',
    '2 utterance.started',
    '2 utterance.played',
  ]);
});

test('a slow voice leaves a gap of silence, counted once, and goes on', () => {
  const { playout, frames, told } = bench();
  playout.push(1, sound(25));
  expect(frames(4)).toEqual([1_000, null, null, null]);
  playout.push(1, sound(15));
  playout.end(1);
  expect(frames(2)).toEqual([1_000, null]);
  expect(playout.counts.underruns).toBe(1);
  expect(told().at(-1)).toEqual({ type: 'utterance.played', utterance: 1, pushedMs: 40, playedMs: 40 });
});

test('a pause sends silence and loses nothing; then it is told anew when the sound is over', () => {
  const { playout, frames, told } = bench({ gapMsMax: 100 });
  playout.push(1, sound(60));
  playout.end(1);
  expect(frames(1)).toEqual([1_000]);
  told();
  playout.pause();
  expect(frames(20)).toEqual(Array.from({ length: 20 }, () => null));
  expect(playout.tailOwed()).toBe(0);
  expect(told()).toEqual([]);
  playout.resume();
  playout.resume();
  expect(told()).toEqual([{ type: 'utterance.queued', utterance: 1, pushedMs: 60, remainingMs: 40 }]);
  expect(frames(3)).toEqual([1_000, 1_000, null]);
  expect(told()).toEqual([{ type: 'utterance.played', utterance: 1, pushedMs: 60, playedMs: 60 }]);
});

test('what is dropped in a pause is told as far as it was played, and what follows waits for its end', () => {
  const { playout, frames, told } = bench();
  playout.push(1, sound(60, 1));
  frames(1);
  playout.pause();
  playout.clear(1);
  playout.push(2, sound(20, 2));
  expect(told().at(-1)).toEqual({ type: 'utterance.cleared', utterance: 1, pushedMs: 60, playedMs: 20 });
  expect(frames(1)).toEqual([null]);
  playout.resume();
  expect(frames(1)).toEqual([2]);
});

test('an end that comes after the last sound was played is told at once', () => {
  const { playout, frames, told } = bench();
  playout.push(1, sound(20));
  frames(3);
  told();
  playout.end(1);
  expect(told()).toEqual([
    { type: 'utterance.queued', utterance: 1, pushedMs: 20, remainingMs: 0 },
    { type: 'utterance.played', utterance: 1, pushedMs: 20, playedMs: 20 },
  ]);
});

test('an utterance without any sound is played in its turn, with nothing pushed', () => {
  const { playout, frames, told } = bench();
  playout.push(1, sound(20));
  playout.end(1);
  playout.end(2);
  told();
  frames(1);
  expect(told().at(-1)).toEqual({ type: 'utterance.played', utterance: 2, pushedMs: 0, playedMs: 0 });
});

test('a clear drops what was not played, tells how much was, and sound that comes later is not heard', () => {
  const { playout, frames, told } = bench();
  playout.push(1, sound(100));
  playout.push(2, sound(100));
  playout.push(3, sound(20, 3));
  frames(2);
  told();
  playout.clear(2);
  expect(told()).toEqual([
    { type: 'utterance.cleared', utterance: 1, pushedMs: 100, playedMs: 40 },
    { type: 'utterance.cleared', utterance: 2, pushedMs: 100, playedMs: 0 },
  ]);
  playout.push(2, sound(100));
  playout.end(1);
  playout.end(3);
  expect(frames(2)).toEqual([3, null]);
  expect(playout.counts.droppedPushes).toBe(1);
});

test('a clear is answered for its own utterance even when nothing of it ever came, but not twice', () => {
  const { playout, told } = bench();
  playout.clear(4);
  playout.clear(4);
  expect(told()).toEqual([{ type: 'utterance.cleared', utterance: 4, pushedMs: 0, playedMs: 0 }]);
});

test('more than two minutes are cut, and what was pushed and not played shows it', () => {
  const { playout, told, frames } = bench({ queuedMsMax: 60 });
  playout.push(1, sound(80));
  playout.push(1, sound(20));
  playout.end(1);
  expect(frames(4)).toEqual([1_000, 1_000, 1_000, null]);
  expect(told().at(-1)).toEqual({ type: 'utterance.played', utterance: 1, pushedMs: 100, playedMs: 60 });
  expect(playout.counts.cutUtterances).toBe(1);
});

test('a voice that neither speaks nor ends does not hold the next utterance for ever', () => {
  const { playout, frames, told } = bench({ gapMsMax: 60 });
  playout.push(1, sound(20));
  playout.push(2, sound(20, 2));
  expect(frames(6)).toEqual([1_000, null, null, null, 2, null]);
  expect(told()).toContainEqual({ type: 'utterance.played', utterance: 1, pushedMs: 20, playedMs: 20 });
  expect(playout.counts.stalledUtterances).toBe(1);
});

test('after sound that was played to its end ten frames of silence are owed, after a clear none', () => {
  const { playout, frames } = bench();
  expect(playout.tailOwed()).toBe(0);
  playout.push(1, sound(20));
  playout.end(1);
  frames(1);
  expect(playout.tailOwed()).toBe(10);
  frames(9);
  expect(playout.tailOwed()).toBe(1);
  playout.clear(1);
  expect(playout.tailOwed()).toBe(1);
  frames(1);
  expect(playout.tailOwed()).toBe(0);
  playout.push(2, sound(60));
  frames(1);
  playout.clear(2);
  expect(playout.tailOwed()).toBe(0);
});

test('silence at the end of the sound itself counts as tail', () => {
  const { playout, frames } = bench();
  playout.push(1, sound(20));
  playout.push(1, sound(120, 5));
  playout.end(1);
  frames(7);
  expect(playout.tailOwed()).toBe(4);
});

test('whatever comes in whatever order: no sound is lost, made up or counted wrong, and every utterance ends once', () => {
  const utterance = fc.integer({ min: 0, max: 4 });
  const act = fc.oneof(
    fc.record({ act: fc.constant('push' as const), utterance, samples: fc.integer({ min: 0, max: 500 }) }),
    fc.record({ act: fc.constant('end' as const), utterance }),
    fc.record({ act: fc.constant('clear' as const), utterance }),
    fc.record({ act: fc.constant('frame' as const) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const { playout, told } = bench();
      const before = new Map<number, number>();
      let heard = 0;
      const frame = (): void => void (heard += playout.nextFrame()?.filter((sample) => sample === 1_000).length ?? 0);
      for (const step of acts) {
        if (step.act === 'push') playout.push(step.utterance, sound(step.samples / 8));
        else if (step.act === 'end') playout.end(step.utterance);
        else if (step.act === 'clear') playout.clear(step.utterance);
        else frame();
      }
      for (let left = 0; left < 5; left++) playout.end(left);
      for (let left = 0; left < 300; left++) frame();
      let playedMs = 0;
      for (const event of told()) {
        if (event.type !== 'utterance.played' && event.type !== 'utterance.cleared') continue;
        before.set(event.utterance, (before.get(event.utterance) ?? 0) + 1);
        playedMs += event.playedMs;
        const whole = event.playedMs === event.pushedMs;
        expect(whole || (event.type === 'utterance.cleared' && event.playedMs < event.pushedMs)).toBe(true);
      }
      expect(Math.max(0, ...before.values())).toBeLessThanOrEqual(1);
      expect(playedMs * 8).toBeCloseTo(heard, 6);
    }),
  );
});
