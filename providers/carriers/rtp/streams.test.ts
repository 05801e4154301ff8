import { expect, test } from 'vitest';
import { keysHeard } from './keys-heard.ts';
import { newReception } from './reception.ts';
import { sourceLatch } from './source-latch.ts';

function keys() {
  const told: string[] = [];
  const heard = keysHeard((event) =>
    told.push(event.type === 'key.pressed' ? event.digit : `${event.digit} ${event.heldMs}`),
  );
  const packet = (timestamp: number, code: number, duration: number, end = false): void =>
    heard.take(timestamp, Buffer.from([code, end ? 0x8a : 0x0a, duration >> 8, duration & 255]));
  return { told, heard, packet };
}

test('a key whose beginning or end is lost is one key all the same', () => {
  const { told, packet, heard } = keys();
  packet(1_000, 5, 1_280, true);
  packet(1_000, 5, 1_280, true);
  packet(1_000, 5, 160);
  packet(9_000, 11, 400);
  for (let tick = 0; tick < 16; tick++) heard.tick();
  packet(9_000, 11, 800, true);
  packet(1_000, 5, 1_280, true);
  packet(20_000, 5, 160);
  packet(30_000, 5, 160, true);
  expect(told).toEqual(['5', '5 160', '#', '# 50', '5', '5 20', '5', '5 20']);
});

test('a key held for longer than its length can say is one key; what is no key is none', () => {
  const { told, packet, heard } = keys();
  packet(0, 1, 0xffff);
  packet(0xffff, 1, 160);
  packet(0xffff, 1, 800, true);
  packet(200_000, 16, 160, true);
  heard.take(300_000, Buffer.from([1, 0x8a]));
  expect(told).toEqual(['1', `1 ${(0xffff + 800) / 8}`]);
});

test('loss, order, wraps and jumps are counted as RFC 3550 says', () => {
  const reception = newReception(65_534);
  for (const sequence of [65_534, 65_535, 1, 0, 4]) expect(reception.take(sequence)).toBe(true);
  expect(reception).toMatchObject({ received: 5, lost: 2, highestSequence: 65_536 + 4 });
  expect(reception.fractionLost()).toBe(Math.floor((2 * 256) / 7));
  expect(reception.fractionLost()).toBe(0);
  expect(reception.take(30_000)).toBe(false);
  expect(reception.take(5)).toBe(true);
  expect([reception.take(40_000), reception.take(40_001)]).toEqual([false, true]);
  expect(reception).toMatchObject({ received: 1, lost: 0, highestSequence: 40_001 });
});

test('jitter grows with uneven times and not with a steady delay', () => {
  const reception = newReception(0);
  for (let packet = 0; packet < 100; packet++) reception.time(packet * 160, packet * 160 + 5_000);
  expect(reception.jitter).toBe(0);
  for (let packet = 100; packet < 300; packet++) reception.time(packet * 160, packet * 160 + (packet % 2) * 80);
  expect(reception.jitter).toBeGreaterThan(70);
});

const named = { address: '10.0.0.1', port: 4_000 };
const behind = { address: '192.0.2.1', port: 5_000 };
const stranger = { address: '192.0.2.9', port: 6_000 };

test('another source is taken after three packets that follow each other, and then no third one', () => {
  const latch = sourceLatch(named);
  expect([1, 2, 3].map((sequence) => latch.takes(behind, 7, sequence))).toEqual([false, false, true]);
  expect(latch.remote).toEqual(behind);
  for (let sequence = 1; sequence < 9; sequence++) expect(latch.takes(stranger, 7, sequence)).toBe(false);
  expect(latch.remote).toEqual(behind);
});

test('packets that do not follow each other, or take turns, settle nothing', () => {
  const latch = sourceLatch(named);
  for (let sequence = 0; sequence < 20; sequence += 2) expect(latch.takes(stranger, 7, sequence)).toBe(false);
  for (let sequence = 0; sequence < 20; sequence++) {
    expect(latch.takes(sequence % 2 ? behind : stranger, 7, sequence)).toBe(false);
  }
  expect(latch.remote).toEqual(named);
});

test('the address of the SDP is believed at once and always; a new offer opens the question again', () => {
  const latch = sourceLatch(named);
  for (let sequence = 0; sequence < 3; sequence++) latch.takes(stranger, 7, sequence);
  expect(latch.takes(named, 8, 1)).toBe(true);
  expect([latch.takes(stranger, 7, 4), latch.remote]).toEqual([false, named]);
  latch.open(behind);
  expect(latch.remote).toEqual(behind);
  expect(latch.takes(behind, 8, 2)).toBe(true);
  latch.open(behind);
  expect(latch.takes(behind, 8, 3)).toBe(true);
});
