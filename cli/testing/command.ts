/** Runs the command line as a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

const root = new URL('../../', import.meta.url).pathname;

/** What was printed on standard output and on standard error. */
export type Outcome = { code: number | null; out: string; err: string };

export type Command = {
  process: ChildProcessWithoutNullStreams;
  /** Resolves once these words were printed, on either; rejects when the process ends without. */
  prints(words: string): Promise<void>;
  type(line: string): void;
  done: Promise<Outcome>;
};

export function command(args: readonly string[], env: Readonly<Record<string, string>>): Command {
  const path = process.env['PATH'] ?? '';
  const child = spawn(process.execPath, ['cli/main.ts', ...args], { cwd: root, env: { PATH: path, ...env } });
  let out = '';
  let err = '';
  let over = false;
  const waiting = new Set<() => void>();
  const wake = (): void => waiting.forEach((look) => look());
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
    wake();
  });
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
    wake();
  });
  const done = new Promise<Outcome>((resolve) => {
    child.once('close', (code) => {
      over = true;
      wake();
      resolve({ code, out, err });
    });
  });
  const prints = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const isThere = out.includes(words) || err.includes(words);
        if (!isThere && !over) return;
        waiting.delete(look);
        if (isThere) resolve();
        else reject(new Error(`"${words}" was not printed, but:\n${out}${err}`));
      };
      waiting.add(look);
      look();
    });
  return { process: child, prints, type: (line) => void child.stdin.write(`${line}\n`), done };
}
