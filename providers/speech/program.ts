/** Speech programs of the machine: finding one, and running one with its files in a folder of its own. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Retryable, Terminal } from '../../contract/errors.ts';
import type { Env } from './speech-provider.ts';

/** Its path, or null when no folder of PATH has it. */
export function findProgram(name: string, env: Env): string | null {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && canRun(path)) return path;
  }
  return null;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export type ProgramRun = {
  program: string;
  args: readonly string[];
  /** Goes to its standard input: what people say must not stand in a list of processes. */
  input?: string;
  signal: AbortSignal;
  msMax: number;
  outputBytesMax: number;
};

/** What wants the same processor at the usual priority gets nine times as much of it. */
const programNice = 10;
/** As many at once as there are processors: more would only delay each other, and the process that starts them. */
const programsMax = Math.max(2, availableParallelism());
const waitingMax = 200;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Its standard output; it may have to wait for its turn. Throws Retryable when it took too long, Terminal when it failed or wrote too much; what it
 * printed is not in the error, since it may quote words.
 */
export async function runProgram(run: ProgramRun): Promise<Buffer> {
  if (waiting.length >= waitingMax) throw new Retryable(`Too many programs wait, among them ${run.program}.`);
  if (running >= programsMax) await new Promise<void>((turn) => waiting.push(turn));
  else running += 1;
  try {
    return await runNow(run);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function runNow(run: ProgramRun): Promise<Buffer> {
  const { program, args, input, signal, msMax, outputBytesMax } = run;
  return new Promise((resolve, reject) => {
    const options = {
      signal,
      timeout: msMax,
      maxBuffer: outputBytesMax,
      killSignal: 'SIGKILL' as const,
      encoding: 'buffer' as const,
    };
    const child = execFile(program, args, options, (error, stdout) => {
      if (error) reject(signal.aborted ? error : failureOf(program, error, msMax));
      else resolve(stdout);
    });
    giveWay(child.pid);
    child.stdin?.on('error', () => {}); // It may end before it has read everything; its exit code tells.
    child.stdin?.end(input ?? '');
  });
}

/** What calls need within milliseconds, such as a hang-up, goes before what computes for half a second. */
function giveWay(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, programNice);
  } catch {
    // It has ended.
  }
}

function failureOf(program: string, error: Error & { code?: unknown; killed?: boolean }, msMax: number): Error {
  const cause = new Error(typeof error.code === 'string' ? error.code : 'failed');
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return new Terminal(`${program} wrote too much.`, { cause });
  if (error.killed) return new Retryable(`${program} took longer than ${msMax} ms.`, { cause });
  return new Terminal(`${program} failed with ${String(error.code ?? 'a signal')}.`, { cause });
}

/** Memory where the system has such a folder: what people say then never reaches a disk, and no disk delays it. */
const inMemory = '/dev/shm';
const files = canWrite(inMemory) ? inMemory : tmpdir();

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A folder that only we can read, removed afterwards: these programs take and leave sound in files. */
export async function inFolder<T>(work: (folder: Folder) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(files, 'ringoff-speech-'));
  try {
    return await work({
      path: (name) => join(path, name),
      write: (name, content) => writeFile(join(path, name), content, { mode: 0o600 }),
      read: (name) => readFile(join(path, name)),
    });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

export type Folder = {
  path(name: string): string;
  write(name: string, content: string | Uint8Array): Promise<void>;
  read(name: string): Promise<Buffer>;
};
