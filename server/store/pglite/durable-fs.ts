import { NodeFS } from '@electric-sql/pglite/nodefs';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';

/** A disk that takes longer is left to the files' own syncs. */
const syncMsMax = 30_000;
/** So far may the time of day be set back during the start. */
const marginMs = 60_000;

/**
 * PGlite's file system with fsync made real. The stock one drops every fsync, so that a power cut could lose commits
 * that were acknowledged (design stack.md, trap 5).
 *
 * After a kill PostgreSQL syncs every file of its folder before it begins: two thousand, many seconds on a busy disk,
 * while telephone lines wait to be hung up. Here the whole file system is synced once instead (PostgreSQL's own
 * `recovery_init_sync_method = syncfs`, which its WebAssembly lacks), and until `opened` only files that have changed
 * since, or not long before, are synced again.
 */
export class DurableNodeFS extends NodeFS {
  #synced: Synced | null = null;

  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    this.#synced = syncFileSystem(this.rootDir);
    const prepared = await super.init(...args);
    const preRun = prepared.emscriptenOpts.preRun as unknown as ((module: Module) => void)[];
    preRun.push(({ NODEFS }) => {
      NODEFS.stream_ops.fsync = (stream) => {
        if (stream.nfd === undefined) this.#syncFolder(NODEFS.realPath(stream.node));
        else this.#sync(stream.nfd);
        return 0;
      };
    });
    return prepared;
  }

  /** The database is open: from now on every fsync is one. */
  opened(): void {
    this.#synced = null;
  }

  #syncFolder(path: string): void {
    const descriptor = fs.openSync(path, 'r');
    try {
      this.#sync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  }

  #sync(descriptor: number): void {
    if (!this.#synced || !isOnDisk(fs.fstatSync(descriptor), this.#synced)) fs.fsyncSync(descriptor);
  }
}

/** A file system, and when it was synced. */
export type Synced = { device: number; atMs: number };

/** Whatever is done to a file or a folder, by whomever, sets its time of change. */
export function isOnDisk({ dev, ctimeMs }: Pick<fs.Stats, 'dev' | 'ctimeMs'>, { device, atMs }: Synced): boolean {
  return dev === device && ctimeMs < atMs - marginMs;
}

/** Null where that cannot be done: Linux has a program for it. */
function syncFileSystem(folder: string): Synced | null {
  if (process.platform !== 'linux' || !fs.existsSync(folder)) return null;
  const atMs = Date.now();
  const { status } = spawnSync('sync', ['-f', folder], { stdio: 'ignore', timeout: syncMsMax });
  return status === 0 ? { device: fs.statSync(folder).dev, atMs } : null;
}

/** The part of Emscripten's module that is touched; a folder's stream has no file descriptor. */
type Stream = { nfd?: number; node: unknown };
type Module = { NODEFS: { stream_ops: { fsync?: (stream: Stream) => number }; realPath(node: unknown): string } };
