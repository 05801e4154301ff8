/**
 * The sound of sentences that are said in many calls, kept in memory, so that each is made once: also when it is asked
 * for again before it is done. Least recently used ones go first; nothing is written to a disk.
 */
import type { Sound, Voice } from './speech-provider.ts';

export type SoundCache = {
  /** The sound of this key, as it comes; `make` is asked if nobody has made it. Throws what `make` throws. */
  sound(key: string, make: (signal: AbortSignal) => AsyncIterable<Sound>, signal: AbortSignal): AsyncIterable<Sound>;
  readonly state: { entries: number; bytes: number };
};

export type SoundCacheOptions = {
  /** Of all that is kept. */
  bytesMax?: number;
  /** A longer one is not kept. */
  entryBytesMax?: number;
};

/** Ten minutes at 24,000 samples a second. */
const bytesMaxDefault = 28_800_000;
/** Half a minute at the same rate. */
const entryBytesMaxDefault = 1_440_000;

type Entry = {
  pieces: Sound[];
  bytes: number;
  /** Null: it is being made. */
  outcome: { error: unknown } | 'complete' | null;
  listeners: number;
  /** Stops the making when nobody listens any more. */
  aborts: AbortController;
  wake: PromiseWithResolvers<void>;
};

export function soundCache({
  bytesMax = bytesMaxDefault,
  entryBytesMax = entryBytesMaxDefault,
}: SoundCacheOptions = {}): SoundCache {
  /** In the order of their last use. */
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function begin(key: string, make: (signal: AbortSignal) => AsyncIterable<Sound>): Entry {
    const fresh: Entry = {
      pieces: [],
      bytes: 0,
      outcome: null,
      listeners: 0,
      aborts: new AbortController(),
      wake: Promise.withResolvers(),
    };
    entries.set(key, fresh);
    void fill(key, fresh, make);
    return fresh;
  }

  /** What breaks off is told to all who wait, and made anew for the next one. */
  async function fill(key: string, entry: Entry, make: (signal: AbortSignal) => AsyncIterable<Sound>): Promise<void> {
    try {
      for await (const piece of make(entry.aborts.signal)) add(key, entry, piece);
      entry.outcome = 'complete';
      if (entry.aborts.signal.aborted || entry.bytes === 0) drop(key, entry);
    } catch (error) {
      entry.outcome = { error };
      drop(key, entry);
    }
    awake(entry);
  }

  function add(key: string, entry: Entry, piece: Sound): void {
    entry.pieces.push(piece);
    entry.bytes += piece.pcm.byteLength;
    if (entries.get(key) === entry) bytes += piece.pcm.byteLength;
    if (entry.bytes > entryBytesMax) drop(key, entry);
    for (const [oldest, one] of entries) {
      if (bytes <= bytesMax) break;
      drop(oldest, one);
    }
    awake(entry);
  }

  function drop(key: string, entry: Entry): void {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    bytes -= entry.bytes;
  }

  function awake(entry: Entry): void {
    const { resolve } = entry.wake;
    entry.wake = Promise.withResolvers();
    resolve();
  }

  function leave(key: string, entry: Entry): void {
    entry.listeners -= 1;
    if (entry.listeners > 0 || entry.outcome !== null) return;
    entry.aborts.abort();
    drop(key, entry);
  }

  async function* sound(
    key: string,
    make: (signal: AbortSignal) => AsyncIterable<Sound>,
    signal: AbortSignal,
  ): AsyncIterable<Sound> {
    const entry = entries.get(key) ?? begin(key, make);
    if (entries.delete(key)) entries.set(key, entry); // It is the newest now.
    entry.listeners += 1;
    const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
    const left = (): void => stop();
    signal.addEventListener('abort', left, { once: true });
    try {
      for (let place = 0; !signal.aborted;) {
        const piece = entry.pieces[place];
        if (piece) {
          place += 1;
          yield piece;
        } else if (entry.outcome === 'complete') return;
        else if (entry.outcome) throw entry.outcome.error;
        else await Promise.race([entry.wake.promise, stopped]);
      }
    } finally {
      signal.removeEventListener('abort', left);
      leave(key, entry);
    }
  }

  return {
    sound,
    get state() {
      return { entries: entries.size, bytes };
    },
  };
}

/**
 * This voice, whose sentences for which `isFixed` holds come from the cache. `name`: of the voice with all its settings.
 * It is closed when what it makes for others is done.
 */
export function cachedVoice(
  voice: Voice,
  { cache, name, isFixed }: { cache: SoundCache; name: string; isFixed(sentence: string): boolean },
): Voice {
  let making = 0;
  let closed = false;

  async function* make(sentence: string, signal: AbortSignal): AsyncIterable<Sound> {
    making += 1;
    try {
      yield* voice.speak(sentence, signal);
    } finally {
      making -= 1;
      if (closed && making === 0) voice.close();
    }
  }

  return {
    id: voice.id,
    hasOwnWords: voice.hasOwnWords,
    speak: (sentence, signal) =>
      isFixed(sentence)
        ? cache.sound(`${name}\n${sentence}`, (making) => make(sentence, making), signal)
        : voice.speak(sentence, signal),
    close() {
      closed = true;
      if (making === 0) voice.close();
    },
  };
}
