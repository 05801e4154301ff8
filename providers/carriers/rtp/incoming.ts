/** The far end's stream: from packets of anybody to its sound and its keys. */
import { decodeG711 } from '../../sound/g711.ts';
import type { MediaTarget } from '../sip/media.ts';
import { inputBuffer, type InputBuffer } from './input-buffer.ts';
import { keysHeard, type KeyEvent, type KeysHeard } from './keys-heard.ts';
import { readRtp, type RtpPacket } from './packet.ts';
import { newReception, type Reception } from './reception.ts';
import type { Source, SourceLatch } from './source-latch.ts';

export type Incoming = {
  /** True when it was the far end's. `arrivedAt` in milliseconds. */
  take(bytes: Buffer, source: Source, target: MediaTarget, arrivedAt: number): boolean;
  /** Counts what was not even worth a look. */
  dropJunk(): void;
  /** Called once every 20 ms: the sound of this tick. */
  tick(): Int16Array;
  /** Null before the first packet. */
  readonly stream: { ssrc: number; reception: Reception } | null;
  readonly buffer: InputBuffer;
  readonly counts: Readonly<IncomingCounts>;
};

/** Packets that were dropped. */
export type IncomingCounts = {
  /** No RTP. */
  junk: number;
  /** From elsewhere. */
  strange: number;
  /** Of a payload type that was not negotiated. */
  unknown: number;
  /** More than a far end can mean: over 50 in one tick. */
  flood: number;
  /** Far out of sequence, or of another stream that did not go on. */
  stray: number;
};

const packetsPerTickMax = 50;
const samplesPerMs = 8;

export function newIncoming(latch: SourceLatch, onKey: (event: KeyEvent) => void): Incoming {
  const counts: IncomingCounts = { junk: 0, strange: 0, unknown: 0, flood: 0, stray: 0 };
  const buffer = inputBuffer();
  const keys: KeysHeard = keysHeard(onKey);
  let stream: { ssrc: number; reception: Reception } | null = null;
  /** What would be the next packet of a stream with another SSRC. */
  let other: { ssrc: number; next: number } | null = null;
  let packetsInTick = 0;

  /** Another SSRC from the same place begins another stream once a second packet follows the first. */
  const streamOf = ({ ssrc, sequence }: RtpPacket): typeof stream => {
    if (stream?.ssrc === ssrc) return stream;
    if (stream && !(other?.ssrc === ssrc && other.next === sequence)) {
      other = { ssrc, next: (sequence + 1) & 0xffff };
      return null;
    }
    other = null;
    buffer.reset();
    keys.reset();
    stream = { ssrc, reception: newReception(sequence) };
    return stream;
  };

  const take = (packet: RtpPacket, target: MediaTarget, arrivedAt: number): void => {
    const current = streamOf(packet);
    const before = current && current.reception.received > 0 ? current.reception.highestSequence : -1;
    if (!current?.reception.take(packet.sequence)) {
      counts.stray++;
      return;
    }
    if (packet.payloadType === target.events) keys.take(packet.timestamp, packet.payload);
    if (packet.payloadType !== target.payload || packet.payload.length === 0) return;
    current.reception.time(packet.timestamp, Math.round(arrivedAt * samplesPerMs));
    const newest = current.reception.highestSequence !== before;
    buffer.put(packet.timestamp, decodeG711(target.codec, packet.payload), newest);
  };

  return {
    buffer,
    counts,
    get stream() {
      return stream;
    },
    take(bytes, source, target, arrivedAt) {
      if (++packetsInTick > packetsPerTickMax) return drop(counts, 'flood');
      const packet = readRtp(bytes);
      if (!packet) return drop(counts, 'junk');
      if (!isKnown(packet.payloadType, target)) return drop(counts, 'unknown');
      if (!latch.takes(source, packet.ssrc, packet.sequence)) return drop(counts, 'strange');
      take(packet, target, arrivedAt);
      return true;
    },
    dropJunk: () => void drop(counts, 'junk'),
    tick() {
      packetsInTick = 0;
      keys.tick();
      return buffer.read();
    },
  };
}

function drop(counts: IncomingCounts, why: keyof IncomingCounts): false {
  counts[why]++;
  return false;
}

/** 13 is comfort noise (RFC 3389): a sign of life without sound. */
function isKnown(payloadType: number, target: MediaTarget): boolean {
  return payloadType === target.payload || payloadType === target.events || payloadType === 13;
}
