/**
 * What autovacuum does on a server, for PGlite, which has none: without it the queue and the rows of live calls leave dead
 * rows behind for ever, and every plan is a guess. Thresholds as autovacuum has them.
 */
import { Retryable } from '../../../contract/errors.ts';
import type { PgliteThread } from './thread.ts';

const everyMs = 60_000;
/** Nothing else is asked meanwhile: a table that takes longer than seconds is left as it is. Bytes, with its indexes. */
const tableBytesMax = 2 * 2 ** 30;

type Asked = Pick<PgliteThread, 'query'>;

/** Until stopped. `onError` hears what fails, unless the database is away, which others tell. */
export function startUpkeep(thread: Asked, onError: (error: Error) => void): { stop(): void } {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => void run(), everyMs).unref();
  };
  const run = async (): Promise<void> => {
    try {
      await keepUp(thread);
    } catch (error) {
      if (!stopped && !(error instanceof Retryable)) onError(error as Error);
    }
    if (!stopped) next();
  };
  next();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** The tables that need it, one statement each, so that others get between. */
export async function keepUp(thread: Asked, bytesMax = tableBytesMax): Promise<void> {
  const { rows } = await thread.query(needy, [bytesMax]);
  for (const { name, dead } of rows as { name: string; dead: boolean }[]) {
    await thread.query(dead ? `vacuum (analyze) ${name}` : `analyze ${name}`);
  }
}

const needy = `
  select name, dead from (
    select format('%I.%I', schemaname, relname) as name, n_dead_tup > 50 + 0.2 * n_live_tup as dead,
      n_mod_since_analyze > 50 + 0.1 * n_live_tup as changed, pg_total_relation_size(relid) as bytes
    from pg_stat_user_tables
  ) told
  where (dead or changed) and bytes < $1 order by bytes`;
