/** The line of one leg of our telephone: its ears and voice are opened, and its recording begins. */
import { join } from 'node:path';
import type { Agent } from '../../contract/agent.ts';
import { audioLine } from '../../lines/audio.ts';
import type { Line } from '../../lines/line.ts';
import type { Speech, SpeechSettings } from '../../lines/speech.ts';
import type { AudioLeg } from '../../providers/carriers/audio-leg.ts';
import type { Clock } from '../../providers/clock.ts';
import { expectedWords } from '../agents/expected-words.ts';

export type SoundLineParts = {
  clock: Clock;
  recordingsDir: string;
  /** Throws Retryable when nobody is free to hear and speak. */
  openSpeech(settings: SpeechSettings): Speech;
};

/** Throws what `openSpeech` throws. */
export function soundLine(
  callId: string,
  agent: Agent,
  leg: AudioLeg,
  { clock, recordingsDir, openSpeech }: SoundLineParts,
  hearsMachines = false,
): Line {
  const { language, speech: settings } = agent;
  const { sound, sampleRate } = leg;
  const speech = openSpeech({ ...settings, sound, sampleRate, language, expected: expectedWords(agent) });
  if (agent.recording.enabled) leg.send({ type: 'record', path: join(recordingsDir, `${callId}.wav`) });
  return audioLine({ leg, speech, clock, hearsMachines });
}
