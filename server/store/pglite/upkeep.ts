/**
 * What autovacuum does on a server, for PGlite, which has none: without it the queue and the rows of live calls leave dead
 * rows behind for ever, and every plan is a guess. Thresholds as autovacuum has them.
 */
import { Retryable } from '../../../contract/errors.ts';
import type { PgliteThread } from './thread.ts';

const everyMs = 60_000;
/** Bytes, with indexes. Nothing else is asked while a table is tidied, so that a larger one waits until nobody is on the line. */
const smallBytesMax = 256 * 2 ** 20;
/** Beyond that it could take longer than the thread may be silent. */
const tableBytesMax = 8 * 2 ** 30;

type Asked = Pick<PgliteThread, 'query'>;

/** Until stopped. `onError` hears what fails, unless the database is away, which others tell. */
export function startUpkeep(thread: Asked, onError: (error: Error) => void): { stop(): void } {
  const upkeep = newUpkeep(thread);
  let stopped = false;
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => void run(), everyMs).unref();
  };
  const run = async (): Promise<void> => {
    try {
      await upkeep();
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

/** Each run: the tables that need it, the smallest first, one statement each, so that others get between. One that failed is left alone. */
export function newUpkeep(thread: Asked, { small = smallBytesMax, largest = tableBytesMax } = {}): () => Promise<void> {
  const failed = new Set<string>();
  return async () => {
    const { rows } = await thread.query(needy, [largest]);
    for (const { name, dead, bytes } of rows as Needy[]) {
      if (failed.has(name)) continue;
      if (bytes > small && (await isBusy(thread))) return;
      await thread.query(dead ? `vacuum (analyze) ${name}` : `analyze ${name}`).catch((error) => {
        failed.add(name);
        throw error;
      });
    }
  };
}

type Needy = { name: string; dead: boolean; bytes: number };

const needy = `
  select name, dead, bytes from (
    select format('%I.%I', schemaname, relname) as name, n_dead_tup > 50 + 0.2 * n_live_tup as dead,
      n_mod_since_analyze > 50 + 0.1 * n_live_tup as changed, pg_total_relation_size(relid) as bytes
    from pg_stat_user_tables
  ) told
  where (dead or changed) and bytes < $1 order by bytes`;

async function isBusy(thread: Asked): Promise<boolean> {
  const { rows } = await thread.query("select 1 from call where state = 'live' limit 1");
  return rows.length > 0;
}
