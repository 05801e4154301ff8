/** The mark of a folder whose data is in PostgreSQL now. */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadConfig } from '../../contract/errors.ts';

/** A server on the old data would do again what is now done from PostgreSQL: send messages, dial, hang up. */
export function markMoved(folder: string): void {
  const path = markIn(folder);
  const note = { moved_at: new Date().toISOString(), to: 'PostgreSQL', next: 'start the server with DATABASE_URL' };
  writeFileSync(`${path}.part`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.part`, path);
}

/** @throws BadConfig when the folder's data was moved. */
export function refuseMoved(folder: string): void {
  const path = markIn(folder);
  if (!existsSync(path)) return;
  throw new BadConfig(
    `The data of the folder ${folder} was moved to PostgreSQL: set DATABASE_URL. To go back to what the folder held ` +
      `before, delete ${path}; what came since then is in PostgreSQL alone.`,
  );
}

function markIn(folder: string): string {
  return join(folder, 'moved.json');
}
