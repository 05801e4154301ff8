import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadConfig } from '../../contract/errors.ts';
import { openDatabase } from './database.ts';
import { afterCallQueue } from './jobs.ts';
import { openStore, type Store } from './store.ts';
import { type Child, startChild } from './testing/child.ts';
import { account, entriesTo, killedCall, sampleRecord } from './testing/samples.ts';

const opening = new URL('./testing/opening-child.ts', import.meta.url);
const committing = new URL('./testing/committing-child.ts', import.meta.url);

let folder: string;
let children: Child[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringoff-store-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) await child.kill();
  rmSync(folder, { recursive: true, force: true });
});

function start(script: URL, ...args: string[]): Child {
  const child = startChild(script, folder, ...args);
  children.push(child);
  return child;
}

async function reopened<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir: folder });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

describe('a data folder', () => {
  test('is refused to a second process, which is told who has it and what to do', async () => {
    const database = await openDatabase({ dataDir: folder });
    const refused = (await start(opening).next()) as { name: string; message: string };
    expect(refused.name).toBe('BadConfig');
    expect(refused.message).toContain(folder);
    expect(refused.message).toContain(`pid ${process.pid}`);
    expect(refused.message).toContain('RINGOFF_DATA_DIR');
    await expect(openDatabase({ dataDir: folder })).rejects.toThrow(BadConfig);
    await database.close();
  });

  test('keeps every acknowledged commit through kill -9', async () => {
    const child = start(committing, '0', '1000000');
    const told = await heardUpTo(60, child);
    await child.kill();
    await reopened(async ({ calls }) => {
      const log = await calls.log(account, killedCall);
      expect(log.length).toBeGreaterThan(told);
      expect(log).toEqual(entriesTo(log.length));
    });
  });

  test('keeps no half of an end through kill -9', async () => {
    const child = start(committing, '0', '9');
    expect(await heardUpTo(Infinity, child)).toBe(9);
    await reopened(async ({ calls, jobs }) => {
      expect(await calls.get(account, killedCall)).toMatchObject({ state: 'live', record: null });
      expect(await calls.log(account, killedCall)).toEqual(entriesTo(10));
      expect(await jobs.boss.findJobs(afterCallQueue, {})).toEqual([]);
      expect(await calls.end(killedCall, 1, sampleRecord, [])).toBe('ended');
    });
  });
});

/** The last number that the child told, once it reached `seq` or is gone. */
async function heardUpTo(seq: number, child: Child): Promise<number> {
  let last = -1;
  for await (const told of child.messages()) {
    last = told as number;
    if (last >= seq) break;
  }
  return last;
}
