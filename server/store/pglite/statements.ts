import type { PGlite } from '@electric-sql/pglite';
import type { Rows } from './protocol.ts';

/** What is used of PGlite. */
export type Connection = Pick<PGlite, 'query' | 'exec' | 'close'>;

/**
 * Shares PGlite's one connection out: first come, first served, and a transaction keeps everyone else out until it is
 * settled. A transaction that does nothing for `idleTransactionMs` is rolled back, so that forgetting one, or waiting
 * inside it for a statement outside it, cannot stop the house.
 */
export class Statements {
  #pg: Connection;
  #idleTransactionMs: number;
  #turn: Promise<void> = Promise.resolve();
  #open = new Map<number, Transaction>();

  constructor(pg: Connection, idleTransactionMs: number) {
    this.#pg = pg;
    this.#idleTransactionMs = idleTransactionMs;
  }

  query(sql: string, parameters: readonly unknown[], transaction?: number): Promise<Rows> {
    return this.#run(sql, transaction, async () => {
      const result = await this.#pg.query<Record<string, unknown>>(sql, [...parameters]);
      return { rows: result.rows, affected: result.affectedRows };
    });
  }

  exec(sql: string, transaction?: number): Promise<Rows> {
    return this.#run(sql, transaction, async () => {
      try {
        const results = await this.#pg.exec(sql);
        const rows = results.flatMap((result) => result.rows as Record<string, unknown>[]);
        return { rows, affected: results.at(-1)?.affectedRows };
      } catch (error) {
        if (transaction === undefined) await this.#clearFailure(); // The text may have begun a transaction of its own.
        throw error;
      }
    });
  }

  async begin(id: number, sql: string): Promise<number> {
    const done = await this.#takeTurn();
    try {
      await this.#pg.exec(sql);
    } catch (error) {
      await this.#clearFailure();
      done();
      throw error;
    }
    const transaction: Transaction = { done, running: 0, idle: undefined, failed: false };
    this.#open.set(id, transaction);
    this.#watch(id, transaction);
    return id;
  }

  /** @throws 25P03 when it idled too long, 25P02 when a statement of it failed: it is rolled back then. */
  async commit(id: number): Promise<void> {
    const transaction = this.#take(id);
    await this.#settle(transaction, transaction.failed ? 'ROLLBACK' : 'COMMIT');
    if (transaction.failed) throw sqlError('25P02', 'commit of a transaction with a failed statement');
  }

  async rollback(id: number): Promise<void> {
    await this.#settle(this.#take(id), 'ROLLBACK');
  }

  /** Runs something that is no statement (LISTEN) between the others. */
  async between<T>(work: () => Promise<T>): Promise<T> {
    const done = await this.#takeTurn();
    try {
      return await work();
    } finally {
      done();
    }
  }

  async close(): Promise<void> {
    for (const id of this.#open.keys()) await this.rollback(id);
    await this.between(() => this.#pg.close());
  }

  #run(sql: string, id: number | undefined, work: () => Promise<Rows>): Promise<Rows> {
    return id === undefined ? this.between(work) : this.#runInside(id, sql, work);
  }

  async #runInside(id: number, sql: string, work: () => Promise<Rows>): Promise<Rows> {
    const transaction = this.#open.get(id);
    if (!transaction) throw idledTooLong();
    clearTimeout(transaction.idle);
    transaction.running++;
    try {
      const result = await work();
      if (/^\s*rollback\s+to\b/i.test(sql)) transaction.failed = false;
      return result;
    } catch (error) {
      transaction.failed = true;
      throw error;
    } finally {
      transaction.running--;
      if (this.#open.has(id)) this.#watch(id, transaction);
    }
  }

  #watch(id: number, transaction: Transaction): void {
    if (transaction.running > 0) return;
    transaction.idle = setTimeout(() => void this.rollback(id).catch(() => {}), this.#idleTransactionMs);
    transaction.idle.unref(); // The thread ends without it.
  }

  /** A settled transaction is never asked for again, so an unknown one was rolled back by its idle timer. */
  #take(id: number): Transaction {
    const transaction = this.#open.get(id);
    if (!transaction) throw idledTooLong();
    this.#open.delete(id);
    clearTimeout(transaction.idle);
    return transaction;
  }

  async #settle(transaction: Transaction, sql: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    try {
      await this.#pg.exec(sql);
    } catch (error) {
      await this.#clearFailure();
      throw error;
    } finally {
      transaction.done();
    }
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    return resolve;
  }

  async #clearFailure(): Promise<void> {
    await this.#pg.exec('ROLLBACK').catch(() => {});
  }
}

type Transaction = { done: () => void; running: number; idle: NodeJS.Timeout | undefined; failed: boolean };

/** The code of PostgreSQL's own idle_in_transaction_session_timeout. */
const idledTooLong = (): Error => sqlError('25P03', 'the transaction idled too long and was rolled back');

function sqlError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
