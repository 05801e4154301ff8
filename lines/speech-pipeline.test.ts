import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../providers/clock.ts';
import { type SoundCache, soundCache } from '../providers/speech/sound-cache.ts';
import type { Env } from '../providers/speech/speech-provider.ts';
import { callerSays } from '../providers/speech/testing/caller.ts';
import { startSpeechStandIn, type SpeechStandIn } from '../providers/speech/testing/speech-stand-in.ts';
import { missingPrograms } from '../providers/speech/testing/peers.ts';
import type { SpeechSettings } from './speech.ts';
import { openPipeline, type Pipeline } from './testing/pipeline.ts';

const missing = missingPrograms('flite', 'espeak-ng', 'pocketsphinx_continuous');
const opened: Pipeline[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function pipeline(
  settings: Partial<SpeechSettings> = {},
  env: Env = process.env,
  cache?: SoundCache,
): Promise<Pipeline> {
  const one = await openPipeline(settings, { clock: systemClock, env, ...(cache && { cache }) });
  opened.push(one);
  return one;
}

describe.skipIf(missing)(`ears and voice of one call, offline${missing ? ` (${missing})` : ''}`, () => {
  test('a caller is heard, once', async () => {
    const { leg, event, events } = await pipeline();
    await leg.say(await callerSays('Wait, one more thing.'), 8_000);
    expect(await event('caller.said')).toEqual({ type: 'caller.said', text: 'wait one more thing' });
    expect(events.map(({ type }) => type)).toEqual(['caller.speech_started', 'caller.speech_stopped', 'caller.said']);
  });

  test('what the agent says can be heard and recognised again', async () => {
    const { leg, speech, event } = await pipeline({ expected: ['your appointment is on monday at ten'] });
    speech.send({ type: 'speak', utterance: 1, text: 'Your appointment is on Monday', last: false, voice: 'main' });
    speech.send({ type: 'speak', utterance: 1, text: ' at ten.', last: true, voice: 'main' });
    const sound = await leg.ended(1);
    await leg.say(sound, 8_000);
    await leg.say(new Int16Array(8_000), 8_000);
    expect(await event('caller.said')).toMatchObject({ text: 'your appointment is on monday at ten' });
  });

  test('two turns are two turns, each with its own words', async () => {
    const { leg, event } = await pipeline();
    await leg.say(await callerSays('What are your opening hours?'), 8_000);
    expect(await event('caller.said')).toMatchObject({ text: 'what are your opening hours' });
    await leg.say(await callerSays('No thanks, that is all, goodbye.'), 8_000);
    expect(await event('caller.said')).toMatchObject({ text: 'no thanks that is all goodbye' });
  });

  test('who speaks while the agent does is heard, from the first word and though nothing is cleared', async () => {
    const { leg, speech, event, events } = await pipeline();
    const farewell = 'Thank you for calling. Your appointment is on Monday at ten. Have a lovely day. Goodbye!';
    speech.send({ type: 'speak', utterance: 1, text: farewell, last: true, voice: 'main' });
    await leg.sounded(1);
    await leg.say(await callerSays('Wait, one more thing.'), 8_000);
    expect(await event('caller.said')).toMatchObject({ text: 'wait one more thing' });
    await leg.ended(1);
    expect(events.filter(({ type }) => type === 'caller.said')).toHaveLength(1);
  });

  test('noise without words ends as a turn without words', async () => {
    const { leg, event } = await pipeline();
    const hum = Int16Array.from({ length: 8_000 }, (_, at) => 6_000 * Math.sin(at * 0.9) * Math.sin(at / 300));
    await leg.say(hum, 8_000);
    await leg.say(await callerSays('Goodbye.'), 8_000);
    expect((await event('caller.said')).text).toMatch(/^((thank you )?(good)?bye)?$/);
  });

  test('sixteen kilohertz, as a browser has it', async () => {
    const { leg, event } = await pipeline({ sampleRate: 16_000 });
    await leg.say(await callerSays('Wait, one more thing.', { sampleRate: 16_000 }), 16_000);
    expect((await event('caller.said')).text).not.toBe('');
  });

  test('a lost leg loses the speech, once', async () => {
    const { leg, event, events, speech } = await pipeline();
    await leg.greeted;
    leg.dropConnection();
    expect(await event('speech.lost')).toMatchObject({ detail: 'the connection for sound to the leg is closed' });
    speech.send({ type: 'speak', utterance: 1, text: 'Hello.', last: true, voice: 'main' });
    expect(events).toHaveLength(1);
  });

  test('the leg is told who comes', async () => {
    const { leg } = await pipeline();
    expect(await leg.greeted).toEqual({ type: 'hello', legId: 'leg-1', secret: 'a secret' });
  });
});

describe('ears and voice by key', () => {
  let service: SpeechStandIn;
  beforeEach(async () => void (service = await startSpeechStandIn()));
  afterEach(() => service.close());
  const byKey: Partial<SpeechSettings> = {
    listen: { provider: 'deepgram' },
    speak: { provider: 'cartesia', voice: '' },
  };
  const keys = (): Env => ({
    PATH: process.env['PATH'],
    DEEPGRAM_API_KEY: 'k',
    DEEPGRAM_SPEECH_URL: service.baseUrl,
    CARTESIA_API_KEY: 'k',
    CARTESIA_SPEECH_URL: service.baseUrl,
  });

  test.skipIf(missing)('a caller is heard by a service', async () => {
    service.words = ['one more thing'];
    const { leg, event } = await pipeline(byKey, keys());
    await leg.say(await callerSays('Wait, one more thing.'), 8_000);
    expect(await event('caller.said')).toEqual({ type: 'caller.said', text: 'one more thing' });
  });

  test('an utterance in pieces is spoken by a service', async () => {
    const { leg, speech, event } = await pipeline(byKey, keys());
    speech.send({ type: 'speak', utterance: 7, text: 'Thank you for', last: false, voice: 'main' });
    speech.send({ type: 'speak', utterance: 7, text: ' calling. Goodbye.', last: true, voice: 'main' });
    const sound = await leg.ended(7);
    expect(sound.length / 8).toBe(300);
    expect(await event('voice.spoke')).toMatchObject({ chars: 23 });
    expect(await event('voice.spoke')).toMatchObject({ chars: 31 });
  });

  test('a sentence that is said in many calls is made once for each voice, and others each time', async () => {
    const cache = soundCache();
    const fixed = ['Hello {{guest}}. How can I help you?'];
    const lengths: number[] = [];
    for (const voice of ['', '', 'another']) {
      const speak = { provider: 'cartesia' as const, voice };
      const { leg, speech } = await pipeline({ ...byKey, speak, fixed }, keys(), cache);
      const text = 'Hello Ada. How can I help you?';
      speech.send({ type: 'speak', utterance: 1, text, last: true, voice: 'main' });
      lengths.push((await leg.ended(1)).length);
    }
    const times = (sentence: string): number => service.asked.filter((text) => text.includes(sentence)).length;
    expect([times('Hello Ada.'), times('How can I help you?')]).toEqual([3, 2]);
    expect(new Set(lengths)).toEqual(new Set([(10 + 19) * 80])); // Ten milliseconds for each character.
  });

  test('a service that says it is done and gave no sound: failed, and the backup speaks', async () => {
    service.way = 'silently';
    const { leg, speech, event } = await pipeline(byKey, keys());
    speech.send({ type: 'speak', utterance: 1, text: 'Goodbye.', last: true, voice: 'main' });
    expect(await event('voice.failed')).toEqual({
      type: 'voice.failed',
      utterance: 1,
      detail: 'cartesia gave no sound.',
    });
    speech.send({ type: 'speak', utterance: 2, text: 'Goodbye.', last: true, voice: 'backup' });
    expect((await leg.ended(2)).length).toBeGreaterThan(2_000);
  });

  test('without any program the backup is the recording', async () => {
    const { leg, speech } = await pipeline(byKey, { ...keys(), PATH: '' });
    speech.send({ type: 'speak', utterance: 1, text: 'Goodbye.', last: true, voice: 'backup' });
    expect((await leg.ended(1)).length / 8_000).toBeCloseTo(4.5, 0);
  });

  test('a missing key loses the speech, and is named', async () => {
    const { event } = await pipeline(byKey, { ...keys(), DEEPGRAM_API_KEY: '' });
    expect(await event('speech.lost')).toMatchObject({
      detail: expect.stringContaining('DEEPGRAM_API_KEY is not set'),
    });
  });

  test('a service that refuses to hear: opened again a few times, then lost', async () => {
    service.way = 'refuses';
    const { event } = await pipeline(byKey, keys());
    expect(await event('speech.lost')).toMatchObject({ detail: 'the ear deepgram failed: deepgram broke off.' });
    expect(service.keys.length).toBe(4);
  });
});
