/** Deleted is deleted: no table, no file and no export tells of it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../providers/clock.ts';
import { dataLog } from './data-log.ts';
import { startRetention } from './retention.ts';
import { erasureQueue } from './store/jobs.ts';
import { onEachDatabase } from './store/testing/databases.ts';
import { account, beginCall, entriesTo } from './store/testing/samples.ts';
import { until } from './store/testing/until.ts';
import { beginAndEnd, endCall } from './testing/ended-call.ts';
import { nothingOutside } from './testing/outside-tools.ts';
import { webhookWorld } from './testing/webhook-world.ts';
import { untilDone, workedAgent, workedCall } from './testing/worked-call.ts';

onEachDatabase('deletion', (databases) => {
  const world = webhookWorld(databases);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ringoff-erasure-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const ann = '+15550100077';
  const bob = '+15550100088';

  async function start(): Promise<void> {
    const log = dataLog({ folder, fileBytesMax: 1e6, filesMax: 3 });
    const messenger = { id: 'twilio' as const, send: async () => 'SM1', find: async () => null };
    const smsSenderOf = () => ({ messenger, from: '+15550100002' });
    await world.start({ outside: nothingOutside({ smsSenderOf, dataLog: log, erasers: [log.erase] }) });
  }

  /** A call with a log, a text message, deliveries, and a line in the data log. */
  async function callOf(number: string, direction: 'inbound' | 'outbound' = 'inbound') {
    const numbers = direction === 'inbound' ? { from: number } : { to: number };
    return beginAndEnd(world.store, await workedCall(world.store, workedAgent, { direction, ...numbers }));
  }

  /** All rows of all tables, as text. */
  async function everything(): Promise<string> {
    const { db } = world.store;
    const { rows } = await sql<{ name: string }>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`.execute(db);
    const texts = rows.map(async ({ name }) => {
      const found = await sql<{ text: string }>`select row_to_json(t)::text as text from ${sql.raw(name)} t`.execute(
        db,
      );
      return found.rows.map(({ text }) => text).join('\n');
    });
    return (await Promise.all(texts)).join('\n');
  }
  async function openErasures(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pgboss.job where name = ${erasureQueue} and state <> 'completed'`.execute(
      world.store.db,
    );
    return rows[0]!.count;
  }
  const inFiles = (): string =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');

  test('of a caller leaves nothing of them, and everything of others', async () => {
    await world.endpoint({ events: ['call.ended', 'call.analyzed', 'sms.sent'], includeTranscript: true });
    await start();
    await callOf(ann);
    await callOf(ann, 'outbound');
    const kept = await callOf(bob);
    await untilDone(world.store);
    await world.untilState('delivered', 9);
    await world.store.smsWishes.put(account, ann, 'stopped', 'message');
    expect([await everything(), inFiles()]).toEqual([expect.stringContaining(ann), expect.stringContaining(ann)]);

    expect(await world.store.erasure.caller('acc_other', ann, false)).toEqual({ deleted: 0, live: 0 });
    expect(await world.store.erasure.caller(account, ann, true)).toEqual({ deleted: 2, live: 0 });
    expect(await world.store.smsWishes.of(account, ann)).toBe('stopped');
    expect(await world.store.erasure.caller(account, ann, false)).toEqual({ deleted: 0, live: 0 });
    await untilDone(world.store);
    expect(inFiles()).not.toContain(ann);
    expect(await everything()).not.toContain(ann);
    expect(await world.store.calls.records(account, { limit: 9 })).toMatchObject([{ id: kept.call_id }]);
    expect(inFiles()).toContain(bob);
    expect(await everything()).toContain(bob);
  });

  test('of one call takes its words along; a live call is left alone', async () => {
    const live = await beginCall(world.store);
    await world.store.calls.append(live.id, 1, entriesTo(3));
    const { erasure } = world.store;
    expect(await erasure.call(account, live.id)).toBe('live');
    expect(await erasure.caller(account, live.from!, false)).toEqual({ deleted: 0, live: 1 });
    const ended = await endCall(world.store);
    expect(await erasure.call('acc_other', ended.call_id)).toBe('unknown');
    expect(await erasure.call(account, ended.call_id)).toBe('deleted');
    const jobs = await sql`select 1 from pgboss.job where data->>'callId' = ${ended.call_id}`.execute(world.store.db);
    expect(jobs.rows).toEqual([]);
    expect(await erasure.call(account, ended.call_id)).toBe('unknown');
    expect(await world.store.calls.log(account, live.id)).toHaveLength(3);
  });

  test('of a call in the middle of its work: what a step writes late is deleted, too', async () => {
    const log = dataLog({ folder, fileBytesMax: 1e6, filesMax: 3 });
    let record = { call_id: '' };
    const late: typeof log = {
      ...log,
      async write(kind, written, again) {
        await world.store.erasure.call(account, record.call_id);
        await until(async () => (await openErasures()) === 0);
        await log.write(kind, written, again);
      },
    };
    let erased = 0;
    const erase = async (ids: readonly string[]): Promise<void> => {
      await log.erase(ids);
      erased++;
    };
    const agent = { id: 'agent_logged', name: 'Logged', after_call: { log: [{ kind: 'jsonl' as const }] } };
    record = await beginAndEnd(world.store, await workedCall(world.store, agent, { from: ann }));
    await world.start({ outside: nothingOutside({ dataLog: late, erasers: [erase] }) });
    await until(async () => (await openErasures()) === 0 && erased === 2);
    expect(inFiles()).not.toContain(record.call_id);
    expect(await everything()).not.toContain(ann);
  });

  test('by age takes what is too old, in batches, and nothing else', async () => {
    await start();
    for (let call = 0; call < 5; call++) await callOf(ann);
    const young = await callOf(bob);
    await untilDone(world.store);
    await sql`update call set ended_at = now() - interval '31 days' where from_number = ${ann}`.execute(world.store.db);
    await sql`update call set ended_at = now() - interval '29 days' where from_number = ${bob}`.execute(world.store.db);
    const onError = (error: Error) => world.errors.push(error);
    const stop = startRetention({ erasure: world.store.erasure, clock: systemClock, days: 30, onError });
    await until(async () => (await world.store.calls.list(account, { limit: 9 })).length === 1);
    await stop();
    await untilDone(world.store);
    expect(inFiles()).not.toContain(ann);
    expect(await everything()).not.toContain(ann);
    expect(await world.store.calls.get(account, young.call_id)).not.toBeNull();
  });
});
