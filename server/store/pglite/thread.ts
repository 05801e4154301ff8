import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { Retryable, Terminal } from '../../../contract/errors.ts';
import { databaseError } from '../database-errors.ts';
import type { Request, Response, Rows, Settings } from './protocol.ts';
import { startWorker } from './start-worker.ts';

const reopenMsMin = 250;
const reopenMsMax = 5_000;
/** Recovery that takes longer hangs. */
const recoveryMsMax = 120_000;
/** A thread that was asked to end, or told that it ends, and is still there then, hangs: every commit is synced. */
const endMsMax = 30_000;
/** Longer than any statement and any transaction that idles: who says nothing for so long, while asked, hangs. */
const silentMsUsual = 60_000;

type Listener = { onNotice(payload: string): void; onListening(): void };

/**
 * PGlite in its own thread. Statements outside a transaction wait while one is open. When the thread dies or hangs, such
 * as of a full disk, everybody who waits hears a Retryable, and so does everybody who asks until the folder is open
 * again. What was in memory is gone with its thread: Terminal.
 */
export class PgliteThread {
  readonly #settings: Settings;
  readonly #silentMsMax: number;
  #worker!: Worker;
  #exited!: Promise<void>;
  #nextId = 1;
  #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #listeners = new Map<string, Set<Listener>>();
  #watchdog: NodeJS.Timeout | undefined;
  /** Why nothing can be asked. */
  #away: Error | null = null;
  #reopening: Promise<void> | null = null;
  #stopped = new AbortController();
  #closing: Promise<void> | null = null;

  private constructor(settings: Settings, silentMsMax: number, worker: Worker) {
    this.#settings = settings;
    this.#silentMsMax = silentMsMax;
    this.#attend(worker);
  }

  /** @throws StorageFull when the disk is full, Terminal when PGlite cannot open the folder. */
  static async open(settings: Settings, silentMsMax = silentMsUsual): Promise<PgliteThread> {
    return new PgliteThread(settings, silentMsMax, await startWorker(settings));
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

  /** `onListening`: now, and when the database is open again, for what was told meanwhile was not heard. The answer stops it. */
  async listen(
    channel: string,
    onNotice: Listener['onNotice'],
    onListening = (): void => {},
  ): Promise<() => Promise<void>> {
    const listener = { onNotice, onListening };
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    try {
      if (listeners.size === 1) await this.#ask({ op: 'listen', channel });
    } catch (error) {
      listeners.delete(listener);
      throw error;
    }
    onListening();
    return async () => {
      if (listeners.delete(listener) && listeners.size === 0 && !this.#away)
        await this.#ask({ op: 'unlisten', channel });
    };
  }

  /** Open transactions are rolled back. Closing twice is closing once. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#stopped.abort();
    await this.#reopening;
    if (this.#away) return this.#ending();
    const exited = this.#ending();
    await this.#ask({ op: 'close' }).catch((error: Error) => {
      if (!this.#away) throw error; // Gone is closed: every commit is synced.
    });
    await exited;
  }

  /** The thread is about to end by itself, or has ended. */
  async #ending(): Promise<void> {
    const worker = this.#worker;
    const limit = setTimeout(() => void worker.terminate(), endMsMax);
    await this.#exited;
    clearTimeout(limit);
  }

  async #ask<T>(request: Unnumbered<Request>): Promise<T> {
    if (this.#away) throw this.#away;
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    if (this.#waiting.size === 1) this.#watch();
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
      void this.#ending();
    } else if ('channel' in response) {
      for (const { onNotice } of this.#listeners.get(response.channel) ?? []) onNotice(response.payload);
    } else if ('id' in response) {
      const waiting = this.#waiting.get(response.id);
      this.#waiting.delete(response.id);
      if (response.ok) waiting?.resolve(response.value);
      else waiting?.reject(response.failure);
      this.#watch();
    }
  }

  /** From every answer on, as long as there are others to wait for. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#waiting.size > 0) this.#watchdog = setTimeout(() => this.#hang(), this.#silentMsMax).unref();
  }

  #hang(): void {
    this.#lose(new Error(`it did not answer for ${this.#silentMsMax / 1_000} s`));
    void this.#worker.terminate();
  }

  #attend(worker: Worker): void {
    this.#worker = worker;
    this.#away = null;
    worker.on('message', (response: Response) => this.#receive(response));
    worker.on('error', (cause) => this.#lose(cause));
    const exited = Promise.withResolvers<void>();
    this.#exited = exited.promise;
    worker.on('exit', () => {
      exited.resolve();
      this.#lose(new Error('it ended'));
      if (this.#mayReopen) this.#reopening = this.#reopen(); // Not before: two PGlites on one folder lose rows.
    });
  }

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
    this.#watch();
  }

  /** Opening the folder again is crash recovery: what was committed is there, what was not is gone. */
  async #reopen(): Promise<void> {
    const { signal } = this.#stopped;
    for (let failures = 0; !signal.aborted; failures++) {
      await pause(Math.min(reopenMsMax, reopenMsMin * 2 ** failures), null, { ref: false, signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        this.#attend(await startWorker(this.#settings, AbortSignal.timeout(recoveryMsMax)));
        return void this.#listenAgain();
      } catch (error) {
        this.#away = retryable(error);
      }
    }
  }

  /** Fails only with the thread, and then the next one is asked. */
  async #listenAgain(): Promise<void> {
    for (const [channel, listeners] of this.#listeners) {
      if (listeners.size === 0) continue;
      await this.#ask({ op: 'listen', channel }).catch(() => {});
      for (const { onListening } of listeners) onListening();
    }
  }
}

function retryable(cause: unknown): Retryable {
  if (cause instanceof Retryable) return cause;
  return new Retryable('The embedded database stopped and is being opened again', { cause });
}

type Unnumbered<R> = R extends Request ? Omit<R, 'id'> : never;
