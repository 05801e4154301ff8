/** Processes of this machine, as Linux tells of them. */
import { readdirSync, readFileSync } from 'node:fs';

export type ProcessFound = { pid: number; command: string };

/** Its children whose command line holds these words. */
export function childrenOf(parent: number, words = ''): ProcessFound[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent)
    .map((pid) => ({ pid, command: textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') }))
    .filter(({ command }) => command.includes(words));
}

/** Not even as one that has ended and waits for its parent. */
export function isRunning(pid: number): boolean {
  const [state] = statOf(pid);
  return state !== undefined && state !== 'Z';
}

/** How many files and sockets it has open. */
export function openFilesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1]);
}

/** From the third field on: the second is a name that may hold anything. */
function statOf(pid: number): string[] {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Empty when the process is gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
