import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BadConfig } from '../../contract/errors.ts';

/**
 * One process for each data folder: two PGlites on one folder lose rows (design stack.md, trap 5). The lock is SQLite's
 * file lock, which the kernel drops when the process dies in any way, so nothing stale is left to clean up. Nobody may
 * open `lock.sqlite` by other means: closing it would drop the lock (fcntl locks belong to the process).
 * @throws BadConfig when another process, or this one, holds the folder.
 */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ownerFile = join(folder, 'lock.owner');
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode=MEMORY; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new BadConfig(
      `The data folder ${folder} is in use by ${owner(ownerFile)}. Stop that process, or choose another folder with ` +
        'RINGOFF_DATA_DIR. For several processes on the same data use PostgreSQL (DATABASE_URL).',
      { cause },
    );
  }
  nameOwner(ownerFile);
  return {
    release: () => {
      if (lock.isOpen) lock.close();
    },
  };
}

/** For the message above alone: on a full disk nobody is named. */
function nameOwner(file: string): void {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname() }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function owner(file: string): string {
  try {
    const { pid, host } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; host: string };
    if (host !== hostname()) return `another process (pid ${pid} on ${host})`;
    return pid === process.pid ? `this process itself (pid ${pid})` : `another process (pid ${pid})`;
  } catch {
    return 'another process (pid unknown)';
  }
}
