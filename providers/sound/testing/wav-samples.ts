/** The channels of a WAV file with 16 bits. */
import { readFileSync } from 'node:fs';

export type Wav = { sampleRate: number; channels: Int16Array[] };

/** Strict: throws for sizes that say more than there is. */
export function wavSamples(path: string): Wav {
  const bytes = readFileSync(path);
  const word = (at: number): string => bytes.toString('latin1', at, at + 4);
  if (word(0) !== 'RIFF' || word(8) !== 'WAVE') throw new Error(`${path} is no WAV file`);
  let format: { channels: number; sampleRate: number } | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    if (at + 8 + size > bytes.length) throw new Error(`${path}: the part "${word(at)}" is shorter than it says`);
    if (word(at) === 'fmt ') {
      if (bytes.readUInt16LE(at + 22) !== 16) throw new Error(`${path} has not 16 bits a sample`);
      format = { channels: bytes.readUInt16LE(at + 10), sampleRate: bytes.readUInt32LE(at + 12) };
    }
    if (word(at) === 'data' && format) return split(bytes.subarray(at + 8, at + 8 + size), format);
    at += 8 + size + (size % 2);
  }
  throw new Error(`${path} has no sound`);
}

function split(data: Buffer, { channels, sampleRate }: { channels: number; sampleRate: number }): Wav {
  const length = Math.floor(data.length / 2 / channels);
  const sample = (channel: number) => (_: unknown, at: number) => data.readInt16LE((at * channels + channel) * 2);
  return {
    sampleRate,
    channels: Array.from({ length: channels }, (_, channel) => Int16Array.from({ length }, sample(channel))),
  };
}
