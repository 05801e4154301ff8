/** Where the command line of this machine finds the running server. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** `key` opens the server as long as its process lives. */
const serverFile = z.object({ url: z.url(), key: z.string(), pid: z.int() });
export type ServerFile = z.output<typeof serverFile>;

/** Null: no server runs here, as far as the file tells. One that was killed leaves its file behind. */
export function readServerFile(dataDir: string): ServerFile | null {
  const path = pathIn(dataDir);
  if (!existsSync(path)) return null;
  try {
    const file = serverFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    return isRunning(file.pid) ? file : null;
  } catch {
    return null;
  }
}

/** Only its owner may read it. The answer removes it, unless another server has written its own since. */
export function writeServerFile(dataDir: string, file: ServerFile): () => void {
  mkdirSync(dataDir, { recursive: true });
  const path = pathIn(dataDir);
  const part = `${path}.${file.pid}`;
  rmSync(part, { force: true });
  writeFileSync(part, `${JSON.stringify(file)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(part, path);
  return () => {
    if (readServerFile(dataDir)?.key === file.key) rmSync(path, { force: true });
  };
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'server.json');
}

/** Signal 0 asks only. A process of another user counts: it may not be asked, but it is there. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
