import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Terminal } from '../../contract/errors.ts';
import { openRecording, repairRecording, type RecordingOptions, type RecordingStop } from './recording.ts';
import { wavSamples } from './testing/wav-samples.ts';

let folder: string;
let path: string;
let stops: RecordingStop[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringoff-recording-'));
  path = join(folder, 'call.wav');
  stops = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const begin = (options: Partial<RecordingOptions> = {}) =>
  openRecording(path, { sampleRate: 8_000, onStopped: (why) => stops.push(why), ...options });
const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

/** A file on a disk whose writes are `write`'s affair. */
const onDisk = (write: (file: FileHandle, ...args: [Buffer, number, number, number]) => unknown) =>
  (async (...args: Parameters<typeof open>) => {
    const file = await open(...args);
    const written = (...part: [Buffer, number, number, number]) => write(file, ...part);
    const others = { close: () => file.close(), datasync: () => file.datasync() };
    return { ...others, write: written };
  }) as unknown as typeof open;

test('the caller is left and the agent right, in their ticks, and nobody else may read it', async () => {
  const recording = await begin();
  for (let tick = 0; tick < 30; tick++) recording.write(frame(tick), frame(-tick));
  recording.write(frame(30), new Int16Array(0));
  expect(await recording.close()).toEqual({ ms: 620, bytes: 44 + 31 * 640 });
  expect(await recording.close()).toEqual({ ms: 620, bytes: 44 + 31 * 640 });
  const { sampleRate, channels } = wavSamples(path);
  expect(sampleRate).toBe(8_000);
  expect(channels.map((samples) => samples.length)).toEqual([4_960, 4_960]);
  expect(channels.map((samples) => samples[29 * 160])).toEqual([29, -29]);
  expect(channels.map((samples) => samples[30 * 160])).toEqual([30, 0]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file that is there is never written over', async () => {
  writeFileSync(path, 'mine');
  await expect(begin()).rejects.toThrow(Terminal);
});

test('killed in the middle, it is whole as it lies there, and repaired it holds every batch that was told', async () => {
  const child = fork(join(import.meta.dirname, 'testing/recording-child.ts'), [path], { execArgv: [] });
  let lastTick = 0;
  child.on('message', (tick: number) => {
    lastTick = tick;
    if (tick >= 1_500) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  const left = wavSamples(path).channels[0]!.length;
  const { ms, bytes } = await repairRecording(path, 8_000);
  const [caller, agent] = wavSamples(path).channels;
  expect(lastTick).toBeGreaterThanOrEqual(1_499);
  expect(ms).toBe(caller!.length / 8);
  expect(bytes).toBe(statSync(path).size);
  expect(caller!.length).toBeGreaterThanOrEqual(left);
  expect(caller!.every((sample, at) => sample === Math.floor(at / 160) && agent![at] === -sample)).toBe(true);
});

test('cut anywhere, it can be repaired, and what is left of the sound is right', async () => {
  const recording = await begin();
  for (let tick = 0; tick < 100; tick++) recording.write(frame(tick), frame(-tick));
  const { bytes } = await recording.close();
  const cut = join(folder, 'cut.wav');
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: bytes })), async (at) => {
      copyFileSync(path, cut);
      truncateSync(cut, at);
      await repairRecording(cut, 8_000);
      const [caller, agent] = wavSamples(cut).channels;
      expect(caller!.length).toBe(Math.max(0, Math.floor((at - 44) / 4)));
      expect(caller!.every((sample, index) => sample === Math.floor(index / 160))).toBe(true);
      expect(agent!.every((sample, index) => sample === -Math.floor(index / 160))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('another kind of file is not made a recording', async () => {
  writeFileSync(path, 'a letter to somebody');
  await expect(repairRecording(path, 8_000)).rejects.toThrow('does not begin like a WAV file');
});

test('a full disk stops the recording, once, and what was written stays whole', async () => {
  let left = 20_000;
  const full = onDisk((file, bytes, from, length, at) => {
    if (left <= 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    left -= length;
    return file.write(bytes, from, length, at);
  });
  const recording = await begin({ openFile: full });
  for (let tick = 0; tick < 100; tick++) recording.write(frame(7), frame(7));
  const { ms } = await recording.close();
  recording.write(frame(7), frame(7));
  expect(stops).toEqual([{ cause: 'disk_full', detail: 'ENOSPC' }]);
  expect(ms).toBe(500);
  await repairRecording(path, 8_000);
  expect(wavSamples(path).channels[0]!.every((sample) => sample === 7)).toBe(true);
});

test('a disk that does not answer stops the recording after 30 s of sound, and the writer never waits', async () => {
  const answer = Promise.withResolvers<void>();
  let writes = 0;
  const slow = onDisk(async (file, ...args) => {
    if (++writes > 1) await answer.promise; // The first is the header.
    return file.write(...args);
  });
  const recording = await begin({ openFile: slow });
  for (let tick = 0; tick < 2_000; tick++) recording.write(frame(1), frame(1));
  expect(stops).toEqual([{ cause: 'disk_slow', detail: '30000 ms not written' }]);
  answer.resolve();
  expect((await recording.close()).bytes).toBe(statSync(path).size);
});
