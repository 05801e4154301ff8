import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Retryable, Terminal } from '../../../contract/errors.ts';
import { PgliteThread } from './thread.ts';

const hanging = 'select pg_sleep(600)';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'ringoff-thread-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const answers = (thread: PgliteThread): Promise<boolean> =>
  thread.query('select 1').then(
    () => true,
    () => false,
  );

test('a database that hangs is opened again, with what was committed, and heard again', async () => {
  const thread = await PgliteThread.open({ folder, idleTransactionMs: 10_000 }, 3_000);
  const heard: string[] = [];
  const again = Promise.withResolvers<void>();
  await thread.listen(
    'news',
    (payload) => heard.push(payload),
    () => heard.push('listening') === 2 && again.resolve(),
  );
  await thread.exec('create table note (text text)');
  await thread.query('insert into note values ($1)', ['kept']);
  const lost = await thread.begin();
  await thread.query('insert into note values ($1)', ['lost'], lost);
  const hung = thread.query(hanging, [], lost);
  const behind = thread.query('select 1');
  await expect(hung).rejects.toThrow(Retryable);
  await expect(behind).rejects.toThrow(/opened again/);
  await expect(thread.commit(lost)).rejects.toThrow(Retryable);
  await again.promise;
  expect((await thread.query('select * from note')).rows).toEqual([{ text: 'kept' }]);
  await thread.query("select pg_notify('news', 'good')");
  expect(heard).toEqual(['listening', 'listening', 'good']);
  await thread.close();
});

test('one in memory is gone', async () => {
  const thread = await PgliteThread.open({ folder: null, idleTransactionMs: 10_000 }, 3_000);
  await expect(thread.query(hanging)).rejects.toThrow(Terminal);
  await expect(thread.query('select 1')).rejects.toThrow(Terminal);
  await thread.close();
});

test('a database that is closed while it is opened again stays closed', async () => {
  const thread = await PgliteThread.open({ folder, idleTransactionMs: 10_000 }, 3_000);
  await expect(thread.query(hanging)).rejects.toThrow(Retryable);
  await thread.close();
  await expect(thread.query('select 1')).rejects.toThrow(Retryable);
  const again = await PgliteThread.open({ folder, idleTransactionMs: 10_000 });
  expect(await answers(again)).toBe(true);
  await again.close();
});
