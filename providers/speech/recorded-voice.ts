/** The last voice: a recording, for when no voice works. Once in a call, since nobody wants to hear it twice. */
import { readFileSync } from 'node:fs';
import { Terminal } from '../../contract/errors.ts';
import type { Voice } from './speech-provider.ts';
import { soundOfWav } from './wav.ts';

/** Made with flite's voice slt, 8,000 samples a second. Its words: "I'm sorry, something went wrong. Please call again later. Goodbye." */
const recording = new URL('recorded-apology.wav', import.meta.url);

/** One call's. Throws Terminal when it is asked again. */
export function recordedVoice(): Voice {
  let said = false;
  return {
    id: 'recording',
    hasOwnWords: true,
    async *speak() {
      if (said) throw new Terminal('The recording was played already.');
      said = true;
      yield soundOfWav(readFileSync(recording));
    },
    close() {},
  };
}
