/** The sound in a WAV file: RIFF, one channel, 16 bits. Source: IBM and Microsoft, Multimedia Programming Interface 1.0. */
import { Terminal } from '../../contract/errors.ts';
import type { Sound } from './speech-provider.ts';

const pcmFormat = 1;

/**
 * Programs that write to a pipe can't know the length, so a data chunk that claims more than there is holds what is
 * there. Throws Terminal for anything else than such a file.
 */
export function soundOfWav(bytes: Buffer): Sound {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    throw new Terminal('The sound is no WAV file.');
  let sampleRate = 0;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const kind = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (kind === 'fmt ') sampleRate = rateOf(body);
    if (kind === 'data') return { pcm: samplesOf(body), sampleRate: checked(sampleRate) };
    at += 8 + length + (length % 2);
  }
  throw new Terminal('The WAV file holds no sound.');
}

function rateOf(format: Buffer): number {
  const fits = format.length >= 16 && format.readUInt16LE(0) === pcmFormat && format.readUInt16LE(2) === 1;
  if (!fits || format.readUInt16LE(14) !== 16) throw new Terminal('The WAV file is not of one channel with 16 bits.');
  return format.readUInt32LE(4);
}

function checked(sampleRate: number): number {
  if (sampleRate < 4_000 || sampleRate > 192_000)
    throw new Terminal(`The WAV file has ${sampleRate} samples a second.`);
  return sampleRate;
}

/** A copy: a sample may stand at an odd byte. */
function samplesOf(body: Buffer): Int16Array {
  const pcm = new Int16Array(body.length >> 1);
  Buffer.from(pcm.buffer).set(body.subarray(0, pcm.byteLength));
  return pcm;
}
