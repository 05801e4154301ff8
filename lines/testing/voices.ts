/** Voices that a test leads: they say only what it lets them. */
import { Retryable } from '../../contract/errors.ts';
import type { Sound, Voice } from '../../providers/speech/speech-provider.ts';

export type LedVoice = Voice & {
  /** Sentences that it was asked for. */
  asked: string[];
  /** Sentences whose signal was aborted. */
  stopped: string[];
};

export type HowItSpeaks = 'well' | 'silently' | 'not at all' | 'refuses' | 'breaks off' | 'stalls' | 'without end';

/** Ten milliseconds of sound for each character, in one piece. */
export function ledVoice(id: string, how: (sentence: string) => HowItSpeaks = () => 'well'): LedVoice {
  const asked: string[] = [];
  const stopped: string[] = [];
  async function* speak(sentence: string, signal: AbortSignal): AsyncIterable<Sound> {
    asked.push(sentence);
    signal.addEventListener('abort', () => stopped.push(sentence));
    const way = how(sentence);
    if (way === 'refuses') throw new Retryable(`${id} refused.`);
    if (way === 'not at all') return;
    if (way === 'stalls') await new Promise(() => {});
    yield { pcm: new Int16Array(80 * sentence.length).fill(way === 'silently' ? 3 : 1_000), sampleRate: 8_000 };
    if (way === 'breaks off') throw new Retryable(`${id} broke off.`);
    while (way === 'without end') yield { pcm: new Int16Array(8_000).fill(1_000), sampleRate: 8_000 };
  }
  return { id, hasOwnWords: false, speak, close() {}, asked, stopped };
}
