/**
 * A voice whose words can be told from their sound, sample by sample: every word that it says has a number, and its
 * loudness is the number. So it is known which words came out of the telephone, and how much of each, whoever says
 * what was spoken. It works while sound is neither resampled nor coded on its way.
 */

/** Samples a second, of everything here. */
export const sampleRate = 8_000;

export type SpokenWord = { text: string; sampleCount: number };

export type NumberedVoice = {
  /** The sound of a sentence. Spoken again, its words are others. */
  soundOf(sentence: string): Int16Array;
  /** By their numbers. */
  readonly words: readonly SpokenWord[];
};

/** About the pace of a person: 15 characters a second. */
const charMs = 65;
/** A square wave of 200 Hz. */
const halfWaveSamples = 20;
const loudnessLeast = 2_000;
const loudnessStep = 8;
const wordsMax = 3_500;

export function numberedVoice(): NumberedVoice {
  const words: SpokenWord[] = [];

  function soundOfWord(text: string): Int16Array {
    if (words.length >= wordsMax) throw new Error(`a call of more than ${wordsMax} words`);
    const loudness = loudnessLeast + loudnessStep * words.length;
    const sampleCount = ((text.length + 1) * charMs * sampleRate) / 1000;
    words.push({ text, sampleCount });
    return Int16Array.from({ length: sampleCount }, (_, at) =>
      Math.floor(at / halfWaveSamples) % 2 === 0 ? loudness : -loudness,
    );
  }

  return {
    words,
    soundOf(sentence) {
      const sounds = sentence.split(/\s+/).flatMap((word) => (word === '' ? [] : [soundOfWord(word)]));
      return Int16Array.from(sounds.flatMap((sound) => [...sound]));
    },
  };
}

/** The number of the word that a sample belongs to; null for silence. */
export function wordNumberOf(sample: number): number | null {
  const number = (Math.abs(sample) - loudnessLeast) / loudnessStep;
  return number >= 0 ? number : null;
}
