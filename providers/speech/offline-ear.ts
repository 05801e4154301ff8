/**
 * An ear without a key: pocketsphinx with a grammar. A toy that knows English sentences which it was told to expect;
 * for trying things out and for tests. Source: its manual page; design lines.md "Offline, no keys".
 */
import { readFileSync } from 'node:fs';
import { BadConfig } from '../../contract/errors.ts';
import { grammarOf } from './grammar.ts';
import { earFound } from './offline-ear-program.ts';
import { inFolder, runProgram } from './program.ts';
import { resampled } from './resample.ts';
import type { Env, SegmentEar, Sound } from './speech-provider.ts';

const msMax = 8_000;
const outputBytesMax = 65_536;

/** Throws BadConfig when the program or its English is missing. */
export function offlineEar(expected: readonly string[], env: Env): SegmentEar {
  const found = earFound(env);
  if (!found)
    throw new BadConfig(
      'The offline ear needs pocketsphinx and pocketsphinx-en-us: sh scripts/install-peers.sh installs them.',
    );
  const grammar = grammarOf(expected, knownIn(found.dictionary));
  return {
    kind: 'segments',
    id: 'pocketsphinx',
    recognise: (sound, signal) =>
      inFolder(async (folder) => {
        await folder.write('call.gram', grammar);
        await folder.write('said.raw', bytesOf(sixteenKilohertz(sound)));
        const args = ['-infile', folder.path('said.raw'), '-jsgf', folder.path('call.gram'), '-logfn', '/dev/null'];
        const printed = await runProgram({ program: found.program, args, signal, msMax, outputBytesMax });
        return printed.toString().split(/\s+/).filter(Boolean).join(' ');
      }),
    close() {},
  };
}

/** The words are looked up in the file's text: a set of all of them would cost each worker ten times the memory. */
function knownIn(dictionary: string): (word: string) => boolean {
  const text = `\n${readFileSync(dictionary, 'utf8')}`;
  return (word) => text.includes(`\n${word} `);
}

/**
 * Of a telephone's sound, zeros between the samples and no filter: the mirrored upper half is nearer to what the model
 * learnt than an empty one (word error 0.00 against 0.39 and more).
 */
function sixteenKilohertz(sound: Sound): Int16Array {
  if (sound.sampleRate === 16_000) return sound.pcm;
  const narrow = resampled(sound, 8_000);
  const wide = new Int16Array(narrow.length * 2);
  for (const [index, sample] of narrow.entries()) wide[index * 2] = sample;
  return wide;
}

function bytesOf(pcm: Int16Array): Uint8Array {
  return new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}
