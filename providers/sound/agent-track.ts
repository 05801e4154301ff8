/**
 * What the far end of a leg plays, laid beside what the caller says: for the recording of a leg that is sent its sound
 * ahead of time.
 */
export type AgentTrack = {
  /** Sound that begins to play at this instant, in milliseconds. Pieces do not overlap. */
  add(pcm: Int16Array, playsAt: number): void;
  /** Nothing of what is laid down plays from this instant on. */
  cut(at: number): void;
  /** What played while the caller said so many samples, the last of which came at `now`. */
  during(samples: number, now: number): Int16Array;
};

/** The caller's sound has paused when it is this far behind the clock: then it goes on from now. */
const driftMsMax = 500;
/** Two minutes of pieces of 20 ms: more than any leg is sent ahead. */
const piecesMax = 6_000;

export function newAgentTrack(sampleRate: number): AgentTrack {
  let pieces: { pcm: Int16Array; playsAt: number }[] = [];
  /** The end of what was taken. */
  let takenTo: number | null = null;
  const msOf = (samples: number): number => (samples * 1000) / sampleRate;
  const placeOf = (at: number, from: number): number => Math.round(((at - from) * sampleRate) / 1000);

  return {
    add(pcm, playsAt) {
      if (pieces.length < piecesMax) pieces.push({ pcm, playsAt });
    },
    cut(at) {
      pieces = pieces
        .filter(({ playsAt }) => playsAt < at)
        .map(({ pcm, playsAt }) => ({ pcm: pcm.subarray(0, placeOf(at, playsAt)), playsAt }));
    },
    during(samples, now) {
      const start = now - msOf(samples);
      const from: number = takenTo === null || Math.abs(start - takenTo) > driftMsMax ? start : takenTo;
      takenTo = from + msOf(samples);
      const heard = new Int16Array(samples);
      for (const { pcm, playsAt } of pieces) {
        const place = placeOf(playsAt, from);
        if (place < samples) heard.set(pcm.subarray(Math.max(0, -place), samples - place), Math.max(0, place));
      }
      pieces = pieces.filter(({ pcm, playsAt }) => playsAt + msOf(pcm.length) > takenTo!);
      return heard;
    },
  };
}
