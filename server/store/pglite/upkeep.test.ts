import { afterEach, beforeEach, expect, test } from 'vitest';
import { PgliteThread } from './thread.ts';
import { keepUp } from './upkeep.ts';

let thread: PgliteThread;
beforeEach(async () => void (thread = await PgliteThread.open({ folder: null, idleTransactionMs: 10_000 })));
afterEach(() => thread.close());

/** Counts reach the statistics within a second; here at once. */
async function counted(): Promise<void> {
  await thread.query('select pg_stat_force_next_flush()');
}

async function pagesOf(table: string): Promise<number> {
  const { rows } = await thread.query(`select pg_relation_size('${table}') / 8192 as pages`);
  return (rows[0] as { pages: number }).pages;
}

test('a table whose rows change and change does not grow', async () => {
  await thread.exec('create table job (id integer primary key, state text)');
  await thread.exec("insert into job select n, 'new' from generate_series(1, 1000) as n");
  const before = await pagesOf('job');
  for (let round = 0; round < 20; round++) {
    await thread.exec(`update job set state = 'round ${round}'`);
    await counted();
    await keepUp(thread);
  }
  expect(await pagesOf('job')).toBeLessThan(4 * before);
});

test('what is in a table is known to the planner, and a table that did not change is left alone', async () => {
  await thread.exec('create table job (id integer primary key)');
  await thread.exec('insert into job select generate_series(1, 1000)');
  await counted();
  await keepUp(thread);
  const { rows } = await thread.query("select reltuples::integer as rows from pg_class where relname = 'job'");
  expect(rows).toEqual([{ rows: 1_000 }]);
  await counted();
  expect(await askedBy(keepUp)).toEqual([]);
});

test('a table that is too large to be held up for is left alone', async () => {
  await thread.exec('create table job (id integer)');
  await thread.exec('insert into job select generate_series(1, 1000)');
  await counted();
  expect(await askedBy((watched) => keepUp(watched, 10_000))).toEqual([]);
  expect(await askedBy((watched) => keepUp(watched, 100_000))).toEqual(['analyze public.job']);
});

/** Of that table. */
async function askedBy(work: (watched: Pick<PgliteThread, 'query'>) => Promise<void>): Promise<string[]> {
  const asked: string[] = [];
  await work({
    query: (text, values) => {
      asked.push(text);
      return thread.query(text, values);
    },
  });
  return asked.filter((text) => text.endsWith('.job'));
}
