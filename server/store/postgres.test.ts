import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { BadConfig, Retryable } from '../../contract/errors.ts';
import { takeOverCalls } from './call-lease.ts';
import { openDatabase } from './database.ts';
import { afterCallQueue } from './jobs.ts';
import { openStore, type Store } from './store.ts';
import { onServer } from './testing/databases.ts';
import { account, beginCall, entry, expireLease, sampleRecord } from './testing/samples.ts';
import { until } from './testing/until.ts';

onServer('a server of PostgreSQL', (databases) => {
  const open: Store[] = [];
  const openBoth = async (where: { url: string }): Promise<Store[]> => {
    open.push(...(await Promise.all([openStore(where), openStore(where)])));
    return open.splice(0);
  };

  test('two nodes may start at once on an empty database', async () => {
    for (let round = 0; round < 3; round++) {
      const where = await databases.create();
      const nodes = await openBoth(where);
      const { id } = await beginCall(nodes[0]!);
      expect(await nodes[1]!.calls.get(account, id)).toMatchObject({ id });
      for (const node of nodes) await node.close();
    }
  });

  test('a late batch cannot slip in beside a takeover', async () => {
    const store = await databases.store();
    const { id } = await beginCall(store);
    await expireLease(store, id);
    let late: Promise<string> | undefined;
    await store.db.transaction().execute(async (trx) => {
      await takeOverCalls(trx, { node: 'node_b', limit: 1 });
      let answered = false;
      late = store.calls.append(id, 1, [entry(0)]).finally(() => (answered = true));
      await until(async () => answered || (await isAnybodyBlocked(store)));
    });
    expect(await late).toBe('fenced');
    expect(await store.calls.log(account, id)).toEqual([]);
  });

  test('a commit that was killed leaves neither end nor job, and the next one works', async () => {
    const where = await databases.create();
    const store = await openStore(where, { onError: () => {} });
    const { id } = await beginCall(store);
    const killed = store.db.transaction().execute(async (trx) => {
      await trx.updateTable('call').set({ state: 'ended', record: '{}' }).where('id', '=', id).execute();
      await store.jobs.sendInTransaction(trx, afterCallQueue, { callId: id });
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]!.pid}, 5000)`.execute(store.db);
    });
    await expect(killed).rejects.toThrow(Retryable);
    expect(await store.calls.get(account, id)).toMatchObject({ state: 'live' });
    expect(await store.jobs.boss.findJobs(afterCallQueue, {})).toEqual([]);
    expect(await store.calls.end(id, 1, sampleRecord, [entry(0)])).toBe('ended');
    await store.close();
  });

  test('lost connections end nothing', async () => {
    const where = await databases.create();
    const errors: Error[] = [];
    const store = await openStore(where, { onError: (error) => errors.push(error) });
    const { id } = await beginCall(store);
    await sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(store.db);
    expect(await store.calls.append(id, 1, [entry(0)])).toBe('appended');
    expect(await store.calls.end(id, 1, sampleRecord, [])).toBe('ended');
    for (const error of errors) expect(error).toBeInstanceOf(Retryable);
    await store.close();
  });

  test('wrong addresses are named without their password', async () => {
    const { url } = await databases.create();
    const unknown = new URL(url);
    unknown.pathname = '/ringoff_nowhere';
    unknown.password = 'secret';
    const refused = await openDatabase({ url: unknown.href }).catch((error: unknown) => error as Error);
    expect(refused).toBeInstanceOf(BadConfig);
    expect((refused as Error).message).toMatch(/^DATABASE_URL .*ringoff_nowhere/);
    expect((refused as Error).message).not.toContain('secret');
    await expect(openDatabase({ url: 'mysql://secret@host/db' })).rejects.toThrow(/^DATABASE_URL is not/);
    await expect(openDatabase({ url: 'postgres://u:secret@127.0.0.1:1/db' })).rejects.toThrow(Retryable);
  });
});

async function isAnybodyBlocked({ db }: Store): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_stat_activity
    where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`.execute(db);
  return rows.length > 0;
}
