import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { databaseError } from '../database-errors.ts';
import { Terminal } from '../../../contract/errors.ts';
import type { Request, Response, Rows, Settings } from './protocol.ts';

/** PGlite in its own thread. Statements outside a transaction wait while one is open. */
export class PgliteThread {
  #worker: Worker;
  #nextId = 1;
  #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #listeners = new Map<string, Set<(payload: string) => void>>();
  #gone: Error | null = null;
  #closing: Promise<void> | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (response: Response) => this.#receive(response));
    worker.on('error', (cause) => this.#die(new Terminal('The thread of the embedded database failed', { cause })));
    worker.on('exit', () => this.#die(new Terminal('The embedded database is closed')));
  }

  /** @throws Terminal when PGlite cannot open the folder. */
  static async open(settings: Settings): Promise<PgliteThread> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
    const [first] = (await Promise.race([once(worker, 'message'), once(worker, 'exit')])) as [Response | number];
    if (typeof first === 'object' && 'ready' in first) return new PgliteThread(worker);
    await worker.terminate();
    const cause = typeof first === 'object' && 'unopened' in first ? first.unopened : new Error('its thread ended');
    throw new Terminal(`The embedded database in ${settings.folder ?? 'memory'} did not open`, {
      cause: databaseError(cause, 'embedded'),
    });
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
      if (listeners.delete(run) && listeners.size === 0 && !this.#gone) await this.#ask({ op: 'unlisten', channel });
    };
  }

  /** Open transactions are rolled back. Closing twice is closing once. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    if (this.#gone) return;
    const exited = once(this.#worker, 'exit');
    await this.#ask({ op: 'close' });
    await exited;
  }

  async #ask<T>(request: Unnumbered<Request>): Promise<T> {
    if (this.#gone) throw this.#gone;
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
    if ('channel' in response) {
      for (const run of this.#listeners.get(response.channel) ?? []) run(response.payload);
    } else if ('id' in response) {
      const waiting = this.#waiting.get(response.id);
      this.#waiting.delete(response.id);
      if (response.ok) waiting?.resolve(response.value);
      else waiting?.reject(response.failure);
    }
  }

  #die(reason: Error): void {
    this.#gone ??= reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

type Unnumbered<R> = R extends Request ? Omit<R, 'id'> : never;
