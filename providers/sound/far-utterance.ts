/** One utterance on its way to a far end that plays by itself: what came of it, what was sent, what is known to be played. */
import { type SampleQueue, sampleQueue } from './sample-queue.ts';

export type FarUtterance = {
  utterance: number;
  /** Not yet sent. */
  sound: SampleQueue;
  /** Samples. */
  pushed: number;
  sent: number;
  /** The newest of what was sent, from this sample on: it may have to be sent again. */
  kept: SampleQueue;
  keptFrom: number;
  markedTo: number;
  /** So much was played for certain, and since then more. */
  proved: number;
  provedAt: number;
  /** It stands where it is proved to, */
  still: boolean;
  /** and this far it was heard before it did. */
  heardTo: number;
  started: boolean;
  ended: boolean;
  /** All of it is with the far end, its last mark too. */
  closed: boolean;
  played: boolean;
  cut: boolean;
  cancelStart(): void;
  cancelGap(): void;
};

export function newFarUtterance(utterance: number): FarUtterance {
  return {
    utterance,
    sound: sampleQueue(),
    pushed: 0,
    sent: 0,
    kept: sampleQueue(),
    keptFrom: 0,
    markedTo: 0,
    proved: 0,
    provedAt: 0,
    still: false,
    heardTo: 0,
    started: false,
    ended: false,
    closed: false,
    played: false,
    cut: false,
    cancelStart: () => {},
    cancelGap: () => {},
  };
}

/** At most `keptMax` samples are kept. To be called once they count as sent. */
export function keepSent(entry: FarUtterance, pcm: Int16Array, keptMax: number): void {
  entry.kept.push(pcm);
  forget(entry, entry.sent - keptMax);
}

/** So many samples were played at this instant. */
export function proveTo(entry: FarUtterance, samples: number, at: number): void {
  entry.proved = samples;
  entry.provedAt = at;
  forget(entry, samples);
}

function forget(entry: FarUtterance, before: number): void {
  if (before <= entry.keptFrom) return;
  entry.kept.take(before - entry.keptFrom);
  entry.keptFrom = before;
}

/** What was sent from this sample on is to be sent again, as far as it is kept. Answers how many samples that is. */
export function takeBack(entry: FarUtterance, from: number): number {
  const place = Math.min(entry.sent, Math.max(from, entry.proved, entry.keptFrom));
  const returned = entry.sent - place;
  const sound = sampleQueue();
  sound.push(entry.kept.take(entry.kept.length).subarray(place - entry.keptFrom));
  sound.push(entry.sound.take(entry.sound.length));
  entry.cancelStart();
  Object.assign(entry, { sound, sent: place, markedTo: place, proved: place, keptFrom: place });
  entry.closed = false;
  entry.still = true;
  return returned;
}
