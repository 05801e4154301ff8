/**
 * An end is on the disk before its webhook leaves: in what strace saw, the write-ahead log that holds the end was synced
 * before the first byte of the request was written. Source: design ending.md section 9.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startOwnPostgres } from '../server/store/testing/postgres.ts';
import { addAgent, bringUp, comeDown } from './crowd.ts';
import { allOf, type Finding, inWords } from './finding.ts';
import { type Node, startNode } from './node.ts';
import { startOutside } from './outside.ts';
import type { Proof } from './proof.ts';
import { readTrace, startTrace } from './trace.ts';
import { until } from './until.ts';

export type FsyncOrder = {
  database: 'pglite' | 'postgres';
  calls: number;
  /** False: a server that never syncs, to see that the proof can fail. */
  syncs?: boolean;
};

const toldMsMax = 60_000;

export async function proveFsync(): Promise<Proof> {
  const findings = [
    ...(await fsyncBeforeWebhook({ database: 'pglite', calls: 10 })),
    ...(await fsyncBeforeWebhook({ database: 'postgres', calls: 10 })),
  ];
  return { holds: findings.every(({ holds }) => holds), table: findings.map(inWords), rows: findings };
}

export async function fsyncBeforeWebhook({ database, calls, syncs = true }: FsyncOrder): Promise<Finding[]> {
  const source = findPostgres();
  const ours = database === 'postgres';
  if (ours && !('bin' in source)) throw new Error('missing' in source ? source.missing : 'this PostgreSQL is not ours');
  const postgres = ours && 'bin' in source ? await startOwnPostgres(source, { fsync: syncs }) : null;
  const outside = await startOutside();
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-fsync-'));
  const env = { ...outside.env, RINGOFF_SIP: 'off', ...(postgres && { DATABASE_URL: postgres.url }) };
  const file = join(folder, 'trace');
  let node: Node | null = null;
  try {
    node = await startNode(join(folder, 'data'), 0, env);
    await addAgent(node, outside, ['call.ended']);
    const trace = await startTrace([node.pid, ...(postgres?.pids() ?? [])], file);
    const { received } = outside.receiver;
    for (let told = 1; told <= calls; told++) {
      const phones = await bringUp(outside, node, 1);
      phones[0]!.says('bye');
      await comeDown(outside, phones, toldMsMax);
      await until(async () => received.length >= told, toldMsMax);
    }
    await trace.stop();
    const callOf = new Map(
      received.map(({ headers, body }) => [headers['webhook-id']!, (JSON.parse(body) as { call_id: string }).call_id]),
    );
    return inOrder(database, calls, await look(file, callOf));
  } finally {
    await node?.kill('family');
    await outside.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What became of the end of one call, in this order. */
type Seen = { written: boolean; synced: boolean; told: 'synced' | 'too early' | null };

/** `callOf`: the call of each webhook-id. */
async function look(file: string, callOf: ReadonlyMap<string, string>): Promise<Seen[]> {
  const seen = new Map<string, Seen>();
  for (const callId of callOf.values()) seen.set(callId, { written: false, synced: false, told: null });
  /** What a sync that is under way will have brought to the disk. */
  const syncing = new Map<string, Seen[]>();
  for await (const { process, name, path, text, at } of readTrace(file)) {
    if (isWal(path) && name.endsWith('sync')) {
      if (at !== 'end')
        syncing.set(
          process,
          [...seen.values()].filter(({ written }) => written),
        );
      if (at !== 'begin') for (const each of syncing.get(process) ?? []) each.synced = true;
    } else if (isWal(path)) {
      for (const [callId, each] of seen) each.written ||= holdsEnd(text, callId);
    } else if (at !== 'end') {
      const [, webhookId = ''] = /webhook-id: ([\w.-]+)/.exec(text) ?? [];
      const each = seen.get(callOf.get(webhookId) ?? '');
      if (each) each.told ??= each.synced ? 'synced' : 'too early';
    }
  }
  return [...seen.values()];
}

const isWal = (path: string): boolean => /\/pg_wal\/[0-9A-F]{24}$/.test(path);

/** The last entry of a call's log, which only the transaction of its end writes. */
function holdsEnd(text: string, callId: string): boolean {
  for (let from = text.indexOf(callId); from >= 0; from = text.indexOf(callId, from + 1)) {
    const next = text.indexOf('call_', from + callId.length);
    if (text.slice(from, next < 0 ? undefined : next).includes('record_end')) return true;
  }
  return false;
}

/** An entry that lies across two pages of the log is not recognised, which is rare. */
function inOrder(database: string, calls: number, seen: readonly Seen[]): Finding[] {
  const found = seen.filter(({ written }) => written);
  const least = Math.ceil(calls / 2);
  return [
    {
      name: `${database}: ends that were recognised in the write-ahead log`,
      value: `${found.length} of ${calls}`,
      promised: `at least ${least}`,
      holds: found.length >= least,
    },
    allOf(
      `${database}: of them, on the disk before the webhook left`,
      found.filter(({ told }) => told === 'synced').length,
      found.length,
    ),
  ];
}
