/**
 * A call as a WAV file of two channels, left the caller and right the agent, 16 bits, written as the call goes. At any
 * instant the file is a whole WAV: each batch is written behind what is there, and only then the sizes in the header
 * that count it in. What a crash leaves behind them `repairRecording` counts in too. Source: design ending.md section 10.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { Terminal } from '../../contract/errors.ts';

export type Recording = {
  /** One frame of each side, of the same tick; the shorter one is filled with silence. Never waits, never throws. */
  write(caller: Int16Array, agent: Int16Array): void;
  /** Writes what is left. Idempotent; answers how much there is, and never rejects. */
  close(): Promise<{ ms: number; bytes: number }>;
};

export type RecordingOptions = {
  /** Samples a second of each side. */
  sampleRate: number;
  /** The recording ends here, and the call goes on. At most once. */
  onStopped(why: RecordingStop): void;
  /** For tests: how it opens files. */
  openFile?: typeof open;
};

export type RecordingStop = {
  cause: 'disk_full' | 'disk_error' | 'disk_slow' | 'too_long';
  /** The system's code, where it gave one. */
  detail: string;
};

const headerBytes = 44;
const batchMs = 500;
/** 30 s that the disk may take before the recording is given up. */
const batchesWaitingMax = 60;
/** Sizes have 32 bits; at 8 kHz this is a day and a half. */
const bytesMax = 2 ** 32 - 2 ** 20;

/** Makes a file that only this user may read. Throws `Terminal` when there is one, or none can be made. */
export async function openRecording(path: string, options: RecordingOptions): Promise<Recording> {
  const file = await create(path, options);
  return recordingTo(file, options);
}

async function create(path: string, { sampleRate, openFile = open }: RecordingOptions): Promise<FileHandle> {
  let file: FileHandle | null = null;
  try {
    file = await openFile(path, 'wx', 0o600);
    await writeAll(file, wavHeader(sampleRate, 0), 0);
    return file;
  } catch (cause) {
    await file?.close().catch(() => undefined);
    throw new Terminal(`the recording ${path} cannot be begun (${codeOf(cause)})`, { cause });
  }
}

function recordingTo(file: FileHandle, { sampleRate, onStopped }: RecordingOptions): Recording {
  const batchBytes = (sampleRate * batchMs * 4) / 1000;
  const waiting: Buffer[] = [];
  let batch = Buffer.alloc(batchBytes);
  let filled = 0;
  let written = 0;
  let stopped = false;
  let writing: Promise<void> | null = null;
  let closing: Promise<{ ms: number; bytes: number }> | null = null;

  const stop = (cause: RecordingStop['cause'], detail: string): void => {
    if (stopped) return;
    stopped = true;
    waiting.length = 0;
    onStopped({ cause, detail });
  };
  const drain = async (): Promise<void> => {
    for (let next = waiting[0]; next && !stopped; next = waiting[0]) {
      try {
        await writeAll(file, next, headerBytes + written);
        await writeAll(file, wavHeader(sampleRate, written + next.length), 0);
        written += next.length;
        waiting.shift();
      } catch (error) {
        const code = codeOf(error);
        stop(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'disk_error', code);
      }
    }
    writing = null;
  };
  const handOver = (): void => {
    if (stopped || filled === 0) return;
    if (waiting.length >= batchesWaitingMax) return stop('disk_slow', `${batchesWaitingMax * batchMs} ms not written`);
    if (written + waiting.length * batchBytes + filled > bytesMax) return stop('too_long', `${bytesMax} bytes`);
    waiting.push(batch.subarray(0, filled));
    batch = Buffer.alloc(batchBytes);
    filled = 0;
    writing ??= drain();
  };
  const finish = async (): Promise<{ ms: number; bytes: number }> => {
    handOver();
    await writing;
    stopped = true;
    await file.datasync().catch(() => undefined);
    await file.close().catch(() => undefined);
    return { ms: (written / 4 / sampleRate) * 1000, bytes: headerBytes + written };
  };

  return {
    write(caller, agent) {
      if (stopped || closing) return;
      for (let at = 0; at < Math.max(caller.length, agent.length); at++) {
        batch.writeInt16LE(caller[at] ?? 0, filled);
        batch.writeInt16LE(agent[at] ?? 0, filled + 2);
        filled += 4;
        if (filled === batchBytes) handOver();
        if (stopped) return;
      }
    },
    close: () => (closing ??= finish()),
  };
}

/** Makes a file that a crash left whole, up to its last whole sample. Answers its length. Throws `Terminal` for another kind of file. */
export async function repairRecording(path: string, sampleRate: number): Promise<{ ms: number; bytes: number }> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(headerBytes);
    const { bytesRead } = await file.read(head, 0, headerBytes, 0);
    const expected = wavHeader(sampleRate, 0);
    const known = [0, 8].every((at) =>
      head.subarray(at, Math.min(at + 4, bytesRead)).equals(expected.subarray(at, Math.min(at + 4, bytesRead))),
    );
    if (!known) throw new Terminal(`${path} is no recording of ours: it does not begin like a WAV file`);
    const dataBytes = Math.floor(Math.max(0, Math.min(size, bytesMax) - headerBytes) / 4) * 4;
    const rate = bytesRead === headerBytes ? head.readUInt32LE(24) : sampleRate;
    await writeAll(file, wavHeader(rate, dataBytes), 0);
    await file.truncate(headerBytes + dataBytes);
    await file.datasync();
    return { ms: (dataBytes / 4 / rate) * 1000, bytes: headerBytes + dataBytes };
  } finally {
    await file.close();
  }
}

/** PCM, two channels, 16 bits. */
function wavHeader(sampleRate: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(headerBytes - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** A disk may take a part of it; one that takes nothing is full. */
async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
