/** Words between nodes on a PostgreSQL server: heard at once, and heard again after the connection broke. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Notices } from './notices.ts';
import { onServer } from './testing/databases.ts';

/** What was heard so far, and a promise for the next. */
function hear(notices: Notices) {
  const heard: string[] = [];
  let wake = Promise.withResolvers<void>();
  const hears = (word: string): void => {
    heard.push(word);
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  const stop = notices.hear({ onNotice: hears, onHearing: () => hears('(hearing)') });
  return {
    stop,
    async upTo(word: string): Promise<string[]> {
      while (!heard.includes(word)) await wake.promise;
      return heard.splice(0, heard.indexOf(word) + 1);
    },
  };
}

onServer('words between nodes', (databases) => {
  test('are heard by every node, and not by one that stopped', async () => {
    const [a, b] = [await databases.store(), await databases.anotherNode()];
    const [atA, atB, gone] = [hear(a.notices), hear(b.notices), hear(b.notices)];
    expect(await atA.upTo('(hearing)')).toEqual(['(hearing)']);
    await atB.upTo('(hearing)');
    await gone.upTo('(hearing)');
    gone.stop();
    await a.notices.tell('one');
    await b.notices.tell('two');
    expect(await atA.upTo('two')).toEqual(['one', 'two']);
    expect(await atB.upTo('two')).toEqual(['one', 'two']);
    await expect(Promise.race([gone.upTo('two'), Promise.resolve('nothing')])).resolves.toBe('nothing');
  });

  test('are heard again when the connection was cut, and whoever hears is told of the gap', async () => {
    const store = await databases.store();
    const ear = hear(store.notices);
    await ear.upTo('(hearing)');
    const cut = await sql<{ cut: boolean }>`
      select pg_terminate_backend(pid) as cut from pg_stat_activity
      where application_name = 'ringoff notices' and datname = current_database()`.execute(store.db);
    expect(cut.rows).toEqual([{ cut: true }]);
    expect(await ear.upTo('(hearing)')).toEqual(['(hearing)']);
    await store.notices.tell('again');
    expect(await ear.upTo('again')).toEqual(['again']);
  });

  test('take one connection of a node, however many hear, and none when nobody does', async () => {
    const store = await databases.store();
    const connections = async (): Promise<number> => {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from pg_stat_activity
        where application_name = 'ringoff notices' and datname = current_database()`.execute(store.db);
      return rows[0]!.count;
    };
    expect(await connections()).toBe(0);
    for (const ear of [hear(store.notices), hear(store.notices)]) await ear.upTo('(hearing)');
    expect(await connections()).toBe(1);
  });
});
