/**
 * Voices without a key: flite (English, clearer) and espeak-ng (many languages), each a program of the machine, run once
 * for each sentence. Source: their manual pages; design lines.md "Offline, no keys".
 */
import { BadConfig } from '../../contract/errors.ts';
import { findProgram, inFolder, runProgram } from './program.ts';
import type { Env, Sound, SpeakSettings, Voice } from './speech-provider.ts';
import { soundOfWav } from './wav.ts';

export const voiceEngines = ['flite', 'espeak-ng'] as const;
export type VoiceEngine = (typeof voiceEngines)[number];

const fliteVoices = new Set(['slt', 'rms', 'awb', 'kal', 'kal16', 'awb_time']);
/** Of one sentence. */
const msMax = 10_000;
/** Two minutes at 22,050 samples a second. */
const soundBytesMax = 5_300_000;

/**
 * The voice of the settings: an engine's name, a voice of flite, or nothing for the best that is installed. Throws
 * BadConfig for an unknown voice, or when its program is missing.
 */
export function offlineVoice({ voice, speed }: SpeakSettings, language: string, env: Env): Voice {
  const asked = engineOf(voice, language, env);
  const program = findProgram(asked, env);
  if (!program) throw new BadConfig(`${asked} is not installed: sh scripts/install-peers.sh installs it.`);
  if (asked === 'flite') return fliteVoice(program, fliteVoices.has(voice) ? voice : 'slt', speed ?? 1);
  return espeakVoice(program, language, speed ?? 1);
}

/** The engines that are installed and speak the language, the best first. */
export function installedEngines(language: string, env: Env): VoiceEngine[] {
  const speaks = (engine: VoiceEngine): boolean => engine === 'espeak-ng' || isEnglish(language);
  return voiceEngines.filter((engine) => speaks(engine) && findProgram(engine, env) !== null);
}

function engineOf(voice: string, language: string, env: Env): VoiceEngine {
  if (voice === '') return installedEngines(language, env)[0] ?? 'espeak-ng';
  if (voice === 'espeak-ng') return voice;
  if (voice !== 'flite' && !fliteVoices.has(voice))
    throw new BadConfig(`speech.speak.voice: write flite, espeak-ng or one of ${[...fliteVoices].join(', ')}.`);
  if (!isEnglish(language))
    throw new BadConfig(`speech.speak.voice: flite speaks English only; write espeak-ng for ${language}.`);
  return 'flite';
}

function isEnglish(language: string): boolean {
  return /^en(-|$)/i.test(language);
}

function fliteVoice(program: string, voice: string, speed: number): Voice {
  const shape = ['-voice', voice, '--setf', `duration_stretch=${(1 / speed).toFixed(3)}`];
  // It wants a file that it can seek in.
  const sentenceSound = (sentence: string, signal: AbortSignal): Promise<Sound> =>
    inFolder(async (folder) => {
      const args = [...shape, '-f', '-', '-o', folder.path('sound.wav')];
      await runProgram({ program, args, input: sentence, signal, msMax, outputBytesMax: 65_536 });
      return soundOfWav(await folder.read('sound.wav'));
    });
  return offline('flite', sentenceSound);
}

const espeakWordsPerMinute = 160;

function espeakVoice(program: string, language: string, speed: number): Voice {
  const args = ['-v', language, '-s', String(Math.round(espeakWordsPerMinute * speed)), '--stdin', '--stdout'];
  return offline('espeak-ng', async (sentence, signal) => {
    const wav = await runProgram({ program, args, input: sentence, signal, msMax, outputBytesMax: soundBytesMax });
    return soundOfWav(wav);
  });
}

function offline(id: VoiceEngine, sentenceSound: (sentence: string, signal: AbortSignal) => Promise<Sound>): Voice {
  return {
    id,
    hasOwnWords: false,
    async *speak(sentence, signal) {
      try {
        yield await sentenceSound(sentence, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    close() {},
  };
}
