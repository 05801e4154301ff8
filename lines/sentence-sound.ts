/** The sound of one sentence at the leg's rate, and proof that there was any. */
import { Retryable, Terminal } from '../contract/errors.ts';
import type { Clock } from '../providers/clock.ts';
import { resampler, type Resampler } from '../providers/speech/resample.ts';
import type { Voice } from '../providers/speech/speech-provider.ts';

/** Between two pieces of sound, and before the first. */
const stallMsMax = 5_000;
/** More sound than this for a sentence is no speech of it: a second for each character, and ten. */
const soundMsMax = (sentence: string): number => 10_000 + 1_000 * sentence.length;
/** Quieter than this is silence: one part in five hundred. */
const audible = 64;

export type SentenceParts = {
  voice: Voice;
  sentence: string;
  sampleRate: number;
  clock: Clock;
  signal: AbortSignal;
  /** Gets the sound, piece by piece. */
  put(pcm: Int16Array): void;
};

/**
 * Answers when the sentence is complete, or stopped by the signal. Throws Retryable or Terminal when the voice fails,
 * stalls, or says that it is done and gave nothing that can be heard.
 */
export async function speakSentence({ voice, sentence, sampleRate, clock, signal, put }: SentenceParts): Promise<void> {
  const stop = new AbortController();
  const pieces = voice.speak(sentence, AbortSignal.any([signal, stop.signal]))[Symbol.asyncIterator]();
  let converter: Resampler | null = null;
  let sampleCount = 0;
  let loudest = 0;

  function give(pcm: Int16Array): void {
    if (pcm.length === 0 || signal.aborted) return;
    for (const sample of pcm) loudest = Math.max(loudest, Math.abs(sample));
    sampleCount += pcm.length;
    if ((sampleCount * 1000) / sampleRate > soundMsMax(sentence)) throw new Terminal(`${voice.id} does not stop.`);
    put(pcm);
  }

  try {
    for (;;) {
      const { done, value } = await within(stallMsMax, clock, signal, pieces.next(), voice.id);
      if (signal.aborted) return;
      if (done) break;
      converter ??= resampler(value.sampleRate, sampleRate);
      give(converter.push(value.pcm));
    }
    if (converter) give(converter.end());
    if (loudest < audible) throw new Retryable(`${voice.id} gave no sound.`);
  } finally {
    stop.abort();
    converter?.end();
  }
}

/** Waits for a piece of sound; the voice may not heed its signal. */
async function within<T>(msMax: number, clock: Clock, signal: AbortSignal, piece: Promise<T>, id: string): Promise<T> {
  const { promise: overdue, reject } = Promise.withResolvers<never>();
  const cancel = clock.after(msMax, () => reject(new Retryable(`${id} gave no sound for ${msMax} ms.`)));
  const stopped = (): void => reject(new Retryable('stopped'));
  signal.addEventListener('abort', stopped, { once: true });
  try {
    return await Promise.race([piece, overdue]);
  } finally {
    piece.catch(() => {}); // Nobody waits for it any more.
    cancel();
    signal.removeEventListener('abort', stopped);
  }
}
