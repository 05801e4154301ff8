import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { firstAccount } from '../first-account.ts';
import { addManyCalls } from '../testing/many-calls.ts';
import type { CallFilters } from './call-list.ts';
import type { Store } from './store.ts';
import { onEachDatabase } from './testing/databases.ts';

const few: readonly [index: string, filters: CallFilters, found: number][] = [
  ['call_unheard', { farewellUnheard: true }, 50],
  ['call_unconfirmed', { hangUpUnconfirmed: true }, 0],
  ['call_duration', { durationFromSeconds: 319 }, 6],
  ['call_from_end', { number: '+15550001234' }, 1],
  ['call_from_end', { number: '1234' }, 1],
];

onEachDatabase('lists', (databases) => {
  test('what few calls have is found by an index', async () => {
    const store = await databases.store();
    await addManyCalls(store, 2_000);
    for (const [index, filters, found] of few) {
      const before = await readsOf(store, index);
      const calls = await store.calls.list(firstAccount, { limit: 50, filters });
      expect([index, calls.length]).toEqual([index, found]);
      expect([index, await readsOf(store, index)]).toEqual([index, before + 1]);
    }
  });
});

/** By every connection, as far as they have told. */
async function readsOf({ db }: Store, index: string): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ reads: number }>`
    select idx_scan as reads from pg_stat_user_indexes where indexrelname = ${index}`.execute(db);
  return rows[0]!.reads;
}
