/**
 * Finds tones of one frequency in telephone sound: the beep of an answering machine, the three tones of an intercept.
 * Speech, music, keys (two frequencies) and noise are none. Pure. Source: Goertzel's algorithm; ITU-T Q.35 (E.180) tones.
 */

export type Tone = { hz: number; beganMs: number; ms: number };

export type ToneFinder = {
  /** One frame of 20 ms. Answers the tone that came to its end in it; `sounding`: one is under way. */
  hear(frame: Int16Array): { ended: Tone | null; sounding: boolean };
};

const frameMs = 20;
/** Two frames: 25 Hz wide, so that the harmonics of a voice stand apart. */
const windowFrames = 2;
const lowHz = 350;
const highHz = 2_000;
const stepHz = 25;
/** The share of all power that one frequency must hold. */
const purityMin = 0.85;
/** Root mean square of a sample, of 32,768. */
const levelMin = 150;
const driftHzMax = 25;
/** One frame may be spoilt (a lost packet) without ending the tone. */
const gapFramesMax = 1;

export function toneFinder(sampleRate = 8_000): ToneFinder {
  const frameSamples = (sampleRate * frameMs) / 1000;
  const window = new Float64Array(frameSamples * windowFrames);
  let frames = 0;
  let tone: { hz: number; from: number; last: number } | null = null;

  function close(): Tone | null {
    const ended = tone && { hz: tone.hz, beganMs: tone.from * frameMs, ms: (tone.last - tone.from + 1) * frameMs };
    tone = null;
    return ended;
  }

  return {
    hear(frame) {
      window.copyWithin(0, frameSamples);
      window.set(frame.subarray(0, frameSamples), window.length - frameSamples);
      frames += 1;
      const hz = pureHz(window, sampleRate);
      let ended: Tone | null = null;
      if (tone && hz !== null && Math.abs(hz - tone.hz) <= driftHzMax) tone.last = frames;
      else if (tone && (hz !== null || frames - tone.last > gapFramesMax)) ended = close();
      if (hz !== null) tone ??= { hz, from: frames, last: frames };
      return { ended, sounding: tone !== null };
    },
  };
}

/** The one frequency that the window consists of; null when there is no such. */
function pureHz(window: Float64Array, sampleRate: number): number | null {
  let energy = 0;
  for (const sample of window) energy += sample * sample;
  if (energy < levelMin * levelMin * window.length) return null;
  let best = { hz: 0, power: 0 };
  const look = (hz: number): void => {
    const power = powerAt(window, hz, sampleRate);
    if (power > best.power) best = { hz, power };
  };
  for (let hz = lowHz; hz <= highHz; hz += stepHz) look(hz);
  // The nearest frequency of the bank holds at least three fifths of a pure tone.
  if (best.power < 0.6 * purityMin * energy) return null;
  for (let step = stepHz / 2; step >= 3; step /= 2) {
    const { hz } = best;
    look(hz - step);
    look(hz + step);
  }
  return best.power >= purityMin * energy ? best.hz : null;
}

/** What one frequency contributes to the sum of squares. */
function powerAt(window: Float64Array, hz: number, sampleRate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let last = 0;
  let beforeLast = 0;
  for (const sample of window) {
    const next = sample + coefficient * last - beforeLast;
    beforeLast = last;
    last = next;
  }
  const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
  return (2 * power) / window.length;
}
