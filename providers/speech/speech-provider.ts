/**
 * What a voice and an ear are, whoever makes them. One sentence becomes sound on its own, so that it is known which
 * words became which sound. Errors are Retryable, Terminal or BadConfig, and hold no words. Source: design lines.md
 * "Speech pipeline".
 */
import type { Agent } from '../../contract/agent.ts';

export type SpeakSettings = Agent['speech']['speak'];
/** What the ear is to expect goes beside it. */
export type ListenSettings = Omit<Agent['speech']['listen'], 'expected'>;
export type Env = Readonly<Record<string, string | undefined>>;

/** Sound of one channel, 16 bits, in samples a second. */
export type Sound = { pcm: Int16Array; sampleRate: number };

export type Voice = {
  /** Of the engine or vendor, like `flite` or `cartesia`. */
  readonly id: string;
  /** It says words of its own, whatever the sentence: a recording. */
  readonly hasOwnWords: boolean;
  /** One sentence, as its sound comes. Ends quietly when the signal aborts. Throws when the sentence is not complete. */
  speak(sentence: string, signal: AbortSignal): AsyncIterable<Sound>;
  /** Idempotent. */
  close(): void;
};

/** Hears pieces of sound, each with one stretch of speech in it. */
export type SegmentEar = {
  readonly kind: 'segments';
  readonly id: string;
  /** Its words; empty when it holds none. */
  recognise(sound: Sound, signal: AbortSignal): Promise<string>;
  close(): void;
};

/** Hears sound as it comes. */
export type StreamEar = {
  readonly kind: 'stream';
  readonly id: string;
  /** One caller's sound, until closed or failed. */
  listen(sampleRate: number, report: EarReport): EarStream;
  close(): void;
};

export type EarStream = {
  hear(pcm: Int16Array): void;
  /** The caller paused: what was said up to here is wanted soon. */
  flush(): void;
  close(): void;
};

export type EarReport = {
  /** Words that may still change. */
  guessed(): void;
  /** Words that are settled, in their order, each once. */
  heard(text: string): void;
  /** Nothing more is heard on this stream. */
  failed(error: Error): void;
};

export type Ear = SegmentEar | StreamEar;
