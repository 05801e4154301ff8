import { expect, test } from 'vitest';
import { heardFrames } from './heard-frames.ts';

/** Sound like no other part of itself, with a pause in it. */
function speech(ms: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: ms * 8 }, (_, at) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return at >= 8_000 && at < 9_600 ? 0 : (state >> 16) % 4_000;
  });
}
const reference = speech(2_000);

const recordingOf = (...parts: Int16Array[]): Int16Array => Int16Array.from(parts.flatMap((part) => [...part]));
const silence = (samples: number): Int16Array => new Int16Array(samples);

test('all audible frames are found, wherever they begin and however loud they are', () => {
  const quieter = reference.map((sample) => sample / 3);
  const found = heardFrames(reference, recordingOf(silence(1_234), quieter, silence(400)), 8_000);
  expect(found).toMatchObject({ audible: 90, heard: 90, missingAtMs: [], offsetMs: 1_234 / 8 });
  expect(found.alignment).toBeGreaterThan(0.99);
});

test('a lost end, a lost beginning and a frame of another sound are missed, and told where', () => {
  const clipped = recordingOf(silence(800), reference.subarray(0, 15_360));
  expect(heardFrames(reference, clipped, 8_000).missingAtMs).toEqual([1_920, 1_940, 1_960, 1_980]);
  const late = heardFrames(reference, reference.subarray(320), 8_000);
  expect([late.missingAtMs, late.offsetMs]).toEqual([[0, 20], -40]);
  const wrong = reference.slice();
  wrong.set(speech(2_020).subarray(16_000, 16_160), 4_800);
  expect(heardFrames(reference, wrong, 8_000).missingAtMs).toEqual([600]);
});

test('nothing is heard in silence, in nothing and in other words', () => {
  for (const recording of [silence(16_000), silence(0), speech(4_000).subarray(16_000)]) {
    expect(heardFrames(reference, recording, 8_000).heard).toBe(0);
  }
});
