/** Live streams to readers: a bounded row for each, and a bounded number of them for each key. */
import { ORPCError } from '@orpc/server';
import type { KeyOwner } from '../store/keys.ts';
import { Refusal } from './refusal.ts';

/** Values that come when they come; whoever reads too slowly is cut off, and can resume. */
export type LiveStream<T> = AsyncIteratorObject<T, void, void> & {
  push(value: T): void;
  /** What happened before: however much it is, it cuts nobody off. */
  pushPast(values: readonly T[]): void;
  /** What was pushed is still given. Closing twice is harmless. */
  close(): void;
  readonly closed: boolean;
};

export type Streams = {
  /** Throws Refusal when the key has too many. It closes with the signal, with `closeAll`, and when it is given up. */
  open<T>(owner: KeyOwner, signal: AbortSignal | undefined, onClose: () => void): LiveStream<T>;
  /** Of a key that was revoked, or of all. */
  closeAll(keyId?: string): void;
  readonly size: number;
};

const waitingMax = 2_000;

/** Sent as an event of its own behind the last one that was given. */
const cutOff = new ORPCError('too_slow', {
  status: 503,
  message: 'This stream was read too slowly. Resume it with the header Last-Event-ID.',
});

export function newStreams(perKey: number): Streams {
  const byKey = new Map<string, Set<{ close(): void }>>();

  function open<T>({ keyId }: KeyOwner, signal: AbortSignal | undefined, onClose: () => void): LiveStream<T> {
    const ofKey = byKey.get(keyId) ?? new Set();
    if (ofKey.size >= perKey) throw tooMany(perKey);
    byKey.set(keyId, ofKey);
    const stream = liveStream<T>(() => {
      ofKey.delete(stream);
      if (ofKey.size === 0 && byKey.get(keyId) === ofKey) byKey.delete(keyId);
      signal?.removeEventListener('abort', stream.close);
      onClose();
    });
    ofKey.add(stream);
    if (signal?.aborted) stream.close();
    else signal?.addEventListener('abort', stream.close);
    return stream;
  }

  return {
    open,
    closeAll(keyId) {
      for (const [id, streams] of byKey) {
        if (keyId !== undefined && id !== keyId) continue;
        for (const stream of streams) stream.close(); // Each leaves the set, which iteration allows.
      }
    },
    get size() {
      return [...byKey.values()].reduce((sum, streams) => sum + streams.size, 0);
    },
  };
}

function tooMany(perKey: number): Refusal {
  return new Refusal(429, 'too_many_streams', `This key has ${perKey} live streams open already.`, {
    hint: 'Close one, or raise RINGOFF_STREAMS_PER_KEY.',
  });
}

function liveStream<T>(onClose: () => void): LiveStream<T> {
  const waiting: T[] = [];
  let past = 0;
  let closed = false;
  let overflown = false;
  let wake = (): void => {};

  function close(): void {
    if (closed) return;
    closed = true;
    onClose();
    wake();
  }

  const stream: LiveStream<T> = {
    push(value) {
      if (closed) return;
      waiting.push(value);
      overflown = waiting.length - past > waitingMax;
      if (overflown) close();
      wake();
    },
    pushPast(values) {
      for (const value of values) waiting.push(value);
      past = waiting.length;
      wake();
    },
    close,
    get closed() {
      return closed;
    },
    async next() {
      while (waiting.length === 0 && !closed) await new Promise<void>((resolve) => (wake = resolve));
      past = Math.max(0, past - 1);
      if (waiting.length > 0) return { done: false, value: waiting.shift()! };
      if (overflown) throw cutOff;
      return { done: true, value: undefined };
    },
    async return() {
      waiting.length = 0;
      close();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => stream,
    async [Symbol.asyncDispose]() {
      close();
    },
  };
  return stream;
}
