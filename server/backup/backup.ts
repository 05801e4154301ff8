/** Takes a backup of a whole server, and restores one: its database, its recordings and its data log. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadConfig } from '../../contract/errors.ts';
import type { Config } from '../config.ts';
import { readServerFile } from '../server-file.ts';
import { type Database, openDatabase, type Where } from '../store/database.ts';
import { version } from '../version.ts';
import {
  type Counts,
  type Entry,
  type Head,
  type Manifest,
  readArchive,
  textEntry,
  textOf,
  writeArchive,
} from './archive.ts';
import { fillDatabase, pieceMsMax } from './fill-database.ts';
import { keptFiles, putFile, refuseKeptFiles } from './kept-files.ts';
import { type Piece, snapshotOf } from './snapshot.ts';

/** Where a server keeps what it keeps. */
export type Place = Pick<Config, 'databaseUrl' | 'dataDir' | 'recordingsDir'>;

/**
 * Everything of one instant, into a new file that only its owner may read. With PostgreSQL the server may go on meanwhile.
 * @throws BadConfig when a server has the folder, when there is nothing to back up, or when the file is there already.
 */
export async function backUp(place: Place, path: string): Promise<Manifest> {
  const database = await openSource(place);
  try {
    const { migrations, pieces } = await snapshotOf(database);
    const made = { ringoff: version, made_at: new Date().toISOString(), migrations };
    return await writeArchive(path, made, async (add) => {
      const counts: Counts = { rows: {}, jobs: 0, files: 0 };
      let number = 0;
      for await (const piece of pieces) {
        number += 1;
        await add(textEntry(nameOf(piece, number), piece.text));
        if (piece.of === 'jobs') counts.jobs += piece.count;
        else counts.rows[piece.table] = (counts.rows[piece.table] ?? 0) + piece.count;
      }
      for await (const file of keptFiles(place)) {
        counts.files += 1;
        await add(file);
      }
      return counts;
    });
  } finally {
    await database.close();
  }
}

/** Reads all of a backup without restoring it. @throws BadConfig when it is damaged, or made by a newer version. */
export function checkBackup(path: string): Promise<{ made: Head; manifest: Manifest }> {
  return readArchive(path);
}

/**
 * Puts a backup where there is nothing yet, after all of it was read once.
 * @throws BadConfig when it is damaged, made by a newer version, or when there is something already.
 */
export async function restoreBackup(place: Place, path: string): Promise<{ made: Head; manifest: Manifest }> {
  const { made } = await checkBackup(path);
  await refuseKeptFiles(place);
  const where = targetOf(place);
  let checked!: Awaited<ReturnType<typeof checkBackup>>;
  await fillDatabase(where, made.migrations, async (take) => {
    checked = await readArchive(path, async (entry) => {
      const piece = await pieceOf(entry);
      await (piece ? take(piece) : putFile(entry, place));
    });
  });
  return checked;
}

/** A folder whose database is not in use, or a PostgreSQL server. */
export async function openSource({ databaseUrl, dataDir }: Place): Promise<Database> {
  if (databaseUrl !== null) return openDatabase({ url: databaseUrl }, { idleTransactionMs: pieceMsMax });
  const folder = resolve(dataDir);
  if (!existsSync(join(folder, 'pg'))) {
    throw new BadConfig(
      `There is no database in ${folder}; name its folder with RINGOFF_DATA_DIR, or set DATABASE_URL`,
    );
  }
  const server = readServerFile(folder);
  if (server) {
    throw new BadConfig(
      `A server runs on ${folder} (pid ${server.pid}), and its embedded database has one user at a time. Stop it first ` +
        '(SIGTERM or Ctrl-C: its live calls may end), and start it again afterwards. With PostgreSQL it may go on.',
    );
  }
  return openDatabase({ dataDir: folder }, { idleTransactionMs: pieceMsMax });
}

function targetOf({ databaseUrl, dataDir }: Place): Where {
  if (databaseUrl !== null) return { url: databaseUrl };
  const folder = resolve(dataDir);
  const found = existsSync(folder) ? readdirSync(folder) : [];
  if (found.length > 0) {
    throw new BadConfig(
      `The folder ${folder} is not empty. Nothing was written; restore into a new one (RINGOFF_DATA_DIR)`,
    );
  }
  return { dataDir: folder };
}

const tableName = /^tables\/([a-z_]{1,63})\/(\d{1,9})\.(\d{1,9})\.jsonl$/;
const jobsName = /^(jobs)\/(\d{1,9})\.(\d{1,9})\.jsonl$/;

/** With the number of its rows. */
function nameOf({ of, table, count }: Piece, number: number): string {
  const file = `${String(number).padStart(6, '0')}.${count}.jsonl`;
  return of === 'jobs' ? `jobs/${file}` : `tables/${table}/${file}`;
}

async function pieceOf(entry: Entry): Promise<Piece | null> {
  const isJobs = jobsName.test(entry.name);
  const [, table, , count] = (isJobs ? jobsName : tableName).exec(entry.name) ?? [];
  if (table === undefined) return null;
  return { of: isJobs ? 'jobs' : 'table', table, count: Number(count), text: await textOf(entry) };
}
