/**
 * Puts the far end's sound back into its order and gives it out frame by frame, 60 ms later. Sound stands at the place of
 * its timestamp, so packets may have any length, come twice or in any order, and pauses cost nothing.
 */
export type InputBuffer = {
  /** `newest`: no packet with a higher sequence number came before. */
  put(timestamp: number, pcm: Int16Array, newest: boolean): void;
  /** The next 20 ms: silence where nothing came, a fading repetition for the first frame that is missing in speech. */
  read(): Int16Array;
  /** Another stream begins. */
  reset(): void;
  readonly counts: Readonly<InputCounts>;
};

export type InputCounts = {
  /** Packets that came after their time, or twice. */
  late: number;
  duplicate: number;
  /** Frames in which sound was missing between sound. */
  concealed: number;
  /** How often the stream's time was taken anew: at its beginning, after a stall, after a jump. */
  anchored: number;
  /** Inaudible frames that were skipped to catch up after a stall. */
  skipped: number;
};

const frameSamples = 160;
const delaySamples = 480;
/** 1.02 s, a power of two: timestamps wrap at one too. */
const ringSamples = 8_192;
/** With more than this in store it catches up, in pauses only: no word of the caller is dropped. */
const storeSamplesMax = delaySamples + 3 * frameSamples;
const inaudiblePeak = 64;

export function inputBuffer(): InputBuffer {
  const ring = new Int16Array(ringSamples);
  const filled = new Uint8Array(ringSamples);
  const counts: InputCounts = { late: 0, duplicate: 0, concealed: 0, anchored: 0, skipped: 0 };
  /** Timestamp of the next sample to give out; null before the first packet. */
  let readAt: number | null = null;
  let newestEnd = 0;
  let last: Int16Array = new Int16Array(frameSamples);
  let missing = 0;

  const anchor = (timestamp: number): number => {
    filled.fill(0);
    counts.anchored++;
    readAt = (timestamp - delaySamples) >>> 0;
    newestEnd = timestamp;
    return readAt;
  };
  const stored = (from: number): number => (newestEnd - from) | 0;

  const next = (from: number): { pcm: Int16Array; whole: boolean } => {
    const pcm = new Int16Array(frameSamples);
    let samples = 0;
    for (let at = 0; at < frameSamples; at++) {
      const place = (from + at) & (ringSamples - 1);
      if (filled[place] === 0) continue;
      pcm[at] = ring[place]!;
      filled[place] = 0;
      samples++;
    }
    readAt = (from + frameSamples) >>> 0;
    return { pcm, whole: samples > 0 || stored(from) <= 0 };
  };

  return {
    counts,
    put(timestamp, pcm, newest) {
      let from = readAt ?? anchor(timestamp);
      let ahead = (timestamp - from) | 0;
      if (newest && (ahead < 0 || ahead + pcm.length > ringSamples)) {
        from = anchor(timestamp);
        ahead = delaySamples;
      }
      if (ahead + pcm.length <= 0 || ahead + pcm.length > ringSamples) {
        counts.late++;
        return;
      }
      const first = Math.max(0, -ahead);
      if (filled[(timestamp + first) & (ringSamples - 1)] !== 0) {
        counts.duplicate++;
        return;
      }
      for (let at = first; at < pcm.length; at++) {
        const place = (timestamp + at) & (ringSamples - 1);
        ring[place] = pcm[at]!;
        filled[place] = 1;
      }
      const end = (timestamp + pcm.length) >>> 0;
      if (((end - newestEnd) | 0) > 0) newestEnd = end;
    },
    read() {
      if (readAt === null) return new Int16Array(frameSamples);
      let frame = next(readAt);
      if (stored(readAt) > storeSamplesMax && frame.whole && !isAudible(frame.pcm)) {
        counts.skipped++;
        frame = next(readAt);
      }
      if (frame.whole) {
        missing = 0;
        last = frame.pcm;
        return frame.pcm;
      }
      counts.concealed++;
      return missing++ === 0 ? last.map((sample) => sample >> 1) : frame.pcm;
    },
    reset() {
      readAt = null;
      filled.fill(0);
      missing = 0;
    },
  };
}

function isAudible(pcm: Int16Array): boolean {
  return pcm.some((sample) => sample > inaudiblePeak || sample < -inaudiblePeak);
}
