/** One utterance on its way to a far end that plays by itself: what came of it, what was sent, what is known to be played. */
import { type SampleQueue, sampleQueue } from './sample-queue.ts';

export type FarUtterance = {
  utterance: number;
  /** Not yet sent. */
  sound: SampleQueue;
  /** Samples. */
  pushed: number;
  sent: number;
  markedTo: number;
  /** So much was played for certain, and since then more. */
  proved: number;
  provedAt: number;
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
    markedTo: 0,
    proved: 0,
    provedAt: 0,
    started: false,
    ended: false,
    closed: false,
    played: false,
    cut: false,
    cancelStart: () => {},
    cancelGap: () => {},
  };
}
