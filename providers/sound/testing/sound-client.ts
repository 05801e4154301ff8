/** The speech worker's side of a leg's sound (sound-server.ts). */
import { connect } from 'node:net';
import { Retryable, Terminal } from '../../../contract/errors.ts';
import type { SoundAddress } from '../../carriers/audio-leg.ts';
import { soundReader, writeSound, type SoundMessage } from '../wire.ts';

export type SoundClient = {
  /** More of an utterance; kept when the leg has room for more. Wait for it, or the connection ends at 16 MB. */
  sound(utterance: number, pcm: Int16Array): Promise<void>;
  /** The utterance has no more sound. */
  end(utterance: number): void;
  /** Idempotent; `onGone` is not called for it. */
  close(): void;
};

export type ClientHandlers = {
  /** What the caller says, as it comes. */
  onHeard(pcm: Int16Array): void;
  /** The leg is down, or refused us. Once. */
  onGone(): void;
};

/** 4 s at 8 kHz; a message has at most 10 s at 48 kHz, a longer one goes in parts. */
const roomBytes = 64_000;
const partSamples = 100_000;
const bytesWaitingMax = 16_000_000;

/** Rejects with `Retryable` when nobody listens there. A wrong secret shows as `onGone`. */
export async function soundClient(address: SoundAddress, handlers: ClientHandlers): Promise<SoundClient> {
  const socket = connect(address.path);
  const read = soundReader();
  let closed = false;
  let room = Promise.withResolvers<void>();

  const { promise: connected, resolve, reject } = Promise.withResolvers<void>();
  socket.on('connect', resolve);
  socket.on('error', (cause) => reject(new Retryable('the process with the leg does not answer', { cause })));
  socket.on('drain', () => {
    room.resolve();
    room = Promise.withResolvers();
  });
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const message of read(bytes)) if (message.type === 'heard' && !closed) handlers.onHeard(message.pcm);
    } catch {
      socket.destroy();
    }
  });
  await connected;
  socket.on('close', () => {
    room.resolve();
    if (!closed) handlers.onGone();
    closed = true;
  });

  const write = (message: SoundMessage): void => {
    if (closed) return;
    socket.write(writeSound(message));
    if (socket.writableLength > bytesWaitingMax) socket.destroy(new Terminal('the leg does not take its sound'));
  };
  write({ type: 'hello', legId: address.legId, secret: address.secret });

  return {
    async sound(utterance, pcm) {
      for (let at = 0; at < pcm.length; at += partSamples) {
        write({ type: 'sound', utterance, pcm: pcm.subarray(at, at + partSamples) });
      }
      if (socket.writableLength > roomBytes && !closed) await room.promise;
    },
    end: (utterance) => write({ type: 'end', utterance }),
    close() {
      closed = true;
      socket.destroySoon();
    },
  };
}
