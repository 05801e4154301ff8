import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { newFarPlayout } from './far-playout.ts';
import type { UtteranceEvent } from './playout.ts';

afterEach(() => vi.useRealTimers());

const sampleRate = 8_000;
const sound = (ms: number): Int16Array => new Int16Array((ms * sampleRate) / 1000).fill(1_000);

/** A far end that plays in time, and gives marks back when it is told to or by itself. */
function bench({ givesBack = true, keeps = false }: { givesBack?: boolean; keeps?: boolean } = {}) {
  vi.useFakeTimers();
  const startedAt = systemClock.now();
  const now = (): number => Math.round(systemClock.now() - startedAt);
  const events: (UtteranceEvent & { at: number })[] = [];
  const marks: string[] = [];
  const sent: { at: number; pcm: Int16Array }[] = [];
  let sentMs = 0;
  let cleared = 0;
  let busyUntil = 0;
  const playout = newFarPlayout({
    sampleRate,
    clock: systemClock,
    far: {
      play(pcm) {
        const ms = (pcm.length * 1000) / sampleRate;
        sentMs += ms;
        if (keeps) sent.push({ at: now(), pcm });
        busyUntil = Math.max(busyUntil, now()) + ms;
      },
      mark(name) {
        marks.push(name);
        if (givesBack) systemClock.after(busyUntil - now() + 40, () => playout.marked(name));
      },
      clear: () => void cleared++,
    },
    onEvent: (event) => void events.push({ ...event, at: now() }),
  });
  return {
    advance: (ms: number) => void vi.advanceTimersByTime(ms),
    playout,
    events,
    marks,
    /** The samples that were sent from this time on. */
    sentAt: (from: number): number[] => sent.filter(({ at }) => at >= from).flatMap(({ pcm }) => [...pcm]),
    get sentMs() {
      return sentMs;
    },
    get cleared() {
      return cleared;
    },
  };
}

test('an utterance is played when the mark behind its tail of silence comes back', () => {
  const { playout, advance, events } = bench();
  playout.push(1, sound(450));
  playout.end(1);
  advance(1_000);
  expect(events).toEqual([
    { type: 'utterance.started', utterance: 1, at: 0 },
    { type: 'utterance.queued', utterance: 1, pushedMs: 450, remainingMs: 650, at: 0 },
    { type: 'utterance.played', utterance: 1, pushedMs: 450, playedMs: 450, at: 690 },
  ]);
});

test('sound is sent three seconds ahead, and no further', () => {
  const world = bench();
  world.playout.push(1, sound(10_000));
  expect(world.sentMs).toBe(3_100);
  world.advance(2_000);
  expect(world.sentMs).toBe(5_100);
});

test('a lost mark tells nothing, and the mark of a later utterance proves the earlier one', () => {
  const { playout, advance, events, marks } = bench({ givesBack: false });
  for (const utterance of [1, 2]) {
    playout.push(utterance, sound(200));
    playout.end(utterance);
  }
  advance(5_000);
  expect(events.map(({ type }) => type)).not.toContain('utterance.played');
  playout.marked(marks.at(-1)!);
  expect(events.slice(-2)).toMatchObject([
    { type: 'utterance.played', utterance: 1, playedMs: 200 },
    { type: 'utterance.played', utterance: 2, playedMs: 200 },
  ]);
});

test('marks that a clear brings back are of an older generation', () => {
  const world = bench({ givesBack: false });
  world.playout.push(1, sound(2_000));
  world.playout.end(1);
  world.advance(700);
  world.playout.clear(1);
  const old = [...world.marks];
  world.playout.push(2, sound(2_000));
  world.playout.end(2);
  for (const name of old) world.playout.marked(name);
  expect(world.cleared).toBe(1);
  expect(world.playout.markCounts.stray).toBe(old.length);
  expect(world.events.at(-1)).toMatchObject({ type: 'utterance.queued', utterance: 2, remainingMs: 2_200 });
  expect(world.events).toContainEqual({
    type: 'utterance.cleared',
    utterance: 1,
    pushedMs: 2_000,
    playedMs: 700,
    at: 700,
  });
});

test('a mark that comes before its sound can have been played is no proof', () => {
  const { playout, advance, events, marks } = bench({ givesBack: false });
  playout.push(1, sound(2_000));
  playout.end(1);
  advance(500);
  playout.marked(marks.at(-1)!);
  expect(playout.markCounts.early).toBe(1);
  expect(events.map(({ type }) => type)).not.toContain('utterance.played');
  advance(1_700);
  playout.marked(marks.at(-1)!);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.played', utterance: 1 });
});

test('a clear counts what was played from the last mark on', () => {
  const { playout, advance, events } = bench();
  playout.push(1, sound(2_000));
  advance(1_300); // The mark at 1,000 came back at 1,040.
  playout.clear(1);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.cleared', playedMs: 1_260 });
});

test('a clear of what is over leaves the far end alone', () => {
  const world = bench();
  world.playout.push(1, sound(100));
  world.playout.end(1);
  world.advance(1_000);
  world.playout.push(2, sound(1_000));
  world.playout.clear(1);
  expect(world.cleared).toBe(0);
});

test('a clear of utterances not yet known drops their sound when it comes', () => {
  const { playout, events, marks } = bench();
  playout.clear(3);
  playout.push(3, sound(100));
  playout.end(3);
  expect(events).toMatchObject([{ type: 'utterance.cleared', utterance: 3, pushedMs: 0 }]);
  expect(marks).toEqual([]);
});

test('an utterance without sound is played with nothing pushed, in its place', () => {
  const { playout, advance, events } = bench();
  playout.push(1, sound(100));
  playout.end(1);
  playout.end(2);
  expect(events.map(({ type }) => type)).not.toContain('utterance.played');
  advance(1_000);
  expect(events.slice(-2)).toMatchObject([
    { type: 'utterance.played', utterance: 1, pushedMs: 100 },
    { type: 'utterance.played', utterance: 2, pushedMs: 0, playedMs: 0 },
  ]);
});

test('sound that comes slowly is sent as it comes, and played to its end', () => {
  const { playout, advance, events } = bench();
  for (let piece = 0; piece < 5; piece++) {
    playout.push(1, sound(100));
    advance(300);
  }
  playout.end(1);
  advance(1_000);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.played', pushedMs: 500, playedMs: 500 });
  expect(playout.markCounts.early).toBe(0);
});

test('an utterance that never ends is ended, and one that is too long is cut', () => {
  const { playout, advance, events } = bench();
  playout.push(1, sound(100));
  advance(21_000);
  expect(playout.counts.stalledUtterances).toBe(1);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.played', utterance: 1 });
  playout.push(2, sound(130_000));
  playout.end(2);
  advance(140_000);
  expect(playout.counts.cutUtterances).toBe(1);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.played', pushedMs: 130_000, playedMs: 120_000 });
});

test('whose marks never come back, hundreds of utterances still play', () => {
  const world = bench({ givesBack: false });
  for (let utterance = 1; utterance <= 600; utterance++) {
    world.playout.push(utterance, sound(100));
    world.playout.end(utterance);
    world.advance(400);
  }
  expect(world.sentMs).toBe(600 * 300);
});

/** Samples that tell their place: the n-th millisecond has the value n. */
const counted = (ms: number): Int16Array =>
  Int16Array.from({ length: (ms * sampleRate) / 1000 }, (_, at) => Math.floor((at * 1000) / sampleRate));

test('a pause takes back what was not played, and nothing is left out when it goes on', () => {
  const world = bench({ keeps: true });
  const { playout, advance, events } = world;
  playout.push(1, counted(4_000));
  playout.end(1);
  advance(1_000);
  playout.pause();
  playout.pause();
  expect(world.cleared).toBe(1);
  const { sentMs } = world;
  advance(5_000);
  expect(world.sentMs).toBe(sentMs);
  events.splice(0);
  playout.resume();
  playout.resume();
  expect(events).toEqual([{ type: 'utterance.queued', utterance: 1, pushedMs: 4_000, remainingMs: 3_440, at: 6_000 }]);
  expect(world.sentAt(6_000)[0]).toBe(760); // 200 ms come twice.
  advance(4_000);
  expect(events.at(-1)).toEqual({
    type: 'utterance.played',
    utterance: 1,
    pushedMs: 4_000,
    playedMs: 4_000,
    at: 9_480,
  });
  const again = world.sentAt(6_000).filter((value) => value > 0);
  expect([again[0], again.at(-1), again.length]).toEqual([760, 3_999, 3_240 * 8]);
});

test('marks that a pause brings back prove nothing', () => {
  const { playout, advance, events, marks } = bench({ givesBack: false });
  playout.push(1, sound(1_000));
  playout.end(1);
  advance(700);
  playout.pause();
  for (const name of marks) playout.marked(name);
  playout.resume();
  advance(2_000);
  expect(events.map(({ type }) => type)).not.toContain('utterance.played');
  playout.marked(marks.at(-1)!);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.played', playedMs: 1_000 });
});

test('what is dropped in a pause is told as far as it was played, and what follows waits for its end', () => {
  const world = bench();
  const { playout, advance, events } = world;
  playout.push(1, sound(2_000));
  playout.end(1);
  advance(1_000);
  playout.pause();
  advance(3_000);
  playout.clear(1);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.cleared', utterance: 1, pushedMs: 2_000, playedMs: 960 });
  const { sentMs } = world;
  playout.push(2, sound(500));
  playout.end(2);
  expect(world.sentMs).toBe(sentMs);
  playout.resume();
  advance(1_000);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.played', utterance: 2, playedMs: 500 });
});

test('a pause before the first sound, or behind the last one, changes nothing but the time', () => {
  const { playout, advance, events } = bench({ givesBack: false });
  playout.pause();
  playout.push(1, sound(300));
  playout.end(1);
  advance(1_000);
  expect(events.map(({ type }) => type)).toEqual(['utterance.queued']);
  playout.resume();
  advance(400);
  expect(events.at(-1)).toMatchObject({ type: 'utterance.started', at: 1_000 });
});

test('of a far end without marks no more is kept than it can still have to play', () => {
  const { playout, advance, events } = bench({ givesBack: false });
  playout.push(1, sound(60_000));
  playout.end(1);
  advance(50_000);
  playout.pause();
  playout.resume();
  expect(events.at(-1)).toMatchObject({ type: 'utterance.queued', remainingMs: 10_400 });
});
