/**
 * Log lines of the server: JSON to standard error. No transcripts, numbers, keys or bodies may get in: errors are told by
 * name, message and stack only, and the store's errors quote no values.
 */
import { destination, type Logger, pino } from 'pino';
import type { Config } from './config.ts';

export function newLogger(level: Config['logLevel']): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: errorFacts } },
    destination({ dest: 2, sync: true }),
  );
}

const causesMax = 4;

/** Other properties of an error may hold what was being written, such as the input that a schema refused. */
function errorFacts(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: 'something that is no Error was thrown' };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    message,
    ...(typeof code === 'string' && { code }),
    ...(depth === 0 && { stack }),
    ...(cause !== undefined && depth < causesMax && { cause: errorFacts(cause, depth + 1) }),
  };
}
