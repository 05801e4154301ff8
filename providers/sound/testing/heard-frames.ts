/** Which audible frames of something that was said are in a recording of who heard it: for ears that nobody here wrote. */
export type HeardFrames = {
  /** Frames of 20 ms that are loud enough to be judged. */
  audible: number;
  heard: number;
  /** Where those that are missing begin in the reference. */
  missingAtMs: number[];
  /** Where the reference begins in the recording. */
  offsetMs: number;
  /** At the place where the two fit best, mean over the frames that were looked for; 1 is the same. */
  alignment: number;
};

const frameMs = 20;
/** Of a frame's samples, root of the mean square: about −62 dB. */
const audibleLevel = 25;
const similarityMin = 0.98;
const probes = 5;

/** Both at the same rate, in samples a second. The recording may begin up to half a second late. */
export function heardFrames(reference: Int16Array, recording: Int16Array, sampleRate: number): HeardFrames {
  const frameSamples = (sampleRate * frameMs) / 1000;
  const starts: number[] = [];
  for (let at = 0; at + frameSamples <= reference.length; at += frameSamples) {
    if (level(reference, at, frameSamples) >= audibleLevel) starts.push(at);
  }
  const fits = (at: number, offset: number): number => similarity(reference, at, recording, at + offset, frameSamples);
  const { offset, alignment } = bestOffset(
    loudest(reference, starts, frameSamples),
    recording.length,
    sampleRate,
    fits,
  );
  const missing = starts.filter((at) => fits(at, offset) < similarityMin);
  const ms = (samples: number): number => (samples * 1000) / sampleRate;
  return {
    audible: starts.length,
    heard: starts.length - missing.length,
    missingAtMs: missing.map(ms),
    offsetMs: ms(offset),
    alignment,
  };
}

type Fits = (at: number, offset: number) => number;

/** Tries every place, and leaves one as soon as its first probe does not fit at all. */
function bestOffset(at: readonly number[], length: number, sampleRate: number, fits: Fits) {
  let best = { offset: 0, alignment: 0 };
  const [first, ...others] = at;
  if (first === undefined) return best;
  for (let offset = -sampleRate / 2; offset + first < length; offset++) {
    const start = fits(first, offset);
    if (start < 0.5) continue;
    const alignment = others.reduce((sum, probe) => sum + fits(probe, offset), start) / at.length;
    if (alignment > best.alignment) best = { offset, alignment };
  }
  return best;
}

/** The loudest frames of so many equal stretches: together they fit in one place only. */
function loudest(pcm: Int16Array, starts: readonly number[], frameSamples: number): number[] {
  const stretch = Math.ceil(starts.length / probes);
  const found: number[] = [];
  for (let from = 0; from < starts.length; from += stretch) {
    const among = starts.slice(from, from + stretch);
    found.push(among.reduce((a, b) => (level(pcm, b, frameSamples) > level(pcm, a, frameSamples) ? b : a)));
  }
  return found;
}

function level(pcm: Int16Array, from: number, count: number): number {
  let sum = 0;
  for (let at = from; at < from + count; at++) sum += pcm[at]! ** 2;
  return Math.sqrt(sum / count);
}

/** Normalised correlation; loudness does not matter. Outside of the sound there is silence. */
function similarity(one: Int16Array, oneAt: number, other: Int16Array, otherAt: number, count: number): number {
  let product = 0;
  let oneSquare = 0;
  let otherSquare = 0;
  for (let at = 0; at < count; at++) {
    const a = one[oneAt + at] ?? 0;
    const b = other[otherAt + at] ?? 0;
    product += a * b;
    oneSquare += a * a;
    otherSquare += b * b;
  }
  return oneSquare === 0 || otherSquare === 0 ? 0 : product / Math.sqrt(oneSquare * otherSquare);
}
