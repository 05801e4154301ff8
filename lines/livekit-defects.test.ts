/**
 * Six ways in which LiveKit's own session ends calls badly (design lines.md "Speech pipeline"), and that a pipeline of
 * ours has none of them. Where it is cheap a test shows what the framework does, so that an upgrade which mends it is
 * noticed.
 */
import { voice } from '@livekit/agents';
import { TTS } from '@livekit/agents-plugin-deepgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../providers/clock.ts';
import type { Env } from '../providers/speech/speech-provider.ts';
import { callerSays } from '../providers/speech/testing/caller.ts';
import { missingPrograms } from '../providers/speech/testing/peers.ts';
import { startSpeechStandIn, type SpeechStandIn } from '../providers/speech/testing/speech-stand-in.ts';
import { quietLiveKit } from '../providers/speech/voice-activity.ts';
import { openPipeline, type Pipeline } from './testing/pipeline.ts';

const missing = missingPrograms('espeak-ng', 'pocketsphinx_continuous');
const farewell = 'Thank you for calling. Your appointment is on Monday at ten. Goodbye.';
let service: SpeechStandIn;
let call: Pipeline;

beforeEach(async () => {
  quietLiveKit();
  service = await startSpeechStandIn();
  const env: Env = { ...process.env, DEEPGRAM_API_KEY: 'k', DEEPGRAM_SPEECH_URL: service.baseUrl };
  call = await openPipeline({ speak: { provider: 'deepgram', voice: '' } }, { clock: systemClock, env });
});
afterEach(async () => {
  call.close();
  await service.close();
});

function say(utterance: number, text: string, last = true): void {
  call.speech.send({ type: 'speak', utterance, text, last, voice: 'main' });
}

describe('1: a goodbye and end_call in one turn are spoken twice', () => {
  test('an utterance is spoken once, also when it is ordered again', async () => {
    say(1, farewell);
    await call.leg.ended(1);
    say(1, farewell);
    say(2, 'Hm.');
    await call.leg.ended(2);
    expect(service.asked.join(' ')).toBe(`${farewell} Hm.`);
  });
});

describe.skipIf(missing)(`2: "one more thing" in the goodbye is answered, then hung up on${missing ?? ''}`, () => {
  test('the words are reported, and that is all: nothing answers, nothing ends', async () => {
    say(1, farewell);
    await call.leg.sounded(1);
    await call.leg.say(await callerSays('Wait, one more thing.'), 8_000);
    expect(await call.event('caller.said')).toMatchObject({ text: 'wait one more thing' });
    expect(service.asked.join(' ')).toBe(farewell);
    say(2, 'Of course.');
    expect((await call.leg.ended(2)).length / 8).toBe(100);
  });
});

describe('3: a voice that is down counts as success without sound', () => {
  test('LiveKit: the stream of a refused request ends as if all were well', async () => {
    service.way = 'refuses';
    const plugin = new TTS({ apiKey: 'k', baseUrl: service.baseUrl });
    plugin.on('error', () => {});
    const stream = plugin.stream({ connOptions: { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 1_000 } });
    stream.pushText('Goodbye.');
    stream.endInput();
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  test.each(['refuses', 'silently', 'breaks off'] as const)('a voice that speaks %s is a failure', async (way) => {
    service.way = way;
    say(1, 'Goodbye.');
    expect(await call.event('voice.failed')).toMatchObject({ utterance: 1 });
    await call.leg.ended(1);
  });
});

describe('4: what was interrupted keeps its whole text', () => {
  test('characters are told as their sound is made, and none after a clear', async () => {
    say(1, 'Thank you for calling. And', false);
    expect(await call.event('voice.spoke')).toEqual({ type: 'voice.spoke', utterance: 1, chars: 23, ms: 220 });
    call.speech.send({ type: 'clear', through: 1 });
    say(1, ' now something else.');
    say(2, 'Yes?');
    await call.leg.ended(2);
    expect(call.leg.soundOf(1).length / 8).toBe(220);
    expect(call.events.flatMap((event) => (event.type === 'voice.spoke' ? [event.utterance] : []))).toEqual([1, 2]);
  });
});

describe.skipIf(missing)(`5: deaf for 3 s when the agent begins to speak${missing ?? ''}`, () => {
  test('LiveKit: that is its default still', () => {
    expect(new voice.AgentSession({}).sessionOptions.aecWarmupDuration).toBe(3_000);
  });

  test('a caller who speaks with the agent’s first word is noticed', async () => {
    say(1, farewell);
    await call.leg.say(await callerSays('Wait, one more thing.'), 8_000);
    await call.event('caller.speech_started');
    expect(await call.event('caller.said')).toMatchObject({ text: 'wait one more thing' });
  });
});

describe('6: the stream goes on after a barge-in', () => {
  test('a clear stops a voice that is still at work, and frees the next utterance', async () => {
    service.way = 'stalls';
    say(1, farewell);
    await expect.poll(() => service.asked.length).toBe(1);
    call.speech.send({ type: 'clear', through: 1 });
    service.way = 'well';
    say(2, 'Yes?');
    expect((await call.leg.ended(2)).length / 8).toBe(40);
    expect(call.leg.soundOf(1).length).toBe(0);
    expect(call.events.some(({ type }) => type === 'voice.failed')).toBe(false);
  });
});
