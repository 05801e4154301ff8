/** Our stream: one packet every 20 ms, sound, silence or a key, with one sequence and one time through all of it. */
import { encodeG711 } from '../../sound/g711.ts';
import type { MediaTarget } from '../sip/media.ts';
import { keysSent, type KeysSent } from './keys-sent.ts';
import { writeRtp } from './packet.ts';

export type Outgoing = {
  readonly ssrc: number;
  readonly keys: KeysSent;
  readonly packets: number;
  /** Of payload. */
  readonly bytes: number;
  /** Of the next packet, in samples. */
  readonly timestamp: number;
  readonly lastSequence: number;
  /** 20 ms go by; called for each tick, also when nothing is sent. */
  pass(frames: number): void;
  /** The packet of this tick; null is silence. */
  packet(target: MediaTarget, pcm: Int16Array | null): Buffer;
  /** The packet of this tick, while a key is pressed; null when none is to be sent. */
  keyPacket(target: MediaTarget): Buffer | null;
};

export const frameSamples = 160;
const silence = new Int16Array(frameSamples);

/** `random` gives 32 bits. Starting values are random: RFC 3550 section 5.1. */
export function newOutgoing(random: () => number): Outgoing {
  const ssrc = random();
  const keys = keysSent();
  let sequence = random() & 0xffff;
  let timestamp = random();
  let packets = 0;
  let bytes = 0;
  let afterSilence = true;

  const write = (payloadType: number, marker: boolean, at: number, payload: Buffer): Buffer => {
    sequence = (sequence + 1) & 0xffff;
    packets++;
    bytes += payload.length;
    return writeRtp({ payloadType, marker, sequence, timestamp: at, ssrc, payload });
  };

  return {
    ssrc,
    keys,
    get packets() {
      return packets;
    },
    get bytes() {
      return bytes;
    },
    get timestamp() {
      return timestamp;
    },
    get lastSequence() {
      return sequence;
    },
    pass(frames) {
      timestamp = (timestamp + frames * frameSamples) >>> 0;
    },
    packet(target, pcm) {
      const marker = afterSilence && (pcm !== null || packets === 0);
      afterSilence = pcm === null;
      return write(target.payload, marker, timestamp, encodeG711(target.codec, pcm ?? silence));
    },
    keyPacket(target) {
      const key = target.events === null ? null : keys.next(timestamp);
      if (!key || target.events === null) return null;
      afterSilence = true;
      return write(target.events, key.marker, key.timestamp, key.payload);
    },
  };
}
