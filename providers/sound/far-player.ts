/** A far end of a leg that buffers and plays by itself, and what gives it something to play (far-playout.ts). */
import type { Clock } from '../clock.ts';
import type { MarkCounts } from './far-marks.ts';
import type { UtteranceEvent } from './playout.ts';

/** The far end. What is sent is played in order, and as long as it sounds. */
export type FarPlayer = {
  /** `playsAt`: when it begins to sound, as far as can be known here, on the clock. */
  play(pcm: Int16Array, playsAt: number): void;
  /** To be given back once everything sent before it was played. */
  mark(name: string): void;
  /** Drops everything that was not yet played. */
  clear(): void;
};

export type FarPlayout = {
  /** More sound of an utterance. That of an utterance which is over is dropped. */
  push(utterance: number, pcm: Int16Array): void;
  /** The utterance has no more sound. */
  end(utterance: number): void;
  /** Drops what was not played of all utterances up to this number; each is reported, and `through` even when unknown. */
  clear(through: number): void;
  /**
   * Nothing is heard until `resume`, and nothing is lost: what the far end has and has not played is taken back, and what
   * has its end is then told as queued once more. Idempotent.
   */
  pause(): void;
  resume(): void;
  /** The far end gave back this mark. */
  marked(name: string): void;
  /** Nothing is sent any more. */
  close(): void;
  readonly counts: Readonly<FarPlayoutCounts>;
  readonly markCounts: Readonly<MarkCounts>;
};

export type FarPlayoutCounts = {
  /** Utterances cut because too much was queued; their pushed milliseconds count what was cut. */
  cutUtterances: number;
  /** Utterances given up because no more sound and no end came. */
  stalledUtterances: number;
  /** Pieces of sound for utterances that were over. */
  droppedPushes: number;
};

export type FarPlayoutOptions = {
  /** Samples a second. */
  sampleRate: number;
  clock: Clock;
  far: FarPlayer;
  onEvent(event: UtteranceEvent): void;
  queuedMsMax?: number;
  /** How long an utterance may stay without sound and without its end. */
  gapMsMax?: number;
};
