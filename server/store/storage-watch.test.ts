import type { LogEvent } from 'kysely';
import { expect, test } from 'vitest';
import { Retryable, StorageFull } from '../../contract/errors.ts';
import { storageWatch } from './storage-watch.ts';

const failed = (error: Error): LogEvent => ({ level: 'error', error }) as unknown as LogEvent;

test('a disk that can be seen is full until it has room', async () => {
  let room = false;
  const watch = storageWatch(async () => room);
  expect(await watch.isFull()).toBe(false);
  watch.hear(failed(new Retryable('away')));
  expect(await watch.isFull()).toBe(false);
  watch.hear(failed(new StorageFull('full')));
  expect(await watch.isFull()).toBe(true);
  room = true;
  expect(await watch.isFull()).toBe(false);
  room = false;
  expect(await watch.isFull()).toBe(false);
});

test('one that cannot be seen is full for 15 s after each failure', async () => {
  let now = 0;
  const watch = storageWatch(null, () => now);
  watch.hear(failed(new StorageFull('full')));
  now = 15_000;
  expect(await watch.isFull()).toBe(true);
  watch.hear(failed(new StorageFull('full')));
  now = 30_001;
  expect(await watch.isFull()).toBe(false);
});
