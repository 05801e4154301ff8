/** The sound of a caller who notes when what he hears arrives: straight at the socket, without a jitter buffer. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createHistogram } from 'node:perf_hooks';
import { keysSent } from '../../providers/carriers/rtp/keys-sent.ts';
import { readRtp, writeRtp } from '../../providers/carriers/rtp/packet.ts';
import type { Media, MediaTarget } from '../../providers/carriers/sip/media.ts';
import { decodeG711, encodeG711 } from '../../providers/sound/g711.ts';

export type CallerSound = Media & {
  /** In the place of silence, from the next frame on. */
  say(pcm: Int16Array): void;
  press(key: string): void;
  /** To be called every 20 ms. */
  tick(): void;
  heard(): HeardSound;
};

/** Instants are of this process's `performance.now()`. */
export type HeardSound = {
  frames: number;
  audibleFrames: number;
  /** Of them, those after the last key that was pressed. */
  audibleSinceKey: number;
  lastAudibleAt: number | null;
  /** Between frames, what is beyond 20 ms. */
  lateP99Ms: number;
};

const frameSamples = 160;
const frameMs = 20;
/** As the voice is judged (lines/sentence-sound.ts); flite adds noise of about half of it. */
export const inaudiblePeak = 64;
const silence = new Int16Array(frameSamples);

export async function openCallerSound(): Promise<CallerSound> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const keys = keysSent();
  const microseconds = createHistogram();
  let target: MediaTarget | null = null;
  let speech: Int16Array = new Int16Array(0);
  let sequence = 0;
  let timestamp = 0;
  let frames = 0;
  let audibleFrames = 0;
  let audibleSinceKey = 0;
  let lastAudibleAt: number | null = null;
  let arrivedAt: number | null = null;
  let closed = false;

  socket.on('message', (bytes) => {
    const at = performance.now();
    const packet = readRtp(bytes);
    if (!packet || packet.payload.length !== frameSamples) return;
    frames += 1;
    if (arrivedAt !== null) microseconds.record(Math.max(1, Math.round((at - arrivedAt - frameMs) * 1000)));
    arrivedAt = at;
    const pcm = decodeG711(target?.codec ?? 'PCMU', packet.payload);
    if (pcm.every((sample) => Math.abs(sample) <= inaudiblePeak)) return;
    audibleFrames += 1;
    audibleSinceKey += 1;
    lastAudibleAt = at;
  });
  socket.on('error', () => undefined); // Nobody there any more.

  function packetOf(to: MediaTarget): Buffer | null {
    const rest = { sequence, timestamp, ssrc: 1 };
    if (keys.busy && to.events !== null) {
      const key = keys.next(timestamp);
      return key && writeRtp({ ...rest, ...key, payloadType: to.events });
    }
    const pcm = speech.length >= frameSamples ? speech.subarray(0, frameSamples) : silence;
    speech = speech.subarray(frameSamples);
    return writeRtp({ ...rest, marker: false, payloadType: to.payload, payload: encodeG711(to.codec, pcm) });
  }

  return {
    local: socket.address(),
    connect(remote) {
      target = remote;
    },
    say(pcm) {
      speech = pcm;
    },
    press(key) {
      keys.press(key);
      audibleSinceKey = 0;
    },
    tick() {
      if (!target || closed) return;
      timestamp += frameSamples;
      const packet = packetOf(target);
      if (!packet) return;
      sequence = (sequence + 1) & 0xffff;
      socket.send(packet, target.port, target.address, () => undefined);
    },
    heard: () => ({
      frames,
      audibleFrames,
      audibleSinceKey,
      lastAudibleAt,
      lateP99Ms: microseconds.count === 0 ? 0 : microseconds.percentile(99) / 1000,
    }),
    close() {
      if (closed) return;
      closed = true;
      socket.close();
    },
  };
}
