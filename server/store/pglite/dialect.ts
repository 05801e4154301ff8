import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { SqlFailure } from '../database-errors.ts';
import type { PgliteThread } from './thread.ts';

/**
 * Kysely over the thread. Kysely's own PGlite dialect keeps a second queue, in which a statement outside a transaction
 * waits for ever when it is awaited inside one; here the transaction's idle limit ends that with an error.
 */
export function pgliteDialect(thread: PgliteThread): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new ThreadDriver(thread),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

class ThreadConnection implements DatabaseConnection {
  transaction?: number;
  readonly #thread: PgliteThread;

  constructor(thread: PgliteThread) {
    this.#thread = thread;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affected } = await this.#thread.query(query.sql, query.parameters, this.transaction);
    return { rows: rows as R[], numAffectedRows: affected === undefined ? undefined : BigInt(affected) };
  }

  streamQuery(): never {
    throw new Error('streaming is not supported');
  }
}

class ThreadDriver implements Driver {
  readonly #thread: PgliteThread;

  constructor(thread: PgliteThread) {
    this.#thread = thread;
  }

  async init(): Promise<void> {}

  /** A fresh object each time, so that no statement slips into a stranger's transaction. */
  async acquireConnection(): Promise<ThreadConnection> {
    return new ThreadConnection(this.#thread);
  }

  async beginTransaction(connection: ThreadConnection, settings: TransactionSettings): Promise<void> {
    const isolation = settings.isolationLevel && `ISOLATION LEVEL ${settings.isolationLevel}`;
    const begin = ['BEGIN', isolation, settings.accessMode].filter(Boolean).join(' ');
    connection.transaction = await this.#thread.begin(begin);
  }

  async commitTransaction(connection: ThreadConnection): Promise<void> {
    const transaction = release(connection);
    if (transaction === undefined) return;
    try {
      await this.#thread.commit(transaction);
    } catch (error) {
      throw wasAborted(error) ? new AbortedTransactionError({ cause: error }) : error;
    }
  }

  async rollbackTransaction(connection: ThreadConnection): Promise<void> {
    const transaction = release(connection);
    if (transaction !== undefined) await this.#thread.rollback(transaction);
  }

  async savepoint(connection: ThreadConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`SAVEPOINT ${quoted(name)}`));
  }

  async rollbackToSavepoint(connection: ThreadConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`ROLLBACK TO ${quoted(name)}`));
  }

  async releaseSavepoint(connection: ThreadConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`RELEASE SAVEPOINT ${quoted(name)}`));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

function release(connection: ThreadConnection): number | undefined {
  const { transaction } = connection;
  connection.transaction = undefined;
  return transaction;
}

const wasAborted = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof SqlFailure && error.cause.code === '25P02';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
