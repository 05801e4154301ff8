/** A WAV file of silence for the relay to play in place of words that are to stop. */

const sampleRate = 8_000;
const bytesPerSample = 2;
const headerBytes = 44;

/** 16-bit PCM, mono, 8 kHz. Long enough to be played, too short to be noticed. Source: RIFF WAVE, format 1. */
export function silentClip(ms = 100): Uint8Array {
  const dataBytes = Math.round((sampleRate * ms) / 1000) * bytesPerSample;
  const file = Buffer.alloc(headerBytes + dataBytes);
  file.write('RIFF', 0, 'ascii');
  file.writeUInt32LE(headerBytes - 8 + dataBytes, 4);
  file.write('WAVEfmt ', 8, 'ascii');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * bytesPerSample, 28);
  file.writeUInt16LE(bytesPerSample, 32);
  file.writeUInt16LE(bytesPerSample * 8, 34);
  file.write('data', 36, 'ascii');
  file.writeUInt32LE(dataBytes, 40);
  return file;
}
