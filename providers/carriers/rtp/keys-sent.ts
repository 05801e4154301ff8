/** Keys that we press, as telephone events: one packet every 20 ms in the place of sound. Source: RFC 4733 section 2.5. */
export type KeysSent = {
  /** Appends; throws `Terminal` for what is no key, and for more than 64 waiting. */
  press(digits: string): void;
  readonly busy: boolean;
  /** What to send in this tick of 20 ms, at this RTP timestamp; null: sound or silence. */
  next(timestamp: number): KeyPacket | null;
  /** Forgets what was not sent. */
  reset(): void;
};

/** `timestamp` is that of the key's beginning; its first packet has the marker. */
export type KeyPacket = { payload: Buffer; timestamp: number; marker: boolean };

import { Terminal } from '../../../contract/errors.ts';

const codes = '0123456789*#ABCD';
const waitingMax = 64;
const frameSamples = 160;
/** 160 ms a key and 80 ms to the next: what keypads of gateways take for certain. */
const toneFrames = 8;
const endsSent = 3;
const pauseFrames = 4;
const volume = 10; // dBm0 below zero.

export function keysSent(): KeysSent {
  let waiting = '';
  /** Of the present key: packets so far, and the timestamp at which it began. */
  let frames = 0;
  let startedAt = 0;

  return {
    press(digits) {
      const wanted = digits.toUpperCase();
      const wrong = wanted.search(/[^0-9*#A-D]/);
      if (wrong >= 0) throw new Terminal(`place ${wrong + 1} of the keys to press is none of 0-9, *, #, A-D`);
      if (waiting.length + wanted.length > waitingMax) throw new Terminal(`more than ${waitingMax} keys to press`);
      waiting += wanted;
    },
    get busy() {
      return waiting !== '';
    },
    next(timestamp) {
      const [digit] = waiting;
      if (digit === undefined) return null;
      if (frames === 0) startedAt = timestamp;
      frames++;
      if (frames > toneFrames + endsSent - 1) {
        if (frames >= toneFrames + endsSent - 1 + pauseFrames) {
          waiting = waiting.slice(1);
          frames = 0;
        }
        return null;
      }
      const payload = Buffer.alloc(4);
      payload[0] = codes.indexOf(digit);
      payload[1] = (frames >= toneFrames ? 0x80 : 0) | volume;
      payload.writeUInt16BE(Math.min(frames, toneFrames) * frameSamples, 2);
      return { payload, timestamp: startedAt, marker: frames === 1 };
    },
    reset() {
      waiting = '';
      frames = 0;
    },
  };
}
