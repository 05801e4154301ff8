/** A leg's end of the sound: a local socket that a speech pipeline connects to, and what came over it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoundAddress } from '../../providers/carriers/audio-leg.ts';
import { soundReader, writeSound, type SoundMessage } from '../../providers/sound/wire.ts';

export type SoundLeg = {
  address: SoundAddress;
  /** The first message, once it came. */
  greeted: Promise<SoundMessage>;
  /** The caller's sound, as fast as it goes, in frames of 20 ms. */
  say(pcm: Int16Array, sampleRate: number): Promise<void>;
  messages: SoundMessage[];
  /** Sound of an utterance so far. */
  soundOf(utterance: number): Int16Array;
  /** Resolves with the sound when the utterance ended. */
  ended(utterance: number): Promise<Int16Array>;
  /** Resolves at the first sound of the utterance. */
  sounded(utterance: number): Promise<void>;
  dropConnection(): void;
  /** Resolves when the pipeline's end is gone. */
  closed: Promise<void>;
  close(): void;
};

export async function openSoundLeg(): Promise<SoundLeg> {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-leg-'));
  const path = join(folder, 'sound');
  const messages: SoundMessage[] = [];
  const watchers = new Set<() => void>();
  const connected = Promise.withResolvers<Socket>();
  const greeted = Promise.withResolvers<SoundMessage>();
  const closed = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    const read = soundReader();
    socket.on('error', () => {});
    socket.on('close', () => closed.resolve());
    socket.on('data', (bytes) => {
      for (const message of read(bytes)) {
        if (message.type === 'hello') greeted.resolve(message);
        else messages.push(message);
      }
      for (const look of watchers) look();
    });
    connected.resolve(socket);
  });
  await new Promise<void>((ready) => server.listen(path, ready));

  function when(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  }

  function soundOf(utterance: number): Int16Array {
    const pieces = messages.flatMap((one) => (one.type === 'sound' && one.utterance === utterance ? [one.pcm] : []));
    return Int16Array.from(pieces.flatMap((pcm) => [...pcm]));
  }

  const has = (type: SoundMessage['type'], utterance: number) => (): boolean =>
    messages.some((one) => one.type === type && 'utterance' in one && one.utterance === utterance);
  return {
    address: { path, legId: 'leg-1', secret: 'a secret' },
    greeted: greeted.promise,
    async say(pcm, sampleRate) {
      const socket = await connected.promise;
      const frame = sampleRate / 50;
      for (let at = 0; at + frame <= pcm.length; at += frame)
        socket.write(writeSound({ type: 'heard', pcm: pcm.subarray(at, at + frame) }));
    },
    messages,
    soundOf,
    ended: (utterance) => when(has('end', utterance)).then(() => soundOf(utterance)),
    sounded: (utterance) => when(has('sound', utterance)),
    closed: closed.promise,
    dropConnection: () => void connected.promise.then((socket) => socket.destroy()),
    close() {
      server.close();
      void connected.promise.then((socket) => socket.destroy());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
