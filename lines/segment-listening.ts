/** An ear that hears finished pieces, fed with sound as it comes: cut where speech starts and stops. */
import type { Clock } from '../providers/clock.ts';
import { concatenated } from '../providers/speech/resample.ts';
import type { EarReport, SegmentEar } from '../providers/speech/speech-provider.ts';
import type { Listening } from './listening.ts';

/** Speech is noticed late: this much before it belongs to it. */
const prerollMs = 500;
/** Longer speech is heard in pieces. */
const pieceMsMax = 30_000;
/** Of one piece. */
const recogniseMsMax = 5_000;
const piecesMax = 5;
const failuresMax = 3;

export function segmentListening(ear: SegmentEar, sampleRate: number, clock: Clock, report: EarReport): Listening {
  const prerollSamples = (prerollMs / 1000) * sampleRate;
  const pieceSamplesMax = (pieceMsMax / 1000) * sampleRate;
  const aborts = new AbortController();
  let kept: Int16Array[] = [];
  let keptSamples = 0;
  let speaking = false;
  let pending = 0;
  let failures = 0;
  /** Pieces are recognised one after the other, so that their words come in order. */
  let previous = Promise.resolve();

  function hear(pcm: Int16Array): void {
    kept.push(pcm);
    keptSamples += pcm.length;
    if (speaking) {
      if (keptSamples >= pieceSamplesMax) recognise();
      return;
    }
    while (keptSamples - kept[0]!.length >= prerollSamples) keptSamples -= kept.shift()!.length;
  }

  function recognise(): void {
    const pieces = kept;
    kept = [];
    keptSamples = 0;
    if (pending >= piecesMax) return report.failed(new Error(`${ear.id} is too slow`));
    pending += 1;
    previous = previous.then(() => wordsOf(pieces)).then(settle);
  }

  async function wordsOf(pieces: readonly Int16Array[]): Promise<string> {
    const limit = new AbortController();
    const cancel = clock.after(recogniseMsMax, () => limit.abort());
    try {
      const pcm = concatenated(pieces);
      const words = await ear.recognise({ pcm, sampleRate }, AbortSignal.any([aborts.signal, limit.signal]));
      failures = 0;
      return words;
    } catch (error) {
      failures += 1;
      if (failures >= failuresMax && !aborts.signal.aborted) report.failed(error as Error);
      return '';
    } finally {
      cancel();
    }
  }

  function settle(words: string): void {
    pending -= 1;
    if (!aborts.signal.aborted) report.heard(words);
  }

  return {
    hear,
    speechStarted() {
      speaking = true;
    },
    speechStopped() {
      speaking = false;
      recognise();
    },
    wordsMsToCome: () => (pending > 0 ? recogniseMsMax + 500 : 0),
    close: () => aborts.abort(),
  };
}
