/** Deleted is deleted: no table, no file and no export tells of it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallRecord } from '../contract/call.ts';
import { systemClock } from '../providers/clock.ts';
import { dataLog } from './steps/data-log.ts';
import { recordingsIn } from './calls/recordings.ts';
import { startRetention } from './calls/retention.ts';
import { newId } from './store/ids.ts';
import { erasureQueue } from './store/jobs.ts';
import { onEachDatabase } from './store/testing/databases.ts';
import { account, beginCall, entriesTo } from './store/testing/samples.ts';
import { until } from './store/testing/until.ts';
import { beginAndEnd, endCall, recordOfCall } from './testing/ended-call.ts';
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
  /** However it is written: with a plus, in a SIP address, escaped. */
  const digits = (number: string): string => number.slice(1);

  async function start(): Promise<void> {
    const log = dataLog({ folder, fileBytesMax: 1e6, filesMax: 3 });
    const messenger = { id: 'twilio' as const, send: async () => 'SM1', find: async () => null };
    const smsSenderOf = () => ({ messenger, from: '+15550100002' });
    const erasers = [log.erase, recordings().erase];
    await world.start({ outside: nothingOutside({ smsSenderOf, dataLog: log, erasers }) });
    await world.store.credit.change(account, { balance: '100', pricePerMinute: '0.1' });
    world.receiver.reply = ({ body }) => ({ status: 200, body: `I heard ${body}` });
  }

  const recordings = () => recordingsIn(join(folder, 'recordings'));

  /**
   * A call whose number stands everywhere: in its intent, log, record, slots, metadata and key, its text message, its
   * deliveries and what their receiver answered, its recording, and the data log; and with a job that waits.
   */
  async function callOf(number: string, direction: 'inbound' | 'outbound' = 'inbound'): Promise<CallRecord> {
    const call = await workedCall(world.store, workedAgent, {
      direction,
      ...(direction === 'inbound' ? { from: number } : { to: number }),
      metadata: { customer: number },
      intent: { dialog: { remote: `sip:${number}@pbx.example` } },
      idempotencyKey: `order-${newId('call')}-${number}`,
    });
    const { calls } = world.store;
    await calls.begin(call, 'node_a');
    await calls.amend(call.id, 1, { legId: `leg-${number}-${call.id}` });
    await calls.append(call.id, 1, [{ seq: 0, at: 1, event: { type: 'caller.said', text: `I am ${number}` } }]);
    writeFileSync(recordings().pathFor(call.id, new Date(), 1), number);
    const slots = { callback: number };
    const record = {
      ...recordOfCall(call),
      variables: slots,
      evidence: number,
      summary: { text: number, by: 'rule' as const },
    };
    await calls.end(call.id, 1, record, [{ seq: 1, at: 2, event: {}, effects: [{ type: 'watch_leg' }] }]);
    return record;
  }

  /** All rows of all tables, as text. */
  async function everything(): Promise<string> {
    return (await inTables()).map(({ text }) => text).join('\n');
  }

  async function inTables(schemas = ['public', 'pgboss']): Promise<{ table: string; text: string }[]> {
    const { db } = world.store;
    const { rows } = await sql<{ name: string }>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema = any(${schemas}::text[]) and table_type = 'BASE TABLE'`.execute(db);
    const texts = rows.map(async ({ name }) => {
      const found = await sql<{ text: string }>`select row_to_json(t)::text as text from ${sql.raw(name)} t`.execute(
        db,
      );
      return { table: name, text: found.rows.map(({ text }) => text).join('\n') };
    });
    return Promise.all(texts);
  }

  /** Where something of these calls is left, by the digits of their number or by their ids; erasures name ids until they age. */
  async function tracesOf(number: string, callIds: readonly string[]): Promise<string[]> {
    const found = (await inTables()).filter(({ text }) => text.includes(digits(number))).map(({ table }) => table);
    const named = (await inTables(['public'])).filter(({ text }) => callIds.some((id) => text.includes(id)));
    const exported = JSON.stringify(await world.store.calls.records(account, { limit: 99 }));
    return [
      ...found,
      ...named.map(({ table }) => table),
      ...(inFiles().includes(digits(number)) ? ['files'] : []),
      ...(exported.includes(digits(number)) ? ['export'] : []),
    ];
  }
  async function openErasures(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pgboss.job where name = ${erasureQueue} and state <> 'completed'`.execute(
      world.store.db,
    );
    return rows[0]!.count;
  }
  const untilErased = (): Promise<void> => until(async () => (await openErasures()) === 0);
  const inFiles = (): string =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((each) => `${each.name} ${each.isFile() ? readFileSync(join(each.parentPath, each.name), 'utf8') : ''}`)
      .join('\n');

  test('of a caller leaves nothing of them, and everything of others', async () => {
    await world.endpoint({ events: ['call.ended', 'call.analyzed', 'sms.sent'], includeTranscript: true });
    await start();
    const gone = [(await callOf(ann)).call_id, (await callOf(ann, 'outbound')).call_id];
    const kept = await callOf(bob);
    await untilDone(world.store);
    await world.untilState('delivered', 9);
    await world.store.smsWishes.put(account, ann, 'stopped', 'message');
    const places = ['call', 'call_log', 'call_message', 'sms_wish', 'webhook_attempt', 'webhook_delivery'];
    const everywhere = [...places.map((name) => `public.${name}`), 'public.credit_entry', 'files', 'export'];
    expect(await tracesOf(ann, gone)).toEqual(expect.arrayContaining(everywhere));

    expect(await world.store.erasure.caller('acc_other', ann, false)).toEqual({ deleted: 0, live: 0 });
    expect(await world.store.erasure.caller(account, ann, true)).toEqual({ deleted: 2, live: 0 });
    expect(await world.store.smsWishes.of(account, ann)).toBe('stopped');
    expect(await world.store.erasure.caller(account, ann, false)).toEqual({ deleted: 0, live: 0 });
    await untilDone(world.store);
    await untilErased();
    expect(await tracesOf(ann, gone)).toEqual([]);
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
    const gone: string[] = [];
    for (let call = 0; call < 5; call++) gone.push((await callOf(ann)).call_id);
    const young = await callOf(bob);
    await untilDone(world.store);
    await sql`update call set ended_at = now() - interval '31 days' where from_number = ${ann}`.execute(world.store.db);
    await sql`update call set ended_at = now() - interval '29 days' where from_number = ${bob}`.execute(world.store.db);
    const onError = (error: Error) => world.errors.push(error);
    const stop = startRetention({ erasure: world.store.erasure, clock: systemClock, days: 30, onError });
    await until(async () => (await world.store.calls.list(account, { limit: 9 })).length === 1);
    await stop();
    await untilErased();
    expect(await tracesOf(ann, gone)).toEqual([]);
    expect(await world.store.calls.get(account, young.call_id)).not.toBeNull();
  });
});
