/** An ear that hears as sound comes: opened again when it breaks, a few times. */
import type { Clock } from '../providers/clock.ts';
import type { EarReport, EarStream, StreamEar } from '../providers/speech/speech-provider.ts';
import type { Listening } from './listening.ts';

/** A service may need this long for the last words. */
const wordsMsMax = 2_000;
/** Breaks in a row without a word between them. */
const breaksMax = 3;
const reopenMs = 250;

export function streamListening(ear: StreamEar, sampleRate: number, clock: Clock, report: EarReport): Listening {
  let breaks = 0;
  let closed = false;
  /** Words of the present speech are still to come, as far as can be told. */
  let toCome = false;
  let stream: EarStream | null = null;
  let cancel = (): void => {};

  function open(): void {
    let broken = false;
    const unless = (run: () => void): void => {
      if (!broken && !closed) run();
    };
    stream = ear.listen(sampleRate, {
      guessed: () => unless(() => (toCome = true)),
      heard: (text) => unless(() => heard(text)),
      failed: (error) =>
        unless(() => {
          broken = true;
          stream?.close();
          stream = null;
          reopen(error);
        }),
    });
  }

  function heard(text: string): void {
    breaks = 0;
    toCome = false;
    report.heard(text);
  }

  function reopen(error: Error): void {
    breaks += 1;
    if (breaks > breaksMax) return report.failed(error);
    cancel = clock.after(reopenMs * breaks, open);
  }

  open();
  return {
    hear: (pcm) => stream?.hear(pcm),
    speechStarted() {
      toCome = true;
    },
    speechStopped: () => stream?.flush(),
    wordsMsToCome: () => (toCome ? wordsMsMax : 0),
    close() {
      closed = true;
      cancel();
      stream?.close();
    },
  };
}
