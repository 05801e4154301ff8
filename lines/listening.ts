/** How one caller is heard: the sound goes in, turns come out. Faults of the ear are told once. */
import type { Clock } from '../providers/clock.ts';
import type { Ear, EarReport } from '../providers/speech/speech-provider.ts';
import { voiceActivity } from '../providers/speech/voice-activity.ts';
import { segmentListening } from './segment-listening.ts';
import type { SpeechEvent } from './speech.ts';
import { streamListening } from './stream-listening.ts';
import { turnTaking } from './turn-taking.ts';

/** One ear on one call's sound. */
export type Listening = {
  hear(pcm: Int16Array): void;
  speechStarted(): void;
  speechStopped(): void;
  /** How long words of what was said may still take, after speech stopped; 0 when none are to come. */
  wordsMsToCome(): number;
  close(): void;
};

export type ListeningParts = {
  ear: Ear;
  sampleRate: number;
  clock: Clock;
  emit(event: SpeechEvent): void;
  /** The caller is not heard any more. */
  failed(detail: string): void;
};

export function listenTo({ ear, sampleRate, clock, emit, failed }: ListeningParts): Pick<Listening, 'hear' | 'close'> {
  const turns = turnTaking({ clock, wordsMsToCome: () => listening.wordsMsToCome(), emit });
  const report: EarReport = {
    guessed() {},
    heard: (text) => turns.heard(text),
    failed: (error) => failed(`the ear ${ear.id} failed: ${error.message}`),
  };
  const listening: Listening =
    ear.kind === 'segments'
      ? segmentListening(ear, sampleRate, clock, report)
      : streamListening(ear, sampleRate, clock, report);
  const activity = voiceActivity(sampleRate, {
    passed: (pcm) => listening.hear(pcm),
    started() {
      listening.speechStarted();
      turns.speechStarted();
    },
    stopped() {
      listening.speechStopped();
      turns.speechStopped();
    },
    failed: (error) => failed(error instanceof Error ? error.message : 'voice activity detection failed'),
  });
  return {
    hear: (pcm) => activity.hear(pcm),
    close() {
      activity.close();
      listening.close();
      turns.close();
    },
  };
}
