/** Runs the command line as a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Outcome = { code: number | null; out: string; err: string };
export type RunOptions = {
  dataDir?: string;
  env?: Record<string, string>;
  /** Typed once this text has been shown. */
  types?: readonly { after: string; text: string }[];
};

const root = new URL('../../', import.meta.url).pathname;

export function ringoff(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const env = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...options.env };
  const dataDir = options.dataDir ?? join(tmpdir(), 'ringoff-must-not-be-made');
  const child = spawn(process.execPath, ['cli/main.ts', ...args], {
    cwd: root,
    env: { ...env, RINGOFF_DATA_DIR: dataDir },
  });
  const waiting = [...(options.types ?? [])];
  let out = '';
  let err = '';
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
    while (waiting[0] && out.includes(waiting[0].after)) child.stdin.write(`${waiting.shift()!.text}\n`);
  });
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })));
}

/** An empty folder for a database, and how to remove it. */
export function emptyFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ringoff-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
