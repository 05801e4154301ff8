import { once } from 'node:events';
import { statfs } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { databaseError, StorageFull } from '../database-errors.ts';
import { Retryable, Terminal } from '../../../contract/errors.ts';
import type { Request, Response, Rows, Settings } from './protocol.ts';

/** Recovery writes WAL in segments of 16 MB, and must not run out of room halfway. Bytes. */
const roomMin = 32 * 2 ** 20;
const reopenMsMin = 250;
const reopenMsMax = 5_000;
/** Recovery that takes longer hangs. */
const reopenLimitMs = 120_000;
/** A shutdown that takes longer hangs; nothing is lost by ending it, since every commit is synced. */
const closeLimitMs = 30_000;

/**
 * PGlite in its own thread. Statements outside a transaction wait while one is open. When the thread dies, such as of a
 * full disk, everybody who waits hears a Retryable, and so does everybody who asks until the folder is open again.
 */
export class PgliteThread {
  readonly #settings: Settings;
  #worker!: Worker;
  #nextId = 1;
  #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #listeners = new Map<string, Set<(payload: string) => void>>();
  /** Why nothing can be asked. */
  #away: Error | null = null;
  #reopening: Promise<void> | null = null;
  #stopped = new AbortController();
  #closing: Promise<void> | null = null;

  private constructor(settings: Settings, worker: Worker) {
    this.#settings = settings;
    this.#attend(worker);
  }

  /** @throws Terminal when PGlite cannot open the folder. */
  static async open(settings: Settings): Promise<PgliteThread> {
    return new PgliteThread(settings, await startWorker(settings));
  }

  query(sql: string, parameters: readonly unknown[] = [], transaction?: number): Promise<Rows> {
    return this.#ask({ op: 'query', sql, parameters, transaction });
  }

  /** Several statements without parameters, such as a block of DDL. */
  exec(sql: string, transaction?: number): Promise<Rows> {
    return this.#ask({ op: 'exec', sql, transaction });
  }

  begin(sql = 'BEGIN'): Promise<number> {
    return this.#ask({ op: 'begin', sql });
  }

  commit(transaction: number): Promise<void> {
    return this.#ask({ op: 'commit', transaction });
  }

  rollback(transaction: number): Promise<void> {
    return this.#ask({ op: 'rollback', transaction });
  }

  /** The answer stops listening. */
  async listen(channel: string, run: (payload: string) => void): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(run));
    if (listeners.size === 1) await this.#ask({ op: 'listen', channel });
    return async () => {
      if (listeners.delete(run) && listeners.size === 0 && !this.#away) await this.#ask({ op: 'unlisten', channel });
    };
  }

  /** Open transactions are rolled back. Closing twice is closing once. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#stopped.abort();
    await this.#reopening;
    if (this.#away) return;
    const worker = this.#worker;
    const limit = setTimeout(() => void worker.terminate(), closeLimitMs);
    const exited = once(worker, 'exit');
    await this.#ask({ op: 'close' }).finally(() => exited.finally(() => clearTimeout(limit)));
  }

  async #ask<T>(request: Unnumbered<Request>): Promise<T> {
    if (this.#away) throw this.#away;
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#worker.postMessage({ ...request, id });
    try {
      return (await waiting.promise) as T;
    } catch (error) {
      throw databaseError(error, 'embedded'); // Made here, so that its stack names who asked.
    }
  }

  #receive(response: Response): void {
    if ('broken' in response) {
      this.#lose(databaseError(response.broken, 'embedded'));
    } else if ('channel' in response) {
      for (const run of this.#listeners.get(response.channel) ?? []) run(response.payload);
    } else if ('id' in response) {
      const waiting = this.#waiting.get(response.id);
      this.#waiting.delete(response.id);
      if (response.ok) waiting?.resolve(response.value);
      else waiting?.reject(response.failure);
    }
  }

  #attend(worker: Worker): void {
    this.#worker = worker;
    this.#away = null;
    worker.on('message', (response: Response) => this.#receive(response));
    worker.on('error', (cause) => this.#lose(cause));
    worker.on('exit', () => {
      this.#lose(new Error('it ended'));
      if (this.#mayReopen) this.#reopening = this.#reopen(); // Not before: two PGlites on one folder lose rows.
    });
  }

  /** What was in memory is gone with its thread. */
  get #mayReopen(): boolean {
    return this.#settings.folder !== null && !this.#stopped.signal.aborted;
  }

  /** The first reason is the best one: an exit follows every other. */
  #lose(cause: unknown): void {
    if (this.#stopped.signal.aborted) this.#away ??= new Terminal('The embedded database is closed');
    else if (this.#mayReopen) this.#away ??= retryable(cause);
    else this.#away ??= new Terminal('The thread of the embedded database failed', { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#away);
    this.#waiting.clear();
  }

  /** Opening the folder again is crash recovery: what was committed is there, what was not is gone. */
  async #reopen(): Promise<void> {
    const { signal } = this.#stopped;
    for (let failures = 0; !signal.aborted; failures++) {
      await pause(Math.min(reopenMsMax, reopenMsMin * 2 ** failures), null, { ref: false, signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await needRoom(this.#settings.folder!);
        this.#attend(await startWorker(this.#settings, AbortSignal.timeout(reopenLimitMs)));
        for (const channel of this.#listeners.keys()) void this.#ask({ op: 'listen', channel }).catch(() => {});
        return;
      } catch (error) {
        this.#away = retryable(error);
      }
    }
  }
}

async function startWorker(settings: Settings, signal?: AbortSignal): Promise<Worker> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
  try {
    const answers = [once(worker, 'message', { signal }), once(worker, 'exit', { signal })];
    const [first] = (await Promise.race(answers)) as [Response | number];
    if (typeof first === 'object' && 'ready' in first) return worker;
    throw typeof first === 'object' && 'unopened' in first ? first.unopened : new Error('its thread ended');
  } catch (cause) {
    await worker.terminate();
    throw new Terminal(`The embedded database in ${settings.folder ?? 'memory'} did not open`, {
      cause: databaseError(cause, 'embedded'),
    });
  }
}

async function needRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= roomMin) return;
  throw new StorageFull(
    `The disk of ${folder} is full: the database opens again when ${roomMin / 2 ** 20} MB are free`,
  );
}

function retryable(cause: unknown): Retryable {
  if (cause instanceof Retryable) return cause;
  return new Retryable('The embedded database stopped and is being opened again', { cause });
}

type Unnumbered<R> = R extends Request ? Omit<R, 'id'> : never;
