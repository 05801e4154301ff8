import { expect, test } from 'vitest';
import { Retryable } from '../../contract/errors.ts';
import { cachedVoice, soundCache, type SoundCache } from './sound-cache.ts';
import type { Sound, Voice } from './speech-provider.ts';

/** Says each piece when it is let; two pieces of 100 samples make a sentence. */
function ledVoice() {
  const asked: string[] = [];
  const stopped: string[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  let closed = 0;
  const voice: Voice = {
    id: 'led',
    hasOwnWords: false,
    async *speak(sentence, signal) {
      asked.push(sentence);
      signal.addEventListener('abort', () => stopped.push(sentence));
      for (const value of [1, 2]) {
        const gate = Promise.withResolvers<void>();
        gates.push(gate);
        signal.addEventListener('abort', () => gate.resolve());
        await gate.promise;
        if (signal.aborted) return;
        yield { pcm: new Int16Array(100).fill(value), sampleRate: 8_000 };
      }
    },
    close: () => void closed++,
  };
  const next = async (): Promise<PromiseWithResolvers<void>> => {
    await expect.poll(() => gates.length).toBeGreaterThan(0);
    return gates.shift()!;
  };
  return {
    voice,
    asked,
    stopped,
    lets: async (pieces = 2): Promise<void> => {
      for (let n = 0; n < pieces; n++) (await next()).resolve();
    },
    breaks: async (): Promise<void> => (await next()).reject(new Retryable('led broke off.')),
    get closed() {
      return closed;
    },
  };
}

const never = new AbortController().signal;
const cached = (voice: Voice, cache: SoundCache, isFixed = (_: string): boolean => true): Voice =>
  cachedVoice(voice, { cache, name: 'led', isFixed });

async function all(pieces: AsyncIterable<Sound>): Promise<number[]> {
  const values: number[] = [];
  for await (const { pcm } of pieces) values.push(pcm[0]!);
  return values;
}

test('a sentence is made once, and said again from memory', async () => {
  const { voice, asked, lets } = ledVoice();
  const cache = soundCache();
  const first = all(cached(voice, cache).speak('Hello.', never));
  await lets();
  expect(await first).toEqual([1, 2]);
  expect(await all(cached(voice, cache).speak('Hello.', never))).toEqual([1, 2]);
  expect(asked).toEqual(['Hello.']);
  expect(cache.state).toEqual({ entries: 1, bytes: 400 });
});

test('thirty calls in one instant wait for the same making, and hear it as it comes', async () => {
  const { voice, asked, lets } = ledVoice();
  const cache = soundCache();
  const calls = Array.from({ length: 30 }, () => cached(voice, cache).speak('Hello.', never)[Symbol.asyncIterator]());
  const begun = Promise.all(calls.map((call) => call.next()));
  await lets(1);
  expect((await begun).map(({ value }) => (value as Sound).pcm[0])).toEqual(Array(30).fill(1));
  const over = Promise.all(calls.map(async (call) => [(await call.next()).value.pcm[0], (await call.next()).done]));
  await lets(1);
  expect(await over).toEqual(Array(30).fill([2, true]));
  expect(asked).toEqual(['Hello.']);
});

test('other words, other settings and words of the moment are made on their own', async () => {
  const { voice, asked, lets } = ledVoice();
  const cache = soundCache();
  const other = cachedVoice(voice, { cache, name: 'led, slower', isFixed: () => true });
  const free = cached(voice, cache, (sentence) => sentence !== 'Dear Ada.');
  for (const speak of [cached(voice, cache).speak, other.speak, free.speak]) {
    const said = Promise.all([all(speak('Dear Ada.', never)), lets()]);
    await said;
  }
  expect(asked).toHaveLength(3);
  expect(cache.state.entries).toBe(2);
});

test('one who leaves does not take it from the others; when all have left it is stopped and forgotten', async () => {
  const { voice, stopped, lets } = ledVoice();
  const cache = soundCache();
  const [gone, last] = [new AbortController(), new AbortController()];
  const left = all(cached(voice, cache).speak('Hello.', gone.signal));
  const stays = all(cached(voice, cache).speak('Hello.', last.signal));
  gone.abort();
  expect(await left).toEqual([]);
  await lets(1);
  expect(stopped).toEqual([]);
  last.abort();
  await stays;
  expect(stopped).toEqual(['Hello.']);
  expect(cache.state).toEqual({ entries: 0, bytes: 0 });
});

test('what breaks off is told to all who wait, and is made anew for the next one', async () => {
  const { voice, asked, lets, breaks } = ledVoice();
  const cache = soundCache();
  const waiting = [1, 2].map(() => all(cached(voice, cache).speak('Hello.', never)));
  const told = Promise.allSettled(waiting);
  await lets(1);
  await breaks();
  expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(waiting[0]).rejects.toThrow(Retryable);
  const again = all(cached(voice, cache).speak('Hello.', never));
  await lets();
  expect(await again).toEqual([1, 2]);
  expect(asked).toHaveLength(2);
});

test('beyond its bytes what was not used for longest goes, and what is too long is never kept', async () => {
  const { voice, asked, lets } = ledVoice();
  const cache = soundCache({ bytesMax: 800, entryBytesMax: 400 });
  const say = async (sentence: string): Promise<void> => {
    const known = asked.length;
    const said = all(cached(voice, cache).speak(sentence, never));
    await Promise.resolve();
    if (asked.length > known) await lets();
    await said;
  };
  for (const sentence of ['A.', 'B.', 'A.', 'C.', 'A.', 'B.']) await say(sentence);
  expect(asked).toEqual(['A.', 'B.', 'C.', 'B.']);
  expect(cache.state).toEqual({ entries: 2, bytes: 800 });
  const short = soundCache({ entryBytesMax: 399 });
  await Promise.all([all(cached(voice, short).speak('A.', never)), lets()]);
  expect(short.state).toEqual({ entries: 0, bytes: 0 });
});

test('a voice that is closed while others wait for its sentence goes on until that is made', async () => {
  const led = ledVoice();
  const cache = soundCache();
  const [mine, yours] = [cached(led.voice, cache), cached(led.voice, cache)];
  const leaves = new AbortController();
  const first = all(mine.speak('Hello.', leaves.signal));
  const second = all(yours.speak('Hello.', never));
  leaves.abort();
  mine.close();
  expect(led.closed).toBe(0);
  await led.lets();
  expect([await first, await second]).toEqual([[], [1, 2]]);
  await expect.poll(() => led.closed).toBe(1);
});
