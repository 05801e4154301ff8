/**
 * The sound of a leg whose far end buffers and plays by itself: from the speech worker to it, from the caller to the
 * worker, and both into the recording. Media streams and browsers share it.
 */
import type { AudioLegEvent, SoundAddress } from '../../providers/carriers/audio-leg.ts';
import type { Clock } from '../../providers/clock.ts';
import type { FarPlayer } from '../../providers/sound/far-player.ts';
import { newFarPlayout } from '../../providers/sound/far-playout.ts';
import type { LegSound, SoundHandlers } from '../../providers/sound/sound-server.ts';
import { streamedRecording } from './streamed-recording.ts';

export type StreamedSound = {
  /** Where a speech worker finds it. */
  readonly address: SoundAddress;
  /** What the caller says, in pieces of any length. */
  heard(pcm: Int16Array): void;
  /** The far end gave back this mark. */
  marked(name: string): void;
  clear(through: number): void;
  /** The agent stands still where it is until `resume`, losing nothing. */
  pause(): void;
  resume(): void;
  /** The far end is gone, and may come back: tells what it had played. Sound that comes meanwhile is for nobody. */
  farGone(): void;
  /** It is back, with nothing of what it had. */
  farBack(): void;
  record(path: string): void;
  /** Nothing reaches the far end any more: tells what was played of all that was not over. */
  cut(): void;
  /** The leg is down. */
  close(): void;
};

export type StreamedSoundParts = {
  /** Samples a second. */
  sampleRate: number;
  clock: Clock;
  openSound(handlers: SoundHandlers): LegSound;
  far: { play(pcm: Int16Array): void } & Omit<FarPlayer, 'play'>;
  tell(event: AudioLegEvent): void;
  onFault(error: unknown): void;
};

/** As far as numbers go on the wire. */
const everyUtterance = 0xffff_ffff;

export function streamedSound(parts: StreamedSoundParts): StreamedSound {
  const { sampleRate, clock, far, tell } = parts;
  const recording = streamedRecording(sampleRate, clock, parts.onFault);
  const playout = newFarPlayout({
    sampleRate,
    clock,
    far: {
      play(pcm, playsAt) {
        recording.plays(pcm, playsAt);
        far.play(pcm);
      },
      mark: far.mark,
      clear() {
        recording.cut();
        far.clear();
      },
    },
    onEvent: tell,
  });
  let newest = 0;
  let gone = false;
  const speech = parts.openSound({
    onSound(utterance, pcm) {
      newest = Math.max(newest, utterance);
      if (!gone) playout.push(utterance, pcm);
    },
    onEnd(utterance) {
      newest = Math.max(newest, utterance);
      if (!gone) playout.end(utterance);
    },
    onGone() {}, // The server knows of its workers, and says what becomes of their calls.
  });

  function cut(): void {
    recording.cut();
    playout.close();
    playout.clear(everyUtterance);
  }

  return {
    address: speech.address,
    heard(pcm) {
      speech.heard(pcm);
      recording.heard(pcm);
    },
    marked: playout.marked,
    clear: playout.clear,
    pause: playout.pause,
    resume: playout.resume,
    farGone() {
      gone = true;
      recording.cut();
      playout.clear(newest);
    },
    farBack() {
      gone = false;
      playout.clear(newest); // The rest of a sentence whose beginning nobody heard is for nobody, too.
    },
    record: recording.start,
    cut,
    close() {
      cut();
      speech.close();
      recording.close();
    },
  };
}
