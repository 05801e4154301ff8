/** The files of a server that go with its database: recordings, and the data log. */
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BadConfig, Retryable } from '../../contract/errors.ts';
import type { Entry } from './archive.ts';

export type Folders = { dataDir: string; recordingsDir: string };

const recordingName = /^recordings\/(\d{4}-\d{2}-\d{2}\/[A-Za-z0-9_-]{1,100}\.wav)$/;
const logName = /^(log\/calls(?:\.\d{1,4})?\.(?:jsonl|csv))$/;

/** Each as long as it is when its turn comes. One that was deleted meanwhile is left out. */
export async function* keptFiles(folders: Folders): AsyncGenerator<Entry> {
  for (const [prefix, folder] of [
    ['recordings', folders.recordingsDir],
    ['log', join(folders.dataDir, 'log')],
  ] as const) {
    for (const name of await namesIn(folder)) {
      const known = `${prefix}/${name}`;
      if (pathOf(known, folders) !== null) yield* entryOf(known, join(folder, name));
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/')).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function* entryOf(name: string, path: string): AsyncGenerator<Entry> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return;
  try {
    const { size, mtime } = await file.stat();
    yield { name, size, changedAt: mtime, content: exactly(size, file, name) };
  } finally {
    await file.close();
  }
}

async function* exactly(size: number, file: FileHandle, name: string): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  let read = 0;
  for await (const bytes of file.createReadStream({ start: 0, end: size - 1, autoClose: false })) {
    read += (bytes as Buffer).length;
    yield bytes as Buffer;
  }
  if (read !== size) throw new Retryable(`${name} was cut while it was read; try again`);
}

/** Where an entry of a backup belongs; null for what is no file of a server. */
function pathOf(name: string, { dataDir, recordingsDir }: Folders): string | null {
  const [, recording] = recordingName.exec(name) ?? [];
  if (recording !== undefined) return join(recordingsDir, recording);
  const [, log] = logName.exec(name) ?? [];
  return log === undefined ? null : join(dataDir, log);
}

/** @throws BadConfig when it is no file of a server, so that none is written elsewhere. */
export async function putFile({ name, content, changedAt }: Entry, folders: Folders): Promise<void> {
  const path = pathOf(name, folders);
  if (path === null) throw new BadConfig(`The backup has an entry that is no file of a server: ${name.slice(0, 100)}`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(content, createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }));
  await utimes(path, changedAt, changedAt);
}

/** @throws BadConfig when one of the folders has files that would be mixed with others. */
export async function refuseKeptFiles(folders: Folders): Promise<void> {
  for await (const { name } of keptFiles(folders)) {
    throw new BadConfig(
      `There are recordings or data logs already, such as ${name}. Nothing was written; restore into a new folder ` +
        '(RINGOFF_DATA_DIR, RINGOFF_RECORDINGS_DIR)',
    );
  }
}
