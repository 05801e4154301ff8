/** Moves the embedded database of a folder to a PostgreSQL server. */
import { resolve } from 'node:path';
import { BadConfig } from '../../contract/errors.ts';
import { markMoved } from '../store/moved-folder.ts';
import type { Counts } from './archive.ts';
import { openSource, type Place } from './backup.ts';
import { fillDatabase } from './fill-database.ts';
import { snapshotOf } from './snapshot.ts';

/**
 * Afterwards the folder is marked as moved: a server on it would do again what is now done from PostgreSQL. Recordings and
 * the data log stay where they are. @throws BadConfig when the data is in PostgreSQL already, when a server has the folder,
 * or when the database is not empty.
 */
export async function moveDatabase(place: Place, url: string): Promise<Counts> {
  if (place.databaseUrl !== null) {
    throw new BadConfig(
      'DATABASE_URL is set: the data is in PostgreSQL already. Unset it to move a folder (RINGOFF_DATA_DIR); ' +
        'from one server to another go by ringoff backup and ringoff restore',
    );
  }
  const counts: Counts = { rows: {}, jobs: 0, files: 0 };
  const source = await openSource(place);
  try {
    const { migrations, pieces } = await snapshotOf(source);
    await fillDatabase({ url }, migrations, async (take) => {
      for await (const piece of pieces) {
        await take(piece);
        if (piece.of === 'jobs') counts.jobs += piece.count;
        else counts.rows[piece.table] = (counts.rows[piece.table] ?? 0) + piece.count;
      }
    });
    markMoved(resolve(place.dataDir));
  } finally {
    await source.close();
  }
  return counts;
}
