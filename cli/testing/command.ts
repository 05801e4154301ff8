/** Runs the command line as a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export type Command = {
  process: ChildProcessWithoutNullStreams;
  /** Everything printed so far, standard output and errors. */
  printed(): string;
  /** Resolves once these words were printed; rejects when the process ends without. */
  prints(words: string): Promise<void>;
  type(line: string): void;
  /** Exit code and standard output. */
  done: Promise<{ code: number | null; out: string; all: string }>;
};

export function command(args: readonly string[], env: Readonly<Record<string, string>>): Command {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  let out = '';
  let all = '';
  let over = false;
  const waiting = new Set<() => void>();
  const wake = (): void => waiting.forEach((look) => look());
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
    all += piece.toString();
    wake();
  });
  child.stderr.on('data', (piece: Buffer) => {
    all += piece.toString();
    wake();
  });
  const done = new Promise<{ code: number | null; out: string; all: string }>((resolve) => {
    child.once('close', (code) => {
      over = true;
      wake();
      resolve({ code, out, all });
    });
  });
  const prints = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!all.includes(words) && !over) return;
        waiting.delete(look);
        if (all.includes(words)) resolve();
        else reject(new Error(`"${words}" was not printed, but:\n${all}`));
      };
      waiting.add(look);
      look();
    });
  return { process: child, printed: () => all, prints, type: (line) => void child.stdin.write(`${line}\n`), done };
}
