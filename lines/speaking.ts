/**
 * The voice of one call: utterances become sound in their order, sentence by sentence, each as soon as its text is
 * there. What fails is told, never hidden. Source: design ending.md section 5, lines.md "Speech pipeline".
 */
import type { Clock } from '../providers/clock.ts';
import type { SoundMessage } from '../providers/sound/wire.ts';
import type { Voice } from '../providers/speech/speech-provider.ts';
import { speakSentence } from './sentence-sound.ts';
import { sentences, type Sentence } from './sentences.ts';
import type { SpeechCommand, SpeechEvent } from './speech.ts';

export type SpeakingParts = {
  /** What the main and the backup voice are; the backup's list is tried in its order. */
  voices: { main: Voice; backup: readonly Voice[] };
  sampleRate: number;
  clock: Clock;
  emit(event: SpeechEvent): void;
  put(message: SoundMessage): void;
};

export type Speaking = {
  speak(command: Extract<SpeechCommand, { type: 'speak' }>): void;
  clear(through: number): void;
  close(): void;
};

type Utterance = {
  number: number;
  voice: 'main' | 'backup';
  pieces: ReturnType<typeof sentences>;
  ready: Sentence[];
  chars: number;
  last: boolean;
  /** Wakes who waits for more text. */
  wake(): void;
  aborts: AbortController;
};

const utterancesMax = 100;
const utteranceCharsMax = 20_000;
/** A sentence that looks complete is spoken after this, when nothing follows. */
const settleMs = 150;

export function speaking({ voices, sampleRate, clock, emit, put }: SpeakingParts): Speaking {
  const queue: Utterance[] = [];
  let clearedThrough = -1;
  let newest = -1;
  let busy = false;
  let closed = false;

  function speak({ utterance, text, last, voice }: Extract<SpeechCommand, { type: 'speak' }>): void {
    if (closed || utterance <= clearedThrough) return;
    const one = queue.find(({ number }) => number === utterance) ?? begin(utterance, voice);
    if (!one || one.last) return;
    one.chars += text.length;
    one.last = last;
    if (one.chars > utteranceCharsMax) return fail(one, `an utterance of more than ${utteranceCharsMax} characters`);
    one.ready.push(...one.pieces.push(text));
    if (last) one.ready.push(...one.pieces.rest());
    else if (one.pieces.looksComplete()) settleLater(one);
    one.wake();
    void work();
  }

  /** Null for a number that is over: its end was told. */
  function begin(number: number, voice: 'main' | 'backup'): Utterance | null {
    if (number <= newest) return null;
    newest = number;
    const one = {
      number,
      voice,
      pieces: sentences(),
      ready: [],
      chars: 0,
      last: false,
      wake() {},
      aborts: new AbortController(),
    };
    queue.push(one);
    if (queue.length <= utterancesMax) return one;
    fail(one, `more than ${utterancesMax} utterances wait`);
    return null;
  }

  function settleLater(one: Utterance): void {
    const { chars } = one;
    clock.after(settleMs, () => {
      if (one.chars !== chars || one.last) return;
      one.ready.push(...one.pieces.rest());
      one.wake();
    });
  }

  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let one = queue[0]; one; one = queue[0]) {
      await carryOut(one);
      drop(one);
    }
    busy = false;
  }

  async function carryOut(one: Utterance): Promise<void> {
    const { signal } = one.aborts;
    const progress = { samples: 0 };
    try {
      for (let sentence = await next(one); sentence; sentence = await next(one)) {
        const voice = await sound(one, sentence.text, progress);
        if (signal.aborted) return;
        const ms = Math.round((progress.samples * 1000) / sampleRate);
        emit({ type: 'voice.spoke', utterance: one.number, chars: voice?.hasOwnWords ? 0 : sentence.end, ms });
        if (voice?.hasOwnWords) break;
      }
      if (!signal.aborted) put({ type: 'end', utterance: one.number });
    } catch (error) {
      if (!signal.aborted) fail(one, error instanceof Error ? error.message : 'the voice failed');
    }
  }

  async function next(one: Utterance): Promise<Sentence | undefined> {
    while (one.ready.length === 0 && !one.last && !one.aborts.signal.aborted) {
      await new Promise<void>((wake) => (one.wake = wake));
    }
    return one.aborts.signal.aborted ? undefined : one.ready.shift();
  }

  /** The backup's voices are tried in their order until one has made some sound; after that there is no way back. */
  async function sound(one: Utterance, sentence: string, progress: { samples: number }): Promise<Voice | null> {
    if (!/[\p{L}\p{N}]/u.test(sentence)) return null;
    const from = progress.samples;
    const candidates = one.voice === 'main' ? [voices.main] : voices.backup;
    let failure: unknown = new Error('there is no other voice');
    for (const voice of candidates) {
      try {
        await speakSentence({ voice, sentence, sampleRate, clock, signal: one.aborts.signal, put: give });
        return voice;
      } catch (error) {
        failure = error;
        if (progress.samples > from || one.aborts.signal.aborted) break;
      }
    }
    throw failure;

    function give(pcm: Int16Array): void {
      progress.samples += pcm.length;
      put({ type: 'sound', utterance: one.number, pcm });
    }
  }

  /** The sound made so far is all there is of it: the leg is told so, after the call. */
  function fail(one: Utterance, detail: string): void {
    stop(one);
    emit({ type: 'voice.failed', utterance: one.number, detail });
    put({ type: 'end', utterance: one.number });
  }

  function stop(one: Utterance): void {
    one.aborts.abort();
    one.wake();
    drop(one);
  }

  function drop(one: Utterance): void {
    const at = queue.indexOf(one);
    if (at >= 0) queue.splice(at, 1);
  }

  function clear(through: number): void {
    clearedThrough = Math.max(clearedThrough, through);
    for (const one of queue.filter(({ number }) => number <= through)) stop(one);
  }

  return {
    speak,
    clear,
    close() {
      closed = true;
      clear(Infinity);
    },
  };
}
