/** What is restored is what was backed up, to the last row, file and answer. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { BadConfig } from '../../contract/errors.ts';
import { writeServerFile } from '../server-file.ts';
import { openDatabase } from '../store/database.ts';
import { migrateTo } from '../store/migrate.ts';
import { openStore, type Store } from '../store/store.ts';
import { onServer } from '../store/testing/databases.ts';
import { account, beginCall, entry } from '../store/testing/samples.ts';
import { backUp, checkBackup, type Place, restoreBackup } from './backup.ts';
import { fillDatabase } from './fill-database.ts';
import { moveDatabase } from './move.ts';
import { setCounters, writeRows } from './table-rows.ts';
import { answersOf, filesIn, fillKeep, rowsIn } from './testing/kept.ts';

/** To restore into a folder makes a database there: on a machine that has much else to do, half a minute. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** A folder whose database is empty, for copies: one is made much faster than another database. */
const blank = mkdtempSync(join(tmpdir(), 'ringoff-blank-'));
beforeAll(async () => (await openStore({ dataDir: blank })).close());
afterAll(() => rmSync(blank, { recursive: true, force: true }));

let folder: string;
let file: string;
let source: Place;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringoff-backup-'));
  file = join(folder, 'ringoff.tar.gz');
  source = placeIn('source');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function placeIn(name: string, databaseUrl: string | null = null): Place {
  const dataDir = join(folder, name);
  return { databaseUrl, dataDir, recordingsDir: join(dataDir, 'recordings') };
}

async function withStore<T>(place: Place, work: (store: Store) => Promise<T>): Promise<T> {
  if (place.databaseUrl === null && !existsSync(place.dataDir)) cpSync(blank, place.dataDir, { recursive: true });
  const store = await openStore(place.databaseUrl === null ? { dataDir: place.dataDir } : { url: place.databaseUrl });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Everything that a place has. */
const kept = (place: Place) =>
  withStore(place, async (store) => {
    const rows = await rowsIn(store);
    return { rows, files: filesIn(place), answers: await answersOf(store, place) };
  });

async function filled(place: Place) {
  await withStore(place, (store) => fillKeep(store, place));
  const before = await kept(place);
  for (const table of filledTables.split(' ')) expect([table, before.rows[table]]).not.toEqual([table, []]);
  return before;
}

/** An empty table would prove nothing. */
const filledTables =
  'account api_key start_link session agent agent_version call call_log secret webhook_endpoint webhook_delivery ' +
  'webhook_attempt webhook_endpoint_block call_step call_message call_order sms_wish credit_entry jobs';

async function refused(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(BadConfig);
  return error!.message;
}

describe('a backup of a folder', () => {
  test('is restored to the last row, file and answer', async () => {
    const before = await filled(source);
    const { rows, jobs, files } = await backUp(source, file);
    expect([rows['call'], rows['call_log'], jobs, files]).toEqual([3, 200, before.rows['jobs']!.length, 3]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await checkBackup(file)).toMatchObject({ manifest: { rows, jobs, files } });
    const target = placeIn('target');
    await restoreBackup(target, file);
    expect(await kept(target)).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(['ringoff.tar.gz', 'source', 'target']);
  });

  test('of an older version is restored, and brought up to date', async () => {
    const old = await openDatabase({ dataDir: source.dataDir });
    await migrateTo(old.db, ['001-start', '002-server', '003-webhooks']);
    await sql`insert into account (id, name, balance) values ('acc_old', 'Old', 12.50)`.execute(old.db);
    await old.close();
    await backUp(source, file);
    const target = placeIn('target');
    await restoreBackup(target, file);
    const rows = await withStore(target, (store) => store.db.selectFrom('account').select(['id', 'balance']).execute());
    expect(rows).toEqual(expect.arrayContaining([{ id: 'acc_old', balance: '12.50' }]));
  });

  test('is refused while a server runs on it, and where there is nothing', async () => {
    expect(await refused(backUp(source, file))).toContain('There is no database in');
    await withStore(source, async () => {
      expect(await refused(backUp(source, file))).toContain('in use by this process itself');
    });
    const forget = writeServerFile(source.dataDir, { url: 'http://127.0.0.1:1', key: 'k', pid: process.pid });
    expect(await refused(backUp(source, file))).toMatch(/A server runs on .* Stop it first/);
    forget();
    expect(existsSync(file)).toBe(false);
  });

  test('takes the place of no file, and leaves none behind when it fails', async () => {
    await withStore(source, async () => {});
    writeFileSync(file, 'mine');
    expect(await refused(backUp(source, file))).toContain('there is a file already');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await refused(backUp(source, join(folder, 'nowhere', 'b.tar.gz')))).toContain('cannot be written (ENOENT)');
  });
});

describe('a restore', () => {
  beforeEach(async () => {
    await withStore(source, (store) => beginCall(store));
    await backUp(source, file);
  });

  test('is refused where there is something', async () => {
    expect(await refused(restoreBackup(source, file))).toContain('is not empty');
    const target = placeIn('target');
    const recordingsDir = join(folder, 'recordings');
    mkdirSync(join(recordingsDir, '2030-01-01'), { recursive: true });
    writeFileSync(join(recordingsDir, '2030-01-01', 'call_x.wav'), 'x');
    expect(await refused(restoreBackup({ ...target, recordingsDir }, file))).toContain('There are recordings');
    expect(existsSync(target.dataDir)).toBe(false);
  });

  test('is refused for what is no backup, and for a damaged one, before anything is written', async () => {
    const target = placeIn('target');
    const whole = readFileSync(file);
    const tar = gunzipSync(whole);
    const at = tar.indexOf('call_');
    const changed = Buffer.from(tar);
    changed.write('calm', at);
    const cases: [Buffer, RegExp][] = [
      [Buffer.from('hello'), /damaged: it is no gzipped tar/],
      [whole.subarray(0, whole.length / 2), /damaged: it is no gzipped tar, or was cut/],
      [gzipSync(tar.subarray(0, 4096)), /damaged/],
      [gzipSync(changed), /damaged: its content is not what it was/],
      [gzipSync(Buffer.from(tar.toString('latin1').replace('"format": 1', '"format": 2'), 'latin1')), /newer version/],
    ];
    for (const [bytes, why] of cases) {
      writeFileSync(file, bytes);
      expect(await refused(restoreBackup(target, file))).toMatch(why);
    }
    expect(await refused(restoreBackup(target, join(folder, 'none')))).toContain('there is no such file');
    expect(await refused(restoreBackup(target, folder))).toContain('it cannot be read (EISDIR)');
    expect(existsSync(target.dataDir)).toBe(false);
  });

  test('that did not end is never started on', async () => {
    const half = join(folder, 'half');
    const failing = fillDatabase({ dataDir: half }, ['001-start'], async () => {
      throw new Error('the disk is gone');
    });
    await expect(failing).rejects.toThrow(/the disk is gone.*\n.*delete the folder/);
    expect(await refused(openStore({ dataDir: half }))).toContain('did not come to its end');
    expect(await refused(backUp(placeIn('half'), join(folder, 'b.tar.gz')))).toContain('did not come to its end');
    const newer = fillDatabase({ dataDir: join(folder, 'newer') }, ['999-later'], async () => {});
    expect(await refused(newer)).toContain('newer version');
  });
});

onServer('backup and move, on PostgreSQL', (databases) => {
  test('columns that count, and those that are computed, are written as they were', async () => {
    const { db } = await databases.open();
    await sql`create table counted (id bigint generated always as identity, name text,
      length integer generated always as (length(name)) stored)`.execute(db);
    const piece = { table: 'counted', count: 2, text: '{"id":5,"name":"five","length":4}\n{"id":9,"name":null}' };
    await db.transaction().execute(async (trx) => {
      await writeRows(trx, piece);
      await setCounters(trx);
      await sql`insert into counted (name) values ('next')`.execute(trx);
    });
    const { rows } = await sql`select * from counted order by id`.execute(db);
    expect(rows).toEqual([
      { id: 5, name: 'five', length: 4 },
      { id: 9, name: null, length: null },
      { id: 10, name: 'next', length: 4 },
    ]);
  });

  test('a server is backed up while it works, at one instant, and restored into a folder and a server', async () => {
    const { url } = await databases.create();
    const place = placeIn('source', url);
    const before = await filled(place);
    const store = await openStore({ url });
    const stopped = new AbortController();
    const working = workUntil(store, stopped.signal);
    const { rows } = await backUp(place, file).finally(() => stopped.abort());
    const calls = await working;
    await store.close();
    for (const target of [placeIn('folder'), placeIn('server', (await databases.create()).url)]) {
      await restoreBackup(target, file);
      const restored = await withStore(target, rowsIn);
      const made = restored['call']!.length - before.rows['call']!.length;
      expect(made).toBeLessThanOrEqual(calls);
      expect(restored['call_log']).toHaveLength(before.rows['call_log']!.length + made * 2);
      expect(rows['call']).toBe(restored['call']!.length);
      expect(restored['call']).toEqual(expect.arrayContaining(before.rows['call']!));
      expect(filesIn(target)).toEqual(filesIn(place));
    }
    expect(await refused(restoreBackup(placeIn('other', url), file))).toContain('The database is not empty');
  });

  test('a folder moves to a server, and is no longer started on', async () => {
    const before = await filled(source);
    const { url } = await databases.create();
    await moveDatabase(source, url);
    expect(await kept({ ...source, databaseUrl: url })).toEqual(before);
    expect(await refused(openStore({ dataDir: source.dataDir }))).toContain('was moved to PostgreSQL');
    expect(await refused(moveDatabase({ ...source, databaseUrl: url }, url))).toContain('DATABASE_URL is set');
    rmSync(join(source.dataDir, 'moved.json'));
    expect(await refused(moveDatabase(source, url))).toContain('The database is not empty');
    expect((await kept(source)).rows).toEqual(before.rows);
  });
});

/** Calls with two entries in their log each, as long as it may. Answers how many. */
async function workUntil(store: Store, signal: AbortSignal): Promise<number> {
  let calls = 0;
  for (; !signal.aborted; calls++) {
    await store.db.transaction().execute(async (trx) => {
      const call = { id: `call_more_${calls}`, lease_node: 'n', lease_epoch: 1, log_format: 1, carrier: 'sip' };
      const agent = { account_id: account, agent_id: 'agent_sample', agent_version: 1 };
      const rest = { direction: 'inbound' as const, intent: '{}', metadata: '{}', lease_until: new Date(0) };
      await trx
        .insertInto('call')
        .values({ ...call, ...agent, ...rest })
        .execute();
      for (const seq of [0, 1]) {
        const logged = JSON.stringify(entry(seq));
        await trx
          .insertInto('call_log')
          .values({ call_id: call.id, account_id: account, seq, at_ms: seq, entry: logged })
          .execute();
      }
    });
  }
  return calls;
}
