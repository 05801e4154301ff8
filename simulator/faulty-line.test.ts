/** A line that fails as told. */
import { beforeEach, expect, test } from 'vitest';
import type { LineCommand, LineEvent } from '../lines/line.ts';
import { textLine } from '../lines/text.ts';
import { faultyLine } from './faulty-line.ts';
import { virtualClock, type VirtualClock } from './virtual-clock.ts';

let clock: VirtualClock;
let line: ReturnType<typeof faultyLine<ReturnType<typeof textLine>>>;
let events: LineEvent[];

beforeEach(() => {
  clock = virtualClock();
  events = [];
  line = faultyLine(textLine({ clock, show: () => {}, showEnd: () => {} }));
  line.start((event) => void events.push(event));
});

function speak(voice: 'main' | 'backup' = 'main'): string[] {
  const before = events.length;
  const piece = { type: 'speak', utteranceId: 'u1', voice } as const satisfies Partial<LineCommand>;
  line.send({ ...piece, text: 'Hello.', last: false });
  line.send({ ...piece, text: '', last: true });
  clock.advance(5_000);
  return events.slice(before).map((event) => event.type);
}

test('without a fault it is the line it wraps', () => {
  expect(speak()).toEqual(['playback.queued', 'playback.started', 'playback.finished']);
  expect([line.kind, line.bestProof]).toEqual(['text', 'far_end_confirmed']);
});

test('marks are lost, and come back', () => {
  line.faults.marksLost = true;
  expect(speak()).toEqual(['playback.queued']);
  line.faults.marksLost = false;
  expect(speak()).toContain('playback.finished');
});

test('the main voice is down: it fails when all its words are there, and the backup speaks', () => {
  line.faults.voiceDown = true;
  expect(speak()).toEqual(['playback.failed']);
  expect(speak('backup')).toContain('playback.finished');
});

test('both voices are down', () => {
  line.faults.allVoicesDown = true;
  expect([...speak(), ...speak('backup')]).toEqual(['playback.failed', 'playback.failed']);
});

test('so many hang-ups are refused', () => {
  line.faults.hangUpsRefused = 1;
  line.send({ type: 'hang_up', attempt: 1 });
  line.send({ type: 'hang_up', attempt: 2 });
  expect(events).toMatchObject([
    { type: 'hang_up.answered', attempt: 1, proof: null, detail: 'refused' },
    { type: 'hang_up.answered', attempt: 2, proof: 'far_end_confirmed' },
  ]);
});

test('what the caller does is not touched', () => {
  Object.assign(line.faults, { marksLost: true, allVoicesDown: true, hangUpsRefused: 9 });
  line.caller.says('hello?');
  line.caller.hangsUp();
  expect(events.map((event) => event.type)).toEqual(['caller.said', 'leg.ended']);
});
