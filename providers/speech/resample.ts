/** Sound at another rate, by the resampler of LiveKit (sox's). */
import { AudioFrame, AudioResampler, AudioResamplerQuality } from '@livekit/rtc-node';
import type { Sound } from './speech-provider.ts';

export type Resampler = {
  /** What is ready of it; the rest comes later. */
  push(pcm: Int16Array): Int16Array;
  /** The rest. Nothing is pushed afterwards. */
  end(): Int16Array;
};

/** `to`: samples a second. Without a difference it hands through. */
export function resampler(from: number, to: number): Resampler {
  if (from === to) return { push: (pcm) => pcm, end: () => new Int16Array(0) };
  const native = new AudioResampler(from, to, 1, AudioResamplerQuality.HIGH);
  let ended = false;
  return {
    push: (pcm) => (pcm.length === 0 ? pcm : joined(native.push(new AudioFrame(pcm, from, 1, pcm.length)))),
    end() {
      if (ended) return new Int16Array(0);
      ended = true;
      const rest = joined(native.flush());
      native.close();
      return rest;
    },
  };
}

/** All of it at once. */
export function resampled(sound: Sound, to: number): Int16Array {
  const one = resampler(sound.sampleRate, to);
  return concatenated([one.push(sound.pcm), one.end()]);
}

function joined(frames: readonly AudioFrame[]): Int16Array {
  return concatenated(frames.map(({ data }) => data));
}

export function concatenated(pieces: readonly Int16Array[]): Int16Array {
  const pcm = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    pcm.set(piece, at);
    at += piece.length;
  }
  return pcm;
}
