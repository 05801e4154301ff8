/**
 * Where speech workers fetch and bring the sound of legs: a local socket of the process that has the clock, one connection
 * a leg (wire.ts). A worker that does not read loses the oldest sound; memory and clock stay as they are.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { BadConfig } from '../../contract/errors.ts';
import type { SoundAddress } from '../carriers/audio-leg.ts';
import type { Clock } from '../clock.ts';
import { soundReader, writeSound, type SoundMessage } from './wire.ts';

export type SoundServer = {
  /** Of its socket. */
  readonly path: string;
  /** From now on a worker may come for this leg's sound. Throws when the leg is open already. */
  open(legId: string, handlers: SoundHandlers, secret?: string): LegSound;
  close(): Promise<void>;
};

export type SoundHandlers = {
  onSound(utterance: number, pcm: Int16Array): void;
  onEnd(utterance: number): void;
  /** The worker that had come went away, or sent what is no message. Once; nobody else may come. */
  onGone(): void;
};

export type LegSound = {
  readonly address: SoundAddress;
  /** What the caller says, for the worker. */
  heard(pcm: Int16Array): void;
  /** Frames that the worker did not read in time. */
  readonly dropped: number;
  /** Idempotent; `onGone` is not called for it. */
  close(): void;
};

const helloMsMax = 2_000;
const helloBytesMax = 4_096;
/** Worker connections whose leg is not known yet. */
const strangersMax = 64;
/** 1 s at frames of 20 ms. */
const framesWaitingMax = 50;
/** Before a worker came and has caught up: 5 s, so that who speaks as soon as the line is up is heard. */
const framesEarlyMax = 250;
/** About 160 ms at 8 kHz, beside what the system holds. */
const bytesWaitingMax = 3_000;

type Leg = {
  legId: string;
  secret: string;
  handlers: SoundHandlers;
  /** Null before a worker came; false after it went. */
  worker: Socket | null | false;
  waiting: Buffer[];
  /** The worker got all that was said before it came. */
  caughtUp: boolean;
  dropped: number;
};

/** Listens in `folder`, which becomes private to this user. Throws `BadConfig` when that cannot be. */
export async function soundServer(folder: string, clock: Clock): Promise<SoundServer> {
  const legs = new Map<string, Leg>();
  const sockets = new Set<Socket>();
  const path = await privatePath(folder);

  const greet = (socket: Socket): void => {
    if (sockets.size - legs.size >= strangersMax) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    receive(socket, clock, (hello) => admit(legs.get(hello.legId), hello.secret, socket));
  };
  const server = createServer(greet);
  server.on('error', () => undefined); // A connection that could not be taken; its worker sees it.
  await listen(server, path);

  return {
    path,
    open(legId, handlers, secret = randomBytes(32).toString('hex')) {
      if (legs.has(legId)) throw new Error(`the sound of leg ${legId} is open already`);
      const leg: Leg = {
        legId,
        secret,
        handlers,
        worker: null,
        waiting: [],
        caughtUp: false,
        dropped: 0,
      };
      legs.set(legId, leg);
      return legSound(leg, path, () => legs.delete(legId));
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
}

function legSound(leg: Leg, path: string, remove: () => void): LegSound {
  return {
    address: { path, legId: leg.legId, secret: leg.secret },
    heard(pcm) {
      if (leg.worker === false) return;
      leg.waiting.push(writeSound({ type: 'heard', pcm }));
      flush(leg);
      if (leg.waiting.length <= (leg.caughtUp ? framesWaitingMax : framesEarlyMax)) return;
      leg.waiting.shift();
      leg.dropped++;
    },
    get dropped() {
      return leg.dropped;
    },
    close() {
      remove();
      const { worker } = leg;
      leg.worker = false;
      if (worker) worker.destroy();
    },
  };
}

function flush(leg: Leg): void {
  while (leg.worker && leg.waiting.length > 0 && leg.worker.writableLength < bytesWaitingMax) {
    leg.worker.write(leg.waiting.shift()!, () => flush(leg));
  }
  if (leg.worker && leg.waiting.length === 0) leg.caughtUp = true;
}

type Receiver = (message: SoundMessage) => void;

/** Whoever has no leg yet has two seconds and four kilobytes to name one. A breach of the wire's rules ends the connection. */
function receive(
  socket: Socket,
  clock: Clock,
  admitted: (hello: { legId: string; secret: string }) => Receiver | null,
) {
  const read = soundReader();
  let receiver: Receiver | null = null;
  let strangeBytes = 0;
  const overdue = clock.after(helloMsMax, () => void (receiver ?? socket.destroy()));
  const take = (message: SoundMessage): void => {
    if (receiver) return receiver(message);
    receiver = message.type === 'hello' ? admitted(message) : null;
    if (!receiver) throw new Error('no hello of a worker that a leg waits for');
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', overdue);
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const message of read(bytes)) take(message);
      if (!receiver && (strangeBytes += bytes.length) > helloBytesMax) throw new Error('more than a hello');
    } catch {
      socket.destroy();
    }
  });
}

function admit(leg: Leg | undefined, secret: string, socket: Socket): Receiver | null {
  if (!leg || leg.worker !== null || !equal(leg.secret, secret)) return null;
  leg.worker = socket;
  flush(leg);
  socket.on('close', () => {
    if (leg.worker !== socket) return;
    leg.worker = false;
    leg.waiting = [];
    leg.handlers.onGone();
  });
  return (message) => {
    if (leg.worker !== socket) return;
    if (message.type === 'sound') leg.handlers.onSound(message.utterance, message.pcm);
    else if (message.type === 'end') leg.handlers.onEnd(message.utterance);
    else throw new Error(`a worker does not say ${message.type}`);
  };
}

/** In a time that tells nothing of the secret, not even its length. */
function equal(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** The longest path that a local socket takes on every system that we know. */
const pathBytesMax = 103;

async function privatePath(folder: string): Promise<string> {
  const name = `sound-${randomBytes(8).toString('hex')}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\ringoff-${name}`;
  const path = join(folder, name);
  if (Buffer.byteLength(path) > pathBytesMax) {
    throw new BadConfig(`the folder for local sockets has too long a path: ${folder}; give one of at most 75 bytes`);
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  } catch (error) {
    throw new BadConfig(`the folder for local sockets cannot be made private: ${folder}`, { cause: error });
  }
  return path;
}

async function listen(server: Server, path: string): Promise<void> {
  const listening = once(server, 'listening');
  server.listen(path);
  try {
    await listening;
  } catch (error) {
    throw new BadConfig(`no local socket can be made at ${path}`, { cause: error });
  }
}
