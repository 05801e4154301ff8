/**
 * The recording of a leg whose far end plays by itself: what the caller says, and beside it what the agent said at that
 * moment. A caller who sends no sound for a while is silent; the agent may speak meanwhile.
 */
import type { Clock } from '../../providers/clock.ts';
import { newAgentTrack } from '../../providers/sound/agent-track.ts';
import { callRecording } from './call-recording.ts';

export type StreamedRecording = {
  start(path: string): void;
  /** Sound of the agent's that begins to play at this instant. */
  plays(pcm: Int16Array, at: number): void;
  /** Nothing more of it plays from now on. */
  cut(): void;
  /** What the caller says. */
  heard(pcm: Int16Array): void;
  close(): void;
};

/** Sound is late by less than this; after more the caller is silent. */
const lateMsMax = 500;
const lookEveryMs = 500;

export function streamedRecording(
  sampleRate: number,
  clock: Clock,
  onFault: (error: unknown) => void,
): StreamedRecording {
  const recording = callRecording(sampleRate, onFault);
  const track = newAgentTrack(sampleRate);
  /** Up to this instant it is written; null before the first sample. */
  let writtenTo: number | null = null;
  let cancelLook = (): void => {};

  function write(caller: Int16Array, endsAt: number): void {
    recording.write(caller, track.during(caller.length, endsAt));
    writtenTo = endsAt;
  }

  function fillTo(instant: number): void {
    if (!recording.on) return;
    writtenTo ??= instant;
    const samples = Math.floor(((instant - writtenTo) * sampleRate) / 1000);
    if (samples > 0) write(new Int16Array(samples), writtenTo + (samples * 1000) / sampleRate);
  }

  function look(): void {
    fillTo(clock.now() - lateMsMax);
    cancelLook = clock.after(lookEveryMs, look);
  }

  return {
    start(path) {
      recording.start(path);
      cancelLook();
      look();
    },
    plays(pcm, at) {
      if (recording.on) track.add(pcm, at);
    },
    cut: () => track.cut(clock.now()),
    heard(pcm) {
      if (!recording.on) return;
      const now = clock.now();
      const lengthMs = (pcm.length * 1000) / sampleRate;
      if (writtenTo === null || now - lengthMs - writtenTo > lateMsMax) fillTo(now - lengthMs);
      const endsAt = writtenTo! + lengthMs;
      write(pcm, endsAt - now > lateMsMax ? now : endsAt); // What came too fast is kept, and the agent's side stays in its time.
    },
    close() {
      cancelLook();
      fillTo(clock.now());
      recording.close();
    },
  };
}
