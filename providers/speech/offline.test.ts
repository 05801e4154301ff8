import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { grammarOf } from './grammar.ts';
import { offlineEar } from './offline-ear.ts';
import { installedEngines, offlineVoice } from './offline-voice.ts';
import { findProgram, runProgram } from './program.ts';
import { recordedVoice } from './recorded-voice.ts';
import { callerSays } from './testing/caller.ts';
import { missingPrograms } from './testing/peers.ts';
import { backupVoices } from './voice-for.ts';
import { soundOfWav } from './wav.ts';

const missing = missingPrograms('flite', 'espeak-ng', 'pocketsphinx_continuous');
const { signal } = new AbortController();
const env = process.env;

describe.skipIf(missing)(`offline ear and voices${missing ? ` (${missing})` : ''}`, () => {
  test.each(['espeak-ng', 'slt', 'rms', 'kal'])('the ear understands %s', async (voice) => {
    const ear = offlineEar(['My claim was rejected!'], env);
    const sentences = ['wait one more thing', 'no thanks that is all goodbye', 'my claim was rejected'];
    const heard = sentences.map(async (sentence) =>
      ear.recognise({ pcm: await callerSays(sentence, { voice }), sampleRate: 8_000 }, signal),
    );
    expect(await Promise.all(heard)).toEqual(sentences);
  });

  test('silence holds no words', async () => {
    const ear = offlineEar([], env);
    expect(await ear.recognise({ pcm: new Int16Array(16_000), sampleRate: 8_000 }, signal)).toBe('');
  });

  test('speed and language are heeded', async () => {
    const lengthOf = async (voice: string, speed: number, language = 'en'): Promise<number> => {
      const speaker = offlineVoice({ provider: 'offline', voice, speed }, language, env);
      for await (const { pcm, sampleRate } of speaker.speak('Guten Tag, auf Wiederhören.', signal))
        return pcm.length / sampleRate;
      return 0;
    };
    expect(await lengthOf('slt', 2)).toBeLessThan((await lengthOf('slt', 1)) * 0.6);
    expect(await lengthOf('espeak-ng', 1, 'de')).not.toBe(await lengthOf('espeak-ng', 1, 'en'));
  });

  test('a sentence that looks like an option is read aloud', async () => {
    for (const voice of ['flite', 'espeak-ng']) {
      const speaker = offlineVoice({ provider: 'offline', voice }, 'en', env);
      for await (const { pcm } of speaker.speak('--version', signal)) expect(pcm.length).toBeGreaterThan(4_000);
    }
  });

  test('the backup is another engine, then the recording', () => {
    const ids = (main: string, language = 'en'): string[] =>
      backupVoices({ provider: 'offline', voice: '' }, main, language, env).map(({ id }) => id);
    expect(ids('flite')).toEqual(['espeak-ng', 'recording']);
    expect(ids('espeak-ng')).toEqual(['flite', 'recording']);
    expect(ids('cartesia')).toEqual(['flite', 'espeak-ng', 'recording']);
    expect(ids('espeak-ng', 'de')).toEqual(['recording']);
    expect(installedEngines('de', env)).toEqual(['espeak-ng']);
  });
});

test('what is missing is named, with what to do', () => {
  const none = { PATH: '/nowhere' };
  expect(() => offlineVoice({ provider: 'offline', voice: '' }, 'en', none)).toThrow('espeak-ng is not installed');
  expect(() => offlineEar([], none)).toThrow('pocketsphinx and pocketsphinx-en-us: sh scripts/install-peers.sh');
});

test('a voice that is none is named', () => {
  const voice = (name: string, language: string) => () =>
    offlineVoice({ provider: 'offline', voice: name }, language, env);
  expect(voice('Bob', 'en')).toThrow('speech.speak.voice: write flite, espeak-ng or one of slt');
  expect(voice('slt', 'de')).toThrow('flite speaks English only');
});

test('the grammar takes known words only, and no syntax from outside', () => {
  const known = new Set(['my', 'claim']);
  const grammar = grammarOf(['My claim; Xyzzy', '<x> = evil;', ''], (word) => known.has(word));
  expect(grammar.split('\n  | ').at(-1)).toBe('(my claim);\n');
  expect(grammar).not.toContain('evil');
});

describe('a program', () => {
  const shell = findProgram('sh', env)!;
  const run = (
    script: string,
    { msMax = 5_000, outputBytesMax = 1_000, stop = signal, input = '' } = {},
  ): Promise<Buffer> =>
    runProgram({ program: shell, args: ['-c', script], input, signal: stop, msMax, outputBytesMax });

  test('that hangs is ended', async () => {
    await expect(run('exec sleep 60', { msMax: 50 })).rejects.toThrow('took longer than 50 ms');
  });
  test('that writes without end is ended', async () => {
    await expect(run('yes', { outputBytesMax: 1_000 })).rejects.toThrow('wrote too much');
  });
  test('that fails does not tell what it printed', async () => {
    await expect(run('echo secret words >&2; exit 3')).rejects.toThrow(/failed with 3\.$/);
  });
  test('waits when many run, and none is forgotten', async () => {
    const all = Array.from({ length: 40 }, (_, index) => run(index % 2 ? `printf ${index}` : 'exit 1').catch(String));
    expect((await Promise.all(all)).filter((printed) => /^\d+$/.test(String(printed)))).toHaveLength(20);
  });
  test('lets the work of calls go first', async () => {
    expect(String(await run('read started; nice', { input: 'now\n' }))).toBe('10\n');
  });
  test('that is not wanted any more is ended', async () => {
    await expect(run('exec sleep 60', { stop: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

describe('WAV', () => {
  const recording = readFileSync(new URL('recorded-apology.wav', import.meta.url));

  test('the recording can be played, once', async () => {
    const voice = recordedVoice();
    for await (const { pcm, sampleRate } of voice.speak('', signal)) {
      expect(sampleRate).toBe(8_000);
      expect(pcm.length / sampleRate).toBeCloseTo(4.5, 0);
      expect(pcm.some((sample) => Math.abs(sample) > 8_000)).toBe(true);
    }
    await expect(voice.speak('', signal)[Symbol.asyncIterator]().next()).rejects.toThrow('already');
  });

  test('a length that a pipe could not know is no fault', () => {
    const cut = Buffer.from(recording.subarray(0, 1_044));
    cut.writeUInt32LE(0x7ffff000, 40);
    expect(soundOfWav(cut).pcm.length).toBe(500);
  });

  test('anything else is refused', () => {
    expect(() => soundOfWav(Buffer.from('no sound'))).toThrow('no WAV file');
    expect(() => soundOfWav(recording.subarray(0, 40))).toThrow('holds no sound');
    const stereo = Buffer.from(recording);
    stereo.writeUInt16LE(2, 22);
    expect(() => soundOfWav(stereo)).toThrow('one channel');
  });
});
