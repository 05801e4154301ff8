import { once } from 'node:events';
import { statfs } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { StorageFull, Terminal } from '../../../contract/errors.ts';
import { databaseError } from '../database-errors.ts';
import type { Response, Settings } from './protocol.ts';

/** Recovery writes WAL in segments of 16 MB, and must not run out of room halfway. Bytes. */
const roomMin = 32 * 2 ** 20;

/**
 * Starts PGlite in a thread of its own and waits until it has opened its folder.
 * @throws StorageFull when the disk has no room for that, Terminal when it does not open, or not before `signal`.
 */
export async function startWorker(settings: Settings, signal?: AbortSignal): Promise<Worker> {
  const { folder } = settings;
  if (folder !== null && !(await hasRoom(folder))) throw noRoom(folder);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
  try {
    const answers = [once(worker, 'message', { signal }), once(worker, 'exit', { signal })];
    const [first] = (await Promise.race(answers)) as [Response | number];
    if (typeof first === 'object' && 'ready' in first) return worker;
    throw typeof first === 'object' && 'unopened' in first ? first.unopened : new Error('its thread ended');
  } catch (cause) {
    await worker.terminate();
    const error = databaseError(cause, 'embedded');
    if (error instanceof StorageFull) throw error;
    throw new Terminal(`The embedded database in ${folder ?? 'memory'} did not open`, { cause: error });
  }
}

/** Whether there is room for the embedded database to open and to go on. */
export async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= roomMin;
}

function noRoom(folder: string): StorageFull {
  return new StorageFull(`The disk of ${folder} is full: the database opens when ${roomMin / 2 ** 20} MB are free`);
}
