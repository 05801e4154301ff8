/** Which files need no sync of their own at a start. */
import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isOnDisk } from './durable-fs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringoff-durable-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const minuteMs = 60_000;

test('a file that was changed long before the file system was synced is on the disk', () => {
  const file = join(folder, 'a');
  writeFileSync(file, 'one');
  const { dev, ctimeMs } = statSync(file);
  const synced = (afterMs: number) => ({ device: dev, atMs: ctimeMs + afterMs });
  expect(isOnDisk(statSync(file), synced(2 * minuteMs))).toBe(true);
  expect(isOnDisk(statSync(file), synced(minuteMs / 2))).toBe(false);
  expect(isOnDisk(statSync(file), { ...synced(2 * minuteMs), device: dev + 1 })).toBe(false);
});

test('what is changed later is not, however old it says it is, and neither is its folder', () => {
  const file = join(folder, 'a');
  writeFileSync(file, 'one');
  const { dev, ctimeMs } = statSync(file);
  const synced = { device: dev, atMs: ctimeMs - 1 };
  utimesSync(file, 0, 0);
  expect(isOnDisk(statSync(file), synced)).toBe(false);
  renameSync(file, join(folder, 'b'));
  expect(isOnDisk(statSync(folder), synced)).toBe(false);
});
