import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MediaTarget } from '../sip/media.ts';
import { newIncoming } from './incoming.ts';
import { isRtcp, readRtp, writeRtp } from './packet.ts';
import { newOutgoing } from './outgoing.ts';
import { newReports } from './reports.ts';
import { readRtcp } from './rtcp.ts';
import { sourceLatch } from './source-latch.ts';
import { junkPackets } from './testing/junk-packets.ts';

const far = { address: '127.0.0.1', port: 4_000 };
const target: MediaTarget = { ...far, codec: 'PCMU', payload: 0, events: 101, sends: true, receives: true };

/** RINGOFF_JUNK_PACKETS sets how many; a million take ten seconds. */
const packets = Number(process.env['RINGOFF_JUNK_PACKETS'] ?? 20_000);

test('no packet breaks a session, and after all of them real sound is heard again', () => {
  let keys = 0;
  const incoming = newIncoming(sourceLatch(far), () => keys++);
  const reports = newReports(
    newOutgoing(() => 1),
    incoming,
    () => 1_700_000_000_000,
  );
  let taken = 0;
  let broken = 0;
  let count = 0;
  for (const bytes of junkPackets(4)) {
    if (++count > packets) break;
    if (isRtcp(bytes) ? reports.take(bytes) : incoming.take(bytes, far, target, count)) taken++;
    else incoming.dropJunk();
    if (count % 20 === 0) broken += incoming.tick().length === 160 ? 0 : 1;
    if (count % 1_000 === 0) broken += readRtcp(reports.write(true)) ? 0 : 1;
  }
  const { junk, unknown, stray } = incoming.counts;
  expect(Math.min(taken, junk, unknown, stray)).toBeGreaterThan(packets / 100);
  expect(keys).toBeLessThan(packets);
  expect(broken).toBe(0);
  const real = { payloadType: 0, marker: false, ssrc: 99_999, payload: Buffer.alloc(160, 0x10) };
  let heard = 0;
  for (let at = 0; at < 20; at++) {
    incoming.take(writeRtp({ ...real, sequence: 30_000 + at, timestamp: at * 160 }), far, target, 0);
    if (incoming.tick().every((sample) => sample !== 0)) heard++;
  }
  expect(heard).toBeGreaterThan(14);
});

test('what is read from any bytes lies within them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_600 }), (data) => {
      const bytes = Buffer.from(data);
      const packet = readRtp(bytes);
      expect(packet === null || packet.payload.length <= bytes.length - 12).toBe(true);
      expect(() => readRtcp(bytes)).not.toThrow();
    }),
  );
});

test('a packet is read as it was written', () => {
  const number = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
  const packet = fc.record({
    payloadType: number(7),
    marker: fc.boolean(),
    sequence: number(16),
    timestamp: number(32),
    ssrc: number(32),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(packet, (written) => {
      expect(readRtp(writeRtp(written))).toEqual(written);
    }),
  );
});
