/** `ringoff backup`, `ringoff restore` and `ringoff move`: all that a server keeps, in a file or in another database. */
import { statSync } from 'node:fs';
import { BadConfig } from '../contract/errors.ts';
import type { Counts, Head } from '../server/backup/archive.ts';
import { backUp, checkBackup, restoreBackup } from '../server/backup/backup.ts';
import { moveDatabase } from '../server/backup/move.ts';
import { readConfig } from '../server/config.ts';

export async function backupCommand(file: string): Promise<void> {
  const counts = await backUp(readConfig(process.env), file);
  console.log(`${file} (${sizeOf(file)}) has ${inWords(counts)}.`);
  console.log(
    'It holds secrets and what callers said: keep it as safe as the database. Look into it: ringoff restore --check',
  );
}

export async function restoreCommand(file: string, { check = false }: { check?: boolean }): Promise<void> {
  const config = readConfig(process.env);
  const { made, manifest } = await (check ? checkBackup(file) : restoreBackup(config, file));
  if (check) return console.log(`${file} is whole. ${ofWhen(made)} It has ${inWords(manifest)}.`);
  const where = config.databaseUrl === null ? `the folder ${config.dataDir}` : 'PostgreSQL (DATABASE_URL)';
  console.log(`${inWords(manifest)} are in ${where} now. ${ofWhen(made)}`);
  console.log(
    'Start the server: npx ringoff start. What the backup had still to do is done then; nothing else may do it.',
  );
}

export async function moveCommand({ to }: { to: string }): Promise<void> {
  const config = readConfig(process.env);
  if (!/^postgres(ql)?:\/\//.test(to))
    throw new BadConfig('--to: give an address like postgresql://user@host:5432/name');
  const counts = await moveDatabase(config, to);
  console.log(`${inWords(counts)} are in PostgreSQL now. Start the server with it: DATABASE_URL=… npx ringoff start`);
  console.log(`Keep ${config.dataDir}: recordings and the data log stay there. Its old database is no longer used.`);
}

function ofWhen({ made_at, ringoff }: Head): string {
  return `Ringoff ${ringoff} made it at ${made_at}.`;
}

function inWords({ rows, jobs, files }: Counts): string {
  const parts = [
    many(rows['agent'], 'agent'),
    many(rows['call'], 'call'),
    many(jobs, 'open job'),
    many(files, 'recording or data log', 'recordings and data logs'),
  ];
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function many(count = 0, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

function sizeOf(file: string): string {
  const { size } = statSync(file);
  return size < 1e6 ? `${Math.ceil(size / 1e3)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}
