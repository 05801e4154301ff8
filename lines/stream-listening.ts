/** An ear that hears as sound comes: opened again when it breaks, a few times. */
import type { Clock } from '../providers/clock.ts';
import type { EarReport, EarStream, StreamEar } from '../providers/speech/speech-provider.ts';
import type { Listening } from './listening.ts';

/** A service may need this long for the last words. */
const wordsMsMax = 2_000;
/** Breaks in a row without a word between them. */
const breaksMax = 3;
const reopenMs = 250;
/** Speech in a row that brought no word: the service may have lost us without knowing. */
const wordlessMax = 2;

export function streamListening(ear: StreamEar, sampleRate: number, clock: Clock, report: EarReport): Listening {
  let breaks = 0;
  let closed = false;
  /** Words of the present speech are still to come, as far as can be told. */
  let toCome = false;
  let stream: EarStream | null = null;
  let present: symbol | null = null;
  let wordless = 0;
  let cancel = (): void => {};
  let cancelWait = (): void => {};

  function open(): void {
    cancel();
    stream?.close();
    const mine = Symbol('stream');
    present = mine;
    /** What a stream says that was closed counts no more. */
    const ifPresent = (run: () => void): void => {
      if (present === mine && !closed) run();
    };
    stream = ear.listen(sampleRate, {
      guessed: () => ifPresent(() => (toCome = true)),
      heard: (text) => ifPresent(() => heard(text)),
      failed: (error) => ifPresent(() => reopen(error)),
    });
  }

  function heard(text: string): void {
    breaks = 0;
    wordless = 0;
    cancelWait();
    toCome = false;
    report.heard(text);
  }

  function reopen(error: Error): void {
    stream?.close();
    stream = null;
    present = null;
    breaks += 1;
    if (breaks > breaksMax) return report.failed(error);
    cancel = clock.after(reopenMs * breaks, open);
  }

  function flush(): void {
    stream?.flush();
    cancelWait();
    if (!toCome) return;
    cancelWait = clock.after(wordsMsMax, () => {
      wordless += 1;
      if (wordless < wordlessMax) return;
      wordless = 0;
      open();
    });
  }

  open();
  return {
    hear: (pcm) => stream?.hear(pcm),
    speechStarted() {
      toCome = true;
    },
    speechStopped: flush,
    wordsMsToCome: () => (toCome ? wordsMsMax : 0),
    close() {
      closed = true;
      cancel();
      cancelWait();
      stream?.close();
    },
  };
}
