import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadConfig } from '../../contract/errors.ts';
import { openDatabase } from './database.ts';
import { afterCallQueue } from './jobs.ts';
import { openStore, type Store } from './store.ts';
import { type Child, startChild } from './testing/child.ts';
import { account, beginCall, entriesTo, sampleRecord } from './testing/samples.ts';

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

function start(script: string, ...args: string[]): Child {
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
    const refused = (await start('./opening-child.ts').next()) as { name: string; message: string };
    expect(refused.name).toBe('BadConfig');
    expect(refused.message).toContain(folder);
    expect(refused.message).toContain(`pid ${process.pid}`);
    expect(refused.message).toContain('RINGOFF_DATA_DIR');
    await expect(openDatabase({ dataDir: folder })).rejects.toThrow(BadConfig);
    await database.close();
    expect(await start('./opening-child.ts').next()).toEqual({ opened: true });
  });

  test('keeps every acknowledged commit through kill -9, and no half of an end', async () => {
    const { id } = await reopened((store) => beginCall(store));
    let told = -1;
    for (const upTo of [40, 90]) {
      const child = start('./committing-child.ts', id, `${told + 1}`, 'loop');
      for await (const seq of child.messages()) {
        told = seq as number;
        if (told >= upTo) break;
      }
      await child.kill();
      const log = await reopened((store) => store.calls.log(account, id));
      expect(log.length).toBeGreaterThan(told);
      expect(log).toEqual(entriesTo(log.length));
      told = log.length - 1;
    }
    const dying = start('./committing-child.ts', id, `${told + 1}`, 'end');
    expect(await dying.next()).toBeUndefined();
    await reopened(async (store) => {
      expect(await store.calls.get(account, id)).toMatchObject({ state: 'live', record: null });
      expect(await store.calls.log(account, id)).toHaveLength(told + 1);
      expect(await store.jobs.boss.findJobs(afterCallQueue, {})).toEqual([]);
      expect(await store.calls.end(id, 1, sampleRecord, [])).toBe('ended');
    });
  });
});
