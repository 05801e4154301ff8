import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputBuffer } from './input-buffer.ts';

const loud = (count: number, from = 0): Int16Array => Int16Array.from({ length: count }, (_, at) => 1_000 + from + at);
const put = (buffer: ReturnType<typeof inputBuffer>, frame: number, newest = true): void =>
  buffer.put(start + frame * 160, loud(160, frame * 160), newest);
/** Just before timestamps wrap. */
const start = 2 ** 32 - 480;
const firsts = (buffer: ReturnType<typeof inputBuffer>, count: number): number[] =>
  Array.from({ length: count }, () => buffer.read()[0]!);

test('sound comes out 60 ms after its first packet, in its order, over the wrap of timestamps', () => {
  const buffer = inputBuffer();
  put(buffer, 0);
  put(buffer, 2);
  put(buffer, 1, false);
  put(buffer, 3);
  expect(firsts(buffer, 8)).toEqual([0, 0, 0, 1_000, 1_160, 1_320, 1_480, 0]);
  expect(buffer.counts).toMatchObject({ late: 0, duplicate: 0, concealed: 3 });
});

test('a lost frame is a fading repetition, the next lost one silence', () => {
  const buffer = inputBuffer();
  put(buffer, 0);
  put(buffer, 3);
  expect(firsts(buffer, 7)).toEqual([0, 0, 0, 1_000, 500, 0, 1_480]);
});

test('what comes twice or too late is dropped', () => {
  const buffer = inputBuffer();
  put(buffer, 0);
  put(buffer, 1);
  put(buffer, 1, false);
  firsts(buffer, 5);
  put(buffer, 0, false);
  expect(buffer.counts).toMatchObject({ late: 1, duplicate: 1 });
});

test('after a stall no word is lost, and the delay goes away in the next pause', () => {
  const buffer = inputBuffer();
  put(buffer, 0);
  firsts(buffer, 30);
  for (let frame = 1; frame <= 20; frame++) put(buffer, frame);
  const heard: number[] = [];
  for (let frame = 21; frame < 60; frame++) {
    buffer.put(start + frame * 160, new Int16Array(160), true);
    heard.push(buffer.read()[0]!);
  }
  expect(heard.filter((sample) => sample !== 0)).toEqual(Array.from({ length: 20 }, (_, at) => 1_160 + at * 160));
  expect(buffer.counts.skipped).toBeGreaterThan(10);
});

test('packets of any length, in any order within 60 ms, give the same sound', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 480 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lengths, fc.infiniteStream(fc.boolean()), (sizes, swaps) => {
      const buffer = inputBuffer();
      const total = sizes.reduce((sum, size) => sum + size, 0);
      let at = 0;
      const packets = sizes.map((size) => ({ at: (at += size) - size, size }));
      for (let index = 1; index + 1 < packets.length; index += 2) {
        if (swaps.next().value) packets.splice(index, 2, packets[index + 1]!, packets[index]!);
      }
      for (const packet of packets) buffer.put(start + packet.at, loud(packet.size, packet.at), true);
      const frames = Math.ceil((480 + total) / 160);
      const heard = Array.from({ length: frames }, () => [...buffer.read()]).flat();
      expect(heard.slice(480, 480 + total)).toEqual([...loud(total)]);
    }),
  );
});
