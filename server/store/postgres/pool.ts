import { type Dialect, PostgresDialect, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { databaseError, SqlFailure } from '../database-errors.ts';
import { toNumber } from '../numbers.ts';

/** Limits in milliseconds. `queryMsMax` notices a connection that died without a word. */
const connectMsMax = 5_000;
const statementMsMax = 30_000;
const queryMsMax = 35_000;

export type PostgresPool = { dialect: Dialect; close(): Promise<void> };

/**
 * Connections to a PostgreSQL server. `onError` hears of connections that broke while nobody used them; the pool makes
 * new ones by itself.
 */
export function postgresPool(options: {
  url: string;
  idleTransactionMs: number;
  onError: (error: Error) => void;
}): PostgresPool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'ringoff',
    max: 10,
    keepAlive: true,
    connectionTimeoutMillis: connectMsMax,
    statement_timeout: statementMsMax,
    query_timeout: queryMsMax,
    idle_in_transaction_session_timeout: options.idleTransactionMs,
    options: '-c jit=off', // To compile the query of the analytics takes longer than to run it over 100,000 calls.
    types: { getTypeParser },
  });
  pool.on('error', (error) => {
    if (!pool.ending) options.onError(databaseError(error, 'server')); // Its end does not wait for the connections'.
  });
  const named = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  // Here, not once it is handed out: a server that goes down may say so in the same breath in which it accepts.
  pool.on('connect', (client) => named.set(client, withNamedErrors(client)));
  const dialect = new PostgresDialect({
    pool: {
      options: pool.options,
      connect: async () => named.get(await connect(pool))!,
      end: () => pool.end(),
    },
  });
  return { dialect, close: () => pool.end() };
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw databaseError(error, 'server');
  }
}

/**
 * Errors named by what to do. The pool stops listening to a client that is in use, and an unheard `error` event would
 * end the process: it is kept, and told as the reason why later statements fail.
 */
function withNamedErrors(client: pg.PoolClient): PostgresPoolClient {
  let lost: unknown = null;
  client.on('error', (error) => (lost ??= error));
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      return await client.query(text, [...parameters]);
    } catch (cause) {
      const error = databaseError(lost ?? cause, 'server');
      if (error.cause instanceof SqlFailure && error.cause.code === undefined) lost ??= cause;
      throw error;
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy === true || lost !== null),
  };
}

const getTypeParser = ((type: number, format?: 'text') =>
  type === pg.types.builtins.INT8 ? toNumber : pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser;
