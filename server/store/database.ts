import { resolve } from 'node:path';
import { Kysely, sql } from 'kysely';
import type { ConstructorOptions } from 'pg-boss';
import { BadConfig, Terminal } from '../../contract/errors.ts';
import { SqlFailure } from './database-errors.ts';
import { lockFolder } from './folder-lock.ts';
import { refuseMoved } from './moved-folder.ts';
import { type Notices, noticesHere } from './notices.ts';
import { bossDatabase } from './pglite/boss-database.ts';
import { pgliteDialect } from './pglite/dialect.ts';
import { hasRoom } from './pglite/start-worker.ts';
import { PgliteThread } from './pglite/thread.ts';
import { startUpkeep } from './pglite/upkeep.ts';
import { postgresNotices } from './postgres/notices.ts';
import { postgresPool } from './postgres/pool.ts';
import { storageWatch } from './storage-watch.ts';
import type { Tables } from './tables.ts';

/** PGlite in a folder, a PostgreSQL server, or PGlite in memory (for tests, gone at close). */
export type Where = { dataDir: string } | { url: string } | { memory: true };

export type DatabaseOptions = {
  /** A transaction that does nothing for so long is rolled back with a Retryable. Milliseconds. */
  idleTransactionMs?: number;
  /** Hears of errors that nobody awaits, such as a lost idle connection. */
  onError?: (error: Error) => void;
};

/** One database: the same SQL and the same results (numbers, dates, parsed jsonb) from both drivers. */
export type Database = {
  db: Kysely<Tables>;
  /** How pg-boss reaches the same database. */
  boss: Pick<ConstructorOptions, 'db' | 'backend' | 'connectionString' | 'max'>;
  /** No other process has it while this one does. */
  alone: boolean;
  /** Whether a statement found the disk full, and it still is. */
  storageFull(): Promise<boolean>;
  /** Words to the other nodes on it. */
  notices: Notices;
  /** Closing twice is closing once. */
  close(): Promise<void>;
};

/**
 * Opens a database as it is; migrate() brings its tables up to date. Design: stack.md, traps 5 to 7.
 * @throws BadConfig when the folder is in use, when its data was moved, or when the URL or what it says is refused.
 * @throws Retryable when the server does not answer, Terminal when the folder does not open.
 */
export function openDatabase(where: Where, options: DatabaseOptions = {}): Promise<Database> {
  const settled = { idleTransactionMs: options.idleTransactionMs ?? 10_000, onError: options.onError ?? warn };
  if ('url' in where) return openServer(where.url, settled);
  return 'memory' in where ? openMemory(settled) : openFolder(resolve(where.dataDir), settled);
}

async function openFolder(folder: string, options: Required<DatabaseOptions>): Promise<Database> {
  refuseMoved(folder);
  const lock = lockFolder(folder);
  try {
    const thread = await PgliteThread.open({ folder, idleTransactionMs: options.idleTransactionMs });
    const upkeep = startUpkeep(thread, options.onError);
    const close = (): Promise<void> => {
      upkeep.stop();
      return thread.close().finally(lock.release);
    };
    return embedded(thread, () => hasRoom(folder), close);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openMemory(options: Required<DatabaseOptions>): Promise<Database> {
  const thread = await PgliteThread.open({ folder: null, idleTransactionMs: options.idleTransactionMs });
  return embedded(thread, null, () => thread.close());
}

/** `room`: of the folder's disk; null in memory, where tests let several servers share one database. */
function embedded(thread: PgliteThread, room: (() => Promise<boolean>) | null, close: () => Promise<void>): Database {
  const watch = storageWatch(room);
  return {
    alone: room !== null,
    db: new Kysely<Tables>({ dialect: pgliteDialect(thread), log: watch.hear }),
    storageFull: watch.isFull,
    notices: noticesHere(),
    boss: { db: bossDatabase(thread), backend: 'pglite' },
    close: once(close),
  };
}

async function openServer(url: string, options: Required<DatabaseOptions>): Promise<Database> {
  if (!/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new BadConfig('DATABASE_URL is not a PostgreSQL address: postgres://user:password@host:5432/database');
  }
  const pool = postgresPool({ url, ...options });
  const watch = storageWatch(null);
  const db = new Kysely<Tables>({ dialect: pool.dialect, log: watch.hear });
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    await pool.close();
    throw refusal(error) ?? error;
  }
  const boss = { connectionString: url, max: 4 };
  const tell = async (channel: string, text: string): Promise<void> => {
    await sql`select pg_notify(${channel}, ${text})`.execute(db);
  };
  const notices = postgresNotices({ url, tell, onError: options.onError });
  const close = once(() => notices.close().finally(() => pool.close()));
  return { db, alone: false, storageFull: watch.isFull, notices, boss, close };
}

/** Wrong user or password (class 28) and an unknown database (3D000) are settings, which no retry mends. */
function refusal(error: unknown): BadConfig | null {
  if (!(error instanceof Terminal) || !(error.cause instanceof SqlFailure)) return null;
  return /^(28|3D)/.test(error.cause.code ?? '')
    ? new BadConfig(`DATABASE_URL is refused by the server: ${error.cause.message}`, { cause: error.cause })
    : null;
}

/** Where errors go that nobody awaits and nobody asked to hear. */
export function warn(error: Error): void {
  process.emitWarning(error);
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | null = null;
  return () => (closing ??= close());
}
