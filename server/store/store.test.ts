import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import { systemClock } from '../../providers/clock.ts';
import { SqlFailure } from './database-errors.ts';
import { afterCallQueue, workerOptions } from './jobs.ts';
import { migrate } from './migrate.ts';
import { storedCallSink } from './stored-call-sink.ts';
import { onEachDatabase } from './testing/databases.ts';
import { account, beginCall, entriesTo, entry, sampleRecord } from './testing/samples.ts';

onEachDatabase('the store', (databases) => {
  describe('agents', () => {
    test('a changed document is a new version, the same one is not', async () => {
      const { agents } = await databases.store();
      const { id, ...first } = await agents.put(account, null, { name: 'A', list: [1, { b: 2, c: 3 }] });
      expect(id).toMatch(/^agent_[0-9a-f]{24}$/);
      expect(first).toMatchObject({ version: 1, createdAt: expect.any(Date) });
      expect(await agents.put(account, id, { list: [1, { c: 3, b: 2 }], name: 'A' })).toEqual({ id, ...first });
      expect(await agents.put(account, id, { name: 'B' })).toMatchObject({ version: 2 });
      expect(await agents.put(account, id, { name: 'A', list: [] })).toMatchObject({ version: 3 });
      expect(await agents.get(account, id)).toMatchObject({ version: 3, document: { name: 'A', list: [] } });
      expect(await agents.get(account, id, 2)).toMatchObject({ version: 2, document: { name: 'B' } });
      expect(await agents.get(account, id, 4)).toBeNull();
      expect((await agents.versions(account, id)).map(({ version }) => version)).toEqual([3, 2, 1]);
      expect((await agents.versions(account, id, { before: 3, limit: 1 })).map(({ version }) => version)).toEqual([2]);
    });

    test('no version is lost under 20 puts at once', async () => {
      const store = await databases.store();
      const nodes = [store, await databases.anotherNode()];
      const puts = Array.from({ length: 20 }, (_, n) => nodes[n % 2]!.agents.put(account, 'agent_busy', { n }));
      const versions = (await Promise.all(puts)).map(({ version }) => version);
      expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
      expect(await store.agents.versions(account, 'agent_busy')).toHaveLength(20);
    });

    test('are listed by id in pages, and are their account’s own', async () => {
      const { agents } = await databases.store();
      for (const id of ['agent_c', 'agent_a', 'agent_b']) await agents.put(account, id, { id });
      await agents.put(account, 'agent_a', { id: 'changed' });
      const first = await agents.list(account, { limit: 2 });
      expect(first.map(({ id, version }) => [id, version])).toEqual([
        ['agent_a', 2],
        ['agent_b', 1],
      ]);
      expect((await agents.list(account, { after: 'agent_b' })).map(({ id }) => id)).toEqual(['agent_c']);
      expect(await agents.list('acc_other')).toEqual([]);
      await expect(agents.put('acc_other', 'agent_a', {})).rejects.toThrow(Terminal);
    });
  });

  test('both drivers give the same types', async () => {
    const { db } = await databases.store();
    const { rows } = await sql`
      select 9007199254740991 as big, count(*) as count, ${'{"a":[1]}'}::jsonb as json, ${['a', 'b"']}::text[] as list,
        timestamptz '2026-01-02 03:04:05.678+00' as at, 1.5::float8 as float, 1.50::numeric as money, null as nothing`.execute(
      db,
    );
    expect(rows).toEqual([
      {
        big: 9007199254740991,
        count: 1,
        json: { a: [1] },
        list: ['a', 'b"'],
        at: new Date('2026-01-02T03:04:05.678Z'),
        float: 1.5,
        money: '1.50',
        nothing: null,
      },
    ]);
    await expect(sql`select 9007199254740992 as big`.execute(db)).rejects.toThrow(Terminal);
  });

  test('a database of a newer version is refused', async () => {
    const { db } = await databases.store();
    await migrate(db);
    await sql`insert into kysely_migration (name, timestamp) values ('999-later', '2099-01-01')`.execute(db);
    const refused = await migrate(db).catch((error: unknown) => error as Error);
    await sql`delete from kysely_migration where name = '999-later'`.execute(db);
    expect(refused).toBeInstanceOf(BadConfig);
    expect((refused as Error).message).toContain('999-later');
  });

  test('a transaction that idles for too long is rolled back and says so', async () => {
    const { db } = await databases.open({ idleTransactionMs: 100, onError: () => {} });
    await sql`create table note (text text)`.execute(db);
    const idling = db.transaction().execute(async (trx) => {
      await sql`insert into note values ('lost')`.execute(trx);
      await sql`select pg_sleep(0.4)`.execute(db); // Waits beside the transaction, which has nothing to do.
      await sql`insert into note values ('too late')`.execute(trx);
    });
    await expect(idling).rejects.toThrow('did nothing for too long');
    await expect(idling).rejects.toThrow(Retryable);
    expect((await sql`select * from note`.execute(db)).rows).toEqual([]);
  });

  test('an error holds no words of a caller', async () => {
    const { db } = await databases.store();
    const add = () => sql`insert into account (id, name) values (${'my secret'}, '')`.execute(db);
    await add();
    const duplicate = await add().catch((error: unknown) => error as Error);
    expect(duplicate).toBeInstanceOf(Terminal);
    expect((duplicate as Error).cause).toMatchObject({ code: '23505', constraint: 'account_pkey' });
    const misfit = await sql`select ${'my secret'}::integer`.execute(db).catch((error: unknown) => error);
    for (const error of [duplicate, misfit] as Error[]) {
      expect(error.cause).toBeInstanceOf(SqlFailure);
      expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toContain('secret');
    }
  });

  test('a worker gets the job of an ended call', async () => {
    const store = await databases.store();
    const { id } = await beginCall(store);
    const { promise: worked, resolve } = Promise.withResolvers<unknown>();
    const worker = await store.jobs.boss.work(
      afterCallQueue,
      { ...workerOptions, notifyPollingIntervalSeconds: 60 },
      async (jobs) => {
        resolve(jobs.map(({ data }) => data));
        return jobs.map((job) => ({ id: job.id, status: 'completed' as const }));
      },
    );
    await store.calls.end(id, 1, sampleRecord, []);
    expect(await worked).toEqual([{ callId: id, accountId: account }]);
    await store.jobs.boss.offWork(afterCallQueue, { id: worker });
  });

  test('a sink’s log and end arrive', async () => {
    const { calls, ...store } = await databases.store();
    const { id } = await beginCall({ calls, ...store });
    const sink = storedCallSink({
      calls,
      callId: id,
      epoch: 1,
      clock: systemClock,
      onError: (error) => expect.unreachable(error.message),
    });
    for (const next of entriesTo(1_200)) sink.append([next]);
    expect(await sink.end(sampleRecord, [entry(1_200)])).toBe('ended');
    expect(await calls.log(account, id)).toEqual(entriesTo(1_201));
  });

  test('a new queue takes its first job inside a transaction', async () => {
    const { jobs, db } = await databases.store();
    await jobs.queue('delivery');
    await db.transaction().execute((trx) => jobs.sendInTransaction(trx, 'delivery', { n: 1 }));
    expect(await jobs.boss.findJobs('delivery', {})).toMatchObject([{ data: { n: 1 } }]);
  });

  test('a job that was done a while ago is deleted, and one that waits is not', async () => {
    const { jobs, db } = await databases.store();
    await jobs.queue('delivery');
    await jobs.boss.insert('delivery', [{ data: { n: 1 } }, { data: { n: 2 } }]);
    const [job] = await jobs.boss.fetch('delivery');
    await jobs.boss.complete('delivery', job!.id);
    await sql`update pgboss.job set completed_on = now() - interval '2 minutes' where id = ${job!.id}`.execute(db);
    await sql`update pgboss.queue set maintain_on = now() - interval '2 minutes' where name = 'delivery'`.execute(db);
    await jobs.boss.supervise('delivery');
    expect(await jobs.boss.findJobs('delivery', {})).toMatchObject([{ state: 'created' }]);
  });

  test('starting and stopping jobs twice is normal', async () => {
    const { jobs } = await databases.store();
    await Promise.all([jobs.start(), jobs.start()]);
    await Promise.all([jobs.stop(), jobs.stop()]);
    await jobs.start();
    expect(await jobs.boss.send(afterCallQueue, {})).toEqual(expect.any(String));
  });
});
