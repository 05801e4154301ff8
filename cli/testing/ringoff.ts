/** Runs a command line to its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, type Outcome } from './command.ts';

export type RunOptions = {
  dataDir?: string;
  env?: Record<string, string>;
  /** Typed once this text has been shown. */
  types?: readonly { after: string; text: string }[];
};

export async function ringoff(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const dataDir = options.dataDir ?? join(tmpdir(), 'ringoff-must-not-be-made');
  const run = command(args, { NO_COLOR: '1', ...options.env, RINGOFF_DATA_DIR: dataDir });
  for (const { after, text } of options.types ?? []) {
    await run.prints(after);
    run.type(text);
  }
  return run.done;
}

/** An empty folder for a database, and how to remove it. */
export function emptyFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ringoff-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
