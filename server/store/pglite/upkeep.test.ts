import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PgliteThread } from './thread.ts';
import { newUpkeep } from './upkeep.ts';

let thread: PgliteThread;
beforeAll(async () => void (thread = await PgliteThread.open({ folder: null, idleTransactionMs: 10_000 })));
afterAll(() => thread.close());
beforeEach(async () => {
  await thread.exec('drop table if exists job, call');
  await thread.exec('create table job (id integer primary key, state text)');
  await thread.exec("insert into job select n, 'new' from generate_series(1, 1000) as n");
  await counted();
});

/** Counts reach the statistics within a second; here at once. */
async function counted(): Promise<void> {
  await thread.query('select pg_stat_force_next_flush()');
}

/** What a run asks of the table. */
async function askedBy(limits: { small?: number; largest?: number } = {}): Promise<string[]> {
  const asked: string[] = [];
  const query: PgliteThread['query'] = (text, values) => {
    asked.push(text);
    return thread.query(text, values);
  };
  await newUpkeep({ query }, limits)();
  await counted();
  return asked.filter((text) => text.endsWith('.job'));
}

async function numberOf(sql: string): Promise<number> {
  const { rows } = await thread.query(`select (${sql})::integer as number`);
  return (rows[0] as { number: number }).number;
}

test('a table whose rows change and change does not grow', async () => {
  const size = "pg_relation_size('job')";
  const before = await numberOf(size);
  for (let round = 0; round < 20; round++) {
    await thread.exec(`update job set state = 'round ${round}'`);
    await counted();
    expect(await askedBy()).toEqual(['vacuum (analyze) public.job']);
  }
  expect(await numberOf(size)).toBeLessThan(4 * before);
});

test('the planner learns what is in a table, and one that did not change is left alone', async () => {
  const known = "select reltuples from pg_class where relname = 'job'";
  expect(await numberOf(known)).toBe(-1);
  expect(await askedBy()).toEqual(['analyze public.job']);
  expect(await numberOf(known)).toBe(1_000);
  expect(await askedBy()).toEqual([]);
});

test('a large table waits until no call is live, and one that is too large is left alone', async () => {
  await thread.exec("create table call (state text); insert into call values ('live')");
  expect(await askedBy({ small: 10_000 })).toEqual([]);
  await thread.exec("update call set state = 'ended'");
  expect(await askedBy({ small: 10_000, largest: 20_000 })).toEqual([]);
  expect(await askedBy({ small: 10_000 })).toEqual(['analyze public.job']);
});

test('a table that could not be tidied is not tried again', async () => {
  const refused = newUpkeep({
    query: (text, values) => (text.endsWith('.job') ? Promise.reject(new Error('no')) : thread.query(text, values)),
  });
  await expect(refused()).rejects.toThrow('no');
  await expect(refused()).resolves.toBeUndefined();
});
