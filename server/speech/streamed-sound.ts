/**
 * The sound of a leg whose far end buffers and plays by itself: from the speech worker to it, from the caller to the
 * worker, and both into the recording. Media streams and browsers share it.
 */
import type { AudioLegEvent, SoundAddress } from '../../providers/carriers/audio-leg.ts';
import type { Clock } from '../../providers/clock.ts';
import { newAgentTrack } from '../../providers/sound/agent-track.ts';
import { type FarPlayer, newFarPlayout } from '../../providers/sound/far-playout.ts';
import type { LegSound, SoundHandlers } from '../../providers/sound/sound-server.ts';
import { callRecording } from './call-recording.ts';

export type StreamedSound = {
  /** Where a speech worker finds it. */
  readonly address: SoundAddress;
  /** What the caller says, in pieces of any length. */
  heard(pcm: Int16Array): void;
  /** The far end gave back this mark. */
  marked(name: string): void;
  clear(through: number): void;
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
  const recording = callRecording(sampleRate, parts.onFault);
  const track = newAgentTrack(sampleRate);
  const playout = newFarPlayout({
    sampleRate,
    clock,
    far: {
      play(pcm, playsAt) {
        if (recording.on) track.add(pcm, playsAt);
        far.play(pcm);
      },
      mark: far.mark,
      clear() {
        track.cut(clock.now());
        far.clear();
      },
    },
    onEvent: tell,
  });
  const speech = parts.openSound({
    onSound: playout.push,
    onEnd: playout.end,
    onGone() {}, // The server knows of its workers, and says what becomes of their calls.
  });

  function cut(): void {
    track.cut(clock.now());
    playout.close();
    playout.clear(everyUtterance);
  }

  return {
    address: speech.address,
    heard(pcm) {
      speech.heard(pcm);
      if (recording.on) recording.write(pcm, track.during(pcm.length, clock.now()));
    },
    marked: playout.marked,
    clear: playout.clear,
    record: recording.start,
    cut,
    close() {
      cut();
      speech.close();
      recording.close();
    },
  };
}
