/** The data log: files with one line a call, below the data directory. Bounded: the oldest file gives way. */
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { csvHeader, csvLine, jsonlLine } from '../../after-call/call-lines.ts';
import type { DataLog } from '../../after-call/step.ts';
import type { CallRecord } from '../../contract/call.ts';
import type { Eraser } from './after-call.ts';

type Kind = 'jsonl' | 'csv';

export type DataLogSettings = { folder: string; fileBytesMax: number; filesMax: number };

const lineOf: Readonly<Record<Kind, (record: CallRecord) => string>> = { jsonl: jsonlLine, csv: csvLine };
/** How the line of a call begins. */
const beginningOf: Readonly<Record<Kind, (callId: string) => string>> = {
  jsonl: (callId) => `{"call_id":${JSON.stringify(callId)},`,
  csv: (callId) => `${callId},`,
};
const kinds: readonly Kind[] = ['jsonl', 'csv'];

/** `calls.jsonl` is the newest file, `calls.1.jsonl` the one before it. One thing at a time. */
export function dataLog({ folder, fileBytesMax, filesMax }: DataLogSettings): DataLog & { erase: Eraser } {
  const path = (kind: Kind, age: number): string => join(folder, age === 0 ? `calls.${kind}` : `calls.${age}.${kind}`);
  const mended = new Set<Kind>();
  let busy: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = busy.then(work);
    busy = result.catch(() => {});
    return result;
  };

  async function append(kind: Kind, record: CallRecord, again: boolean): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!mended.has(kind)) await cutTornLine(path(kind, 0));
    mended.add(kind);
    if (again && (await stands(kind, record.call_id))) return;
    const line = `${lineOf[kind](record)}\n`;
    const bytes = await sizeOf(path(kind, 0));
    if (bytes > 0 && bytes + Buffer.byteLength(line) > fileBytesMax) await rotate(kind);
    const file = await open(path(kind, 0), 'a', 0o600);
    try {
      const { size } = await file.stat();
      await file.appendFile(size === 0 && kind === 'csv' ? `${csvHeader}\n${line}` : line);
      await file.datasync();
    } catch (error) {
      mended.delete(kind); // A full disk may have taken half of a line.
      throw error;
    } finally {
      await file.close();
    }
  }

  async function stands(kind: Kind, callId: string): Promise<boolean> {
    const beginning = beginningOf[kind](callId);
    for (let age = 0; age < filesMax; age++) {
      for await (const line of linesOf(path(kind, age))) if (line.startsWith(beginning)) return true;
    }
    return false;
  }

  async function rotate(kind: Kind): Promise<void> {
    await rm(path(kind, filesMax - 1), { force: true });
    for (let age = filesMax - 2; age >= 0; age--) {
      if ((await sizeOf(path(kind, age))) > 0) await rename(path(kind, age), path(kind, age + 1));
    }
  }

  async function erase(callIds: readonly string[]): Promise<void> {
    for (const kind of kinds) {
      const beginnings = new Set(callIds.map(beginningOf[kind]));
      for (let age = 0; age < filesMax; age++) await without(path(kind, age), beginnings);
    }
  }

  return {
    write: (kind, record, again) => inTurn(() => append(kind, record, again)),
    erase: (callIds) => inTurn(() => erase(callIds)),
  };
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function* linesOf(path: string): AsyncGenerator<string> {
  if ((await sizeOf(path)) === 0) return;
  yield* createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}

/** Rewrites a file without these lines, and only if it holds one. The old one stands until the new one is whole. */
async function without(path: string, beginnings: ReadonlySet<string>): Promise<void> {
  const isOne = (line: string): boolean => beginnings.has(line.slice(0, line.indexOf(',') + 1));
  let found = false;
  for await (const line of linesOf(path)) {
    found = isOne(line);
    if (found) break;
  }
  if (!found) return;
  const fresh = `${path}.new`;
  async function* kept(): AsyncGenerator<string> {
    for await (const line of linesOf(path)) if (!isOne(line)) yield `${line}\n`;
  }
  await pipeline(kept, createWriteStream(fresh, { mode: 0o600, flush: true }));
  await rename(fresh, path);
}

const pieceBytes = 64 * 1024;

/** A process that died in the middle of a line leaves one without an end. */
async function cutTornLine(path: string): Promise<void> {
  if ((await sizeOf(path)) === 0) return;
  const file = await open(path, 'r+');
  try {
    await file.truncate(await wholeLines(file));
  } finally {
    await file.close();
  }
}

/** The length of a file up to its last line break. */
async function wholeLines(file: FileHandle): Promise<number> {
  const piece = Buffer.alloc(pieceBytes);
  let { size: end } = await file.stat();
  while (end > 0) {
    const start = Math.max(0, end - pieceBytes);
    const { bytesRead } = await file.read(piece, 0, end - start, start);
    const last = piece.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (last >= 0) return start + last + 1;
    end = start;
  }
  return 0;
}
