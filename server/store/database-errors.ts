import { Retryable, StorageFull, Terminal } from '../../contract/errors.ts';

/** No room on the disk, as PostgreSQL calls it. */
const diskFullCode = '53100';

/**
 * A driver's error, named by what to do: Retryable when the database was away or busy, else Terminal. The cause is a
 * SqlFailure without PostgreSQL's `detail` and `where`, which quote rows and parameters: callers' words must not reach
 * a log.
 */
export function databaseError(cause: unknown, from: Source): Error {
  if (cause instanceof Retryable || cause instanceof Terminal) return cause;
  const failure = new SqlFailure(cause);
  if (failure.code === diskFullCode) return new StorageFull(failure.message, { cause: failure });
  const Named = isRetryable(failure, cause, from) ? Retryable : Terminal;
  return new Named(failure.message, { cause: failure });
}

/** `embedded`: PGlite's thread; `server`: the `pg` driver, whose errors without an SQLSTATE are lost connections. */
export type Source = 'embedded' | 'server';

/** What may be told about a failed statement. `code` is the SQLSTATE, or the system's code of a broken connection. */
export class SqlFailure extends Error {
  override name = 'SqlFailure';
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;

  constructor(cause: unknown) {
    const { code, constraint, table, column } = cause as SqlFailure;
    super(message(cause as Error & { code?: string }));
    this.code = code;
    this.constraint = constraint;
    this.table = table;
    this.column = column;
  }
}

/** Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html whose errors may pass. */
const retryableClasses = new Set(['08', '40', '53', '57', '58']);
const retryableCodes = new Set(['25P03', '55P03']);

function isRetryable({ code }: SqlFailure, cause: unknown, from: Source): boolean {
  if (isSqlState(code)) return retryableClasses.has(code.slice(0, 2)) || retryableCodes.has(code);
  return from === 'server' && !(cause instanceof TypeError || cause instanceof RangeError);
}

/** Every SQLSTATE holds a digit; `EPIPE` has five letters too. */
function isSqlState(code: string | undefined): code is string {
  return code !== undefined && /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
}

function message(cause: Error & { code?: string }): string {
  const { code } = cause;
  if (code === '25P03') return idleTransactionMessage;
  if (isSqlState(code) && code.startsWith('22')) return `The database refused a value (${code})`; // Its message quotes the value.
  return `The database failed: ${cause.message ?? String(cause)}${code ? ` (${code})` : ''}`;
}

const idleTransactionMessage =
  'A transaction did nothing for too long and was rolled back (25P03): ' +
  'inside a transaction use its own handle only, and wait for nothing but the database';
