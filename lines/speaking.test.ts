import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../providers/clock.ts';
import type { SoundMessage } from '../providers/sound/wire.ts';
import { recordedVoice } from '../providers/speech/recorded-voice.ts';
import type { Voice } from '../providers/speech/speech-provider.ts';
import { speaking, type Speaking } from './speaking.ts';
import { ledVoice, type HowItSpeaks } from './testing/voices.ts';

let story: string[];
let voice: Speaking;

/** What the leg and the call get, in one order: sound in milliseconds. */
function voiceOf(main: Voice, ...backup: Voice[]): Speaking {
  story = [];
  const put = (message: SoundMessage): void => {
    if (message.type === 'sound') story.push(`${message.utterance}: ${message.pcm.length / 8} ms`);
    if (message.type === 'end') story.push(`${message.utterance}: end`);
  };
  voice = speaking({
    voices: { main, backup },
    sampleRate: 8_000,
    clock: systemClock,
    put,
    emit(event) {
      if (event.type === 'voice.spoke') story.push(`${event.utterance}: ${event.chars} chars in ${event.ms} ms`);
      if (event.type === 'voice.failed') story.push(`${event.utterance}: failed, ${event.detail}`);
    },
  });
  return voice;
}

function say(utterance: number, text: string, { last = true, by = 'main' as 'main' | 'backup' } = {}): void {
  voice.speak({ type: 'speak', utterance, text, last, voice: by });
}

const settled = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('sentence by sentence, the first before the second is there', async () => {
  voiceOf(ledVoice('a'));
  say(1, 'Yes. We', { last: false });
  await settled();
  expect(story).toEqual(['1: 40 ms', '1: 5 chars in 40 ms']);
  say(1, ' open.');
  await settled();
  expect(story.slice(2)).toEqual(['1: 80 ms', '1: 13 chars in 120 ms', '1: end']);
});

test('a sentence whose successor does not come is spoken all the same', async () => {
  voiceOf(ledVoice('a'));
  say(1, 'One moment.', { last: false });
  await settled(100);
  expect(story).toEqual([]);
  await settled(50);
  expect(story).toEqual(['1: 110 ms', '1: 11 chars in 110 ms']);
});

test('utterances come in their order; one without a word ends without sound', async () => {
  voiceOf(ledVoice('a'));
  say(1, 'One', { last: false });
  say(2, 'Two.');
  say(3, '…');
  say(1, '.');
  await settled();
  expect(story.filter((line) => line.endsWith('end'))).toEqual(['1: end', '2: end', '3: end']);
  expect(story.at(-2)).toBe('3: 1 chars in 0 ms');
});

describe('a clear', () => {
  test('stops the sound at once, and what comes for it later', async () => {
    const main = ledVoice('a', () => 'stalls');
    voiceOf(main);
    say(1, 'Thank you for calling. Good', { last: false });
    await settled();
    voice.clear(1);
    expect(main.stopped).toEqual(['Thank you for calling.']);
    say(1, 'bye.');
    await settled(60_000);
    expect(story).toEqual([]);
  });

  test('holds for utterances that were not begun', async () => {
    voiceOf(ledVoice('a'));
    voice.clear(5);
    say(5, 'Goodbye.');
    await settled();
    expect(story).toEqual([]);
  });

  test('lets later utterances speak', async () => {
    voiceOf(ledVoice('a', (sentence) => (sentence === 'One.' ? 'stalls' : 'well')));
    say(1, 'One.');
    say(2, 'Two.');
    await settled();
    voice.clear(1);
    await settled();
    expect(story).toEqual(['2: 40 ms', '2: 4 chars in 40 ms', '2: end']);
  });
});

describe('a failure is told, with what was made', () => {
  const failures: [HowItSpeaks, string][] = [
    ['refuses', 'a refused.'],
    ['not at all', 'a gave no sound.'],
    ['silently', 'a gave no sound.'],
    ['stalls', 'a gave no sound for 5000 ms.'],
    ['breaks off', 'a broke off.'],
    ['without end', 'a does not stop.'],
  ];
  test.each(failures)('a voice that speaks %s', async (how, detail) => {
    voiceOf(ledVoice('a', () => how));
    say(1, 'Goodbye. And thanks.');
    await settled(5_000);
    expect(story.filter((line) => !line.endsWith('ms'))).toEqual([`1: failed, ${detail}`, '1: end']);
  });

  test('the backup is another voice', async () => {
    voiceOf(
      ledVoice('a', () => 'refuses'),
      ledVoice('b', () => 'not at all'),
      ledVoice('c'),
    );
    say(1, 'Goodbye.');
    await settled();
    say(2, 'Goodbye.', { by: 'backup' });
    await settled();
    expect(story.slice(2)).toEqual(['2: 80 ms', '2: 8 chars in 80 ms', '2: end']);
  });

  test('without any voice a recording, once', async () => {
    voiceOf(
      ledVoice('a', () => 'refuses'),
      ledVoice('b', () => 'refuses'),
      recordedVoice(),
    );
    say(1, 'Your number is five. Goodbye.', { by: 'backup' });
    say(2, 'Goodbye.', { by: 'backup' });
    await settled();
    expect(story).toEqual([
      expect.stringMatching(/^1: \d{4}(\.\d+)? ms$/),
      expect.stringMatching(/^1: 0 chars in \d{4} ms$/),
      '1: end',
      '2: failed, The recording was played already.',
      '2: end',
    ]);
  });

  test('too much text, too many utterances', async () => {
    voiceOf(ledVoice('a', () => 'stalls'));
    say(1, 'a'.repeat(20_001));
    expect(story).toEqual(['1: failed, an utterance of more than 20000 characters', '1: end']);
    for (let utterance = 2; utterance <= 102; utterance++) say(utterance, 'Hm.');
    expect(story.at(-2)).toBe('102: failed, more than 100 utterances wait');
  });
});
