/**
 * The file of a backup: a gzipped tar, so that it can be looked into without Ringoff. Its first entry tells what made it,
 * its last one what must be in it, and neither side holds more than a piece of it in memory.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { createTarDecoder, createTarPacker, type TarHeader } from 'modern-tar';
import * as z from 'zod';
import { BadConfig } from '../../contract/errors.ts';

/** What a newer version writes in another way gets another number. */
const format = 1;
const headName = 'backup.json';
const manifestName = 'manifest.json';
/** Of an entry that is read into memory: a piece of a table. */
const pieceBytesMax = 256 * 1024 * 1024;

const head = z.strictObject({
  format: z.literal(format),
  /** The version of Ringoff. */
  ringoff: z.string().max(100),
  made_at: z.iso.datetime(),
  /** Those that its tables had. */
  migrations: z.array(z.string().max(100)).min(1).max(10_000),
});
export type Head = z.output<typeof head>;

const count = z.int().min(0);
const manifest = z.strictObject({
  rows: z.record(z.string(), count),
  jobs: count,
  files: count,
  /** Of the names and contents of all entries before it, in order. */
  sha256: z.string(),
});
export type Manifest = z.output<typeof manifest>;
export type Counts = Omit<Manifest, 'sha256'>;

export type Entry = { name: string; size: number; changedAt: Date; content: AsyncIterable<Uint8Array> };

/** Writes a new file, for its owner only. It gets its name when it is whole. @throws BadConfig when there is one. */
export async function writeArchive(path: string, made: Omit<Head, 'format'>, fill: Filling): Promise<Manifest> {
  if (existsSync(path)) throw new BadConfig(`${path}: there is a file already; give the name of a new one`);
  const part = `${path}.part`;
  const { readable, controller } = createTarPacker();
  const file = createWriteStream(part, { mode: 0o600, flush: true });
  const written = pipeline(Readable.fromWeb(readable as never), createGzip(), file);
  try {
    const [told] = await Promise.all([pack(controller, made, fill), written]);
    await rename(part, path);
    return told;
  } catch (error) {
    controller.error(error instanceof Error ? error : new Error(String(error)));
    await written.catch(() => {});
    await rm(part, { force: true });
    throw unwritable(error, path);
  }
}

/** Adds every entry, and answers how many there were of what. */
type Filling = (add: (entry: Entry) => Promise<void>) => Promise<Counts>;
type Packer = ReturnType<typeof createTarPacker>['controller'];

async function pack(packer: Packer, made: Omit<Head, 'format'>, fill: Filling): Promise<Manifest> {
  const hash = createHash('sha256');
  const add = async ({ name, size, changedAt, content }: Entry): Promise<void> => {
    const header: TarHeader = { name, size, mtime: changedAt, mode: 0o600 };
    const writer = packer.add(header).getWriter();
    hash.update(`${name}\n`);
    for await (const bytes of content) {
      hash.update(bytes);
      await writer.write(bytes);
    }
    await writer.close();
  };
  const addJson = (name: string, value: object): Promise<void> =>
    add(textEntry(name, `${JSON.stringify(value, null, 2)}\n`));
  await addJson(headName, { format, ...made } satisfies Head);
  const told: Manifest = { ...(await fill(add)), sha256: '' };
  told.sha256 = hash.digest('hex');
  await addManifest(packer, told);
  packer.finalize();
  return told;
}

async function addManifest(packer: Packer, told: Manifest): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(told, null, 2)}\n`);
  const writer = packer.add({ name: manifestName, size: bytes.length, mode: 0o600 }).getWriter();
  await writer.write(bytes);
  await writer.close();
}

export function textEntry(name: string, text: string): Entry {
  const bytes = Buffer.from(text);
  const content = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  return { name, size: bytes.length, changedAt: new Date(), content: content() };
}

/**
 * Reads a backup to its end, and answers what made it and what is in it. `each` hears of every entry between the first
 * and the last; what it leaves unread is skipped.
 * @throws BadConfig when the file is none, is damaged or incomplete, or was made by a newer version.
 */
export async function readArchive(
  path: string,
  each: (entry: Entry, made: Head) => Promise<void> = async () => {},
): Promise<{ made: Head; manifest: Manifest }> {
  if (!existsSync(path)) throw new BadConfig(`${path}: there is no such file`);
  const hash = createHash('sha256');
  let made: Head | null = null;
  let last: Manifest | null = null;
  for await (const entry of entriesOf(path)) {
    if (last) throw damaged(path, 'something follows its last entry');
    if (entry.name === manifestName) {
      last = parsed(manifest, await textOf(entry), path);
      if (last.sha256 !== hash.digest('hex')) throw damaged(path, 'its content is not what it was');
    } else {
      const content = hashed(entry, hash);
      if (made) await each({ ...entry, content }, made);
      else made = readHead(entry.name, await textOf({ ...entry, content }), path);
      for await (const _ of content);
    }
  }
  if (!made || !last) throw damaged(path, 'its end is missing');
  return { made, manifest: last };
}

async function* entriesOf(path: string): AsyncGenerator<Entry> {
  const source = createReadStream(path);
  const unzipped = createGunzip();
  const flow = pipeline(source, unzipped).catch((error: Error) => unzipped.destroy(error));
  const bytes = Readable.toWeb(unzipped) as unknown as ReadableStream<Uint8Array<ArrayBuffer>>;
  try {
    for await (const { header, body } of whole(bytes.pipeThrough(createTarDecoder({ strict: true })), path)) {
      const { name, size, mtime: changedAt = new Date() } = header;
      yield { name, size, changedAt, content: whole(body, path) };
    }
  } finally {
    source.destroy();
    unzipped.destroy();
    await flow;
  }
}

/** What fails on the way is told as damage, unless the file could not be read at all. */
async function* whole<Part>(parts: AsyncIterable<Part>, path: string): AsyncGenerator<Part> {
  try {
    for await (const part of parts) yield part;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code && /^E[A-Z]+$/.test(code)) throw new BadConfig(`${path}: it cannot be read (${code})`, { cause: error });
    throw damaged(path, 'it is no gzipped tar, or was cut', error);
  }
}

async function* hashed(entry: Entry, hash: Hash): AsyncGenerator<Uint8Array> {
  hash.update(`${entry.name}\n`);
  for await (const bytes of entry.content) {
    hash.update(bytes);
    yield bytes;
  }
}

/** The whole content of an entry of ours, which is a piece. */
export async function textOf({ size, content }: Pick<Entry, 'size' | 'content'>): Promise<string> {
  if (size > pieceBytesMax) throw new BadConfig(`The backup has a piece of ${size} bytes, more than ${pieceBytesMax}`);
  const pieces: Uint8Array[] = [];
  for await (const bytes of content) pieces.push(bytes);
  return Buffer.concat(pieces).toString();
}

/** What stands beside `format` is read only if the format is known. */
function readHead(name: string, text: string, path: string): Head {
  if (name !== headName) throw new BadConfig(`${path}: it is no backup of Ringoff: ${headName} does not come first`);
  const { format: found } = parsed(z.looseObject({ format: z.int() }), text, path);
  if (found > format) {
    throw new BadConfig(`${path}: a newer version of Ringoff made it (format ${found}, this one reads ${format})`);
  }
  return parsed(head, text, path);
}

function parsed<Schema extends z.ZodType>(schema: Schema, text: string, path: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, 'what it tells of itself cannot be read', error);
  }
}

function damaged(path: string, why: string, cause?: unknown): BadConfig {
  return new BadConfig(`${path}: the backup is damaged: ${why}; take another one`, { cause });
}

/** A folder that is missing, a disk that is full. */
function unwritable(error: unknown, path: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!code || !['open', 'write', 'fsync', 'rename'].includes(syscall ?? '')) return error;
  return new BadConfig(`${path}: it cannot be written (${code})`, { cause: error });
}
