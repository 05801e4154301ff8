import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadConfig } from '../../contract/errors.ts';
import { earFor } from './ear-for.ts';
import { concatenated } from './resample.ts';
import type { Env, Sound, StreamEar } from './speech-provider.ts';
import { startSpeechStandIn, type SpeechStandIn, type StandInWay } from './testing/speech-stand-in.ts';
import { voiceFor } from './voice-for.ts';

const voices = ['deepgram', 'elevenlabs', 'cartesia', 'openai'] as const;
let service: SpeechStandIn;
let env: Env;

beforeEach(async () => {
  service = await startSpeechStandIn();
  env = Object.fromEntries(
    voices.flatMap((vendor) => [
      [`${vendor.toUpperCase()}_API_KEY`, `key-of-${vendor}`],
      [`${vendor.toUpperCase()}_SPEECH_URL`, service.baseUrl],
    ]),
  );
});
afterEach(() => service.close());

async function soundOf(vendor: (typeof voices)[number], sentence: string, signal = new AbortController().signal) {
  const voice = await voiceFor({ provider: vendor, voice: '' }, 'en-US', env);
  const sounds: Sound[] = [];
  try {
    for await (const sound of voice.speak(sentence, signal)) sounds.push(sound);
  } finally {
    voice.close();
  }
  const pcm = concatenated(sounds.map((sound) => sound.pcm));
  return { ms: Math.round((pcm.length * 1000) / (sounds[0]?.sampleRate ?? 1)), pieces: sounds.length };
}

describe.each(voices)('the voice of %s', (vendor) => {
  test('makes a sentence into sound, all of it', async () => {
    expect((await soundOf(vendor, 'Thank you for calling. Goodbye.')).ms).toBe(310);
    expect(service.asked).toEqual(['Thank you for calling. Goodbye.']);
    expect(service.keys.at(-1)).toContain(`key-of-${vendor}`);
  });

  test.each<StandInWay>(['refuses', 'breaks off', 'silently'])(
    'a service that speaks %s is no success',
    async (way) => {
      service.way = way;
      const outcome = await soundOf(vendor, 'Thank you for calling. Goodbye.').then(
        ({ ms }) => `${ms} ms of sound`,
        (error: Error) => error.message,
      );
      expect(outcome).toMatch(/ broke off\.$| status 401\.$|^0 ms of sound$/);
    },
  );

  test('stops when it is told to, though the service stalls', async () => {
    service.way = 'stalls';
    const stop = new AbortController();
    const outcome = soundOf(vendor, 'Goodbye.', stop.signal);
    stop.abort();
    expect((await outcome).ms).toBe(0);
  });

  test('without a key it names the variable', async () => {
    const keyName = `${vendor.toUpperCase()}_API_KEY`;
    await expect(voiceFor({ provider: vendor, voice: '' }, 'en', {})).rejects.toThrow(
      new BadConfig(`${keyName} is not set: put the key of ${vendor} there.`),
    );
    env = { ...env, [`${vendor.toUpperCase()}_SPEECH_URL`]: 'nowhere' };
    await expect(soundOf(vendor, 'Hm.')).rejects.toThrow(`${vendor.toUpperCase()}_SPEECH_URL is no address`);
  });
});

describe('the ear of deepgram', () => {
  test('guesses, then is sure when the caller paused', async () => {
    service.words = ['one more thing'];
    const ear = (await earFor({ provider: 'deepgram' }, 'en-US', [], env)) as StreamEar;
    const heard = Promise.withResolvers<string>();
    const guessed = Promise.withResolvers<void>();
    const stream = ear.listen(8_000, { guessed: guessed.resolve, heard: heard.resolve, failed: heard.reject });
    stream.hear(new Int16Array(8_000).fill(1_000));
    await guessed.promise;
    stream.flush();
    expect(await heard.promise).toBe('one more thing');
    stream.close();
    ear.close();
  });

  test('tells that it is deaf when the service refuses', async () => {
    service.way = 'refuses';
    const ear = (await earFor({ provider: 'deepgram' }, 'en-US', [], env)) as StreamEar;
    const failed = Promise.withResolvers<Error>();
    ear.listen(8_000, { guessed() {}, heard() {}, failed: failed.resolve });
    expect((await failed.promise).message).toBe('deepgram broke off.');
    ear.close();
  });
});

describe('the ear of openai', () => {
  test('hears a piece', async () => {
    service.words = ['one more thing'];
    const ear = await earFor({ provider: 'openai' }, 'en-US', [], env);
    if (ear.kind !== 'segments') throw new Error('it hears pieces');
    const sound = { pcm: new Int16Array(8_000), sampleRate: 8_000 };
    const { signal } = new AbortController();
    expect(await ear.recognise(sound, signal)).toBe('one more thing');
    service.way = 'refuses';
    await expect(ear.recognise(sound, signal)).rejects.toThrow('openai did not answer.');
    ear.close();
  });
});
