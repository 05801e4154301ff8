/**
 * What a leg has to say, utterance after utterance in the order of their numbers, handed out in frames of 20 ms. It is
 * the ledger of what was played: its milliseconds are counted samples. Source: design ending.md section 5.
 */
import type { AudioLegEvent } from '../carriers/audio-leg.ts';
import { sampleQueue, type SampleQueue } from './sample-queue.ts';

const frameMs = 20;

export type UtteranceEvent = Extract<AudioLegEvent, { type: `utterance.${string}` }>;

export type Playout = {
  /** More sound of an utterance. That of an utterance which is over is dropped. */
  push(utterance: number, pcm: Int16Array): void;
  /** The utterance has no more sound. */
  end(utterance: number): void;
  /** Drops what was not played of all utterances up to this number; each is reported, and `through` even when unknown. */
  clear(through: number): void;
  /** Nothing is played until `resume`, and nothing is lost; what has its end is then told as queued once more. Idempotent. */
  pause(): void;
  resume(): void;
  /** To be called once for each frame that goes out, just before it does. Null: silence is to be sent. */
  nextFrame(): Int16Array | null;
  /**
   * How many frames of silence are still to be sent before the line may be dropped, so that the far end's jitter buffer
   * gives out the last sound. 0 after a clear, and while there is more to say.
   */
  tailOwed(): number;
  readonly counts: Readonly<PlayoutCounts>;
};

export type PlayoutCounts = {
  /** Gaps within utterances, because their sound came too slowly. */
  underruns: number;
  /** Utterances cut because too much was queued; their pushed milliseconds count what was cut. */
  cutUtterances: number;
  /** Utterances given up because no more sound and no end came. */
  stalledUtterances: number;
  /** Pieces of sound for utterances that were over. */
  droppedPushes: number;
};

export type PlayoutOptions = {
  /** Samples a second. */
  sampleRate: number;
  onEvent(event: UtteranceEvent): void;
  queuedMsMax?: number;
  /** How long an utterance may stay without sound and without its end. */
  gapMsMax?: number;
};

/** 200 ms: with less a telephone was heard to lose the end (design lines.md, fact 1). */
const tailFrames = 10;
const utterancesMax = 256;
/** About −60 dB: nobody hears it, so such a frame is as good a tail as pure silence. */
const inaudiblePeak = 32;

type Queued = {
  utterance: number;
  sound: SampleQueue;
  pushed: number;
  played: number;
  started: boolean;
  ended: boolean;
  cut: boolean;
  /** Of the present gap. */
  gapFrames: number;
};

export function newPlayout(options: PlayoutOptions): Playout {
  const { sampleRate, onEvent } = options;
  const frameSamples = (sampleRate * frameMs) / 1000;
  const queuedMax = ((options.queuedMsMax ?? 120_000) * sampleRate) / 1000;
  const gapFramesMax = (options.gapMsMax ?? 20_000) / frameMs;
  const counts: PlayoutCounts = { underruns: 0, cutUtterances: 0, stalledUtterances: 0, droppedPushes: 0 };
  const queue: Queued[] = [];
  let queuedSamples = 0;
  /** Utterances up to this number are over, unless they still stand in the queue. */
  let overThrough = -1;
  let silentFrames = tailFrames;
  let paused = false;

  const ms = (samples: number): number => (samples * 1000) / sampleRate;
  const facts = ({ utterance, pushed, played }: Queued) => ({
    utterance,
    pushedMs: ms(pushed),
    playedMs: ms(played),
  });

  const entryOf = (utterance: number): Queued | null => {
    const known = queue.find((queued) => queued.utterance === utterance);
    if (known) return known;
    if (utterance <= overThrough || queue.length >= utterancesMax) return null;
    const fresh: Queued = {
      utterance,
      sound: sampleQueue(),
      pushed: 0,
      played: 0,
      started: false,
      ended: false,
      cut: false,
      gapFrames: 0,
    };
    const later = queue.findIndex((queued) => queued.utterance > utterance && !queued.started);
    queue.splice(later < 0 ? queue.length : later, 0, fresh);
    return fresh;
  };

  /** Those at the front that have ended and have nothing more to play are over. */
  const settle = (): void => {
    for (let first = queue[0]; first?.ended && first.sound.length === 0; first = queue[0]) {
      queue.shift();
      overThrough = Math.max(overThrough, first.utterance);
      onEvent({ type: 'utterance.played', ...facts(first) });
    }
  };

  const gap = (entry: Queued): null => {
    silentFrames++;
    if (entry.started && entry.gapFrames === 0) counts.underruns++;
    if (++entry.gapFrames >= gapFramesMax) {
      counts.stalledUtterances++;
      finish(entry);
    }
    return null;
  };

  const finish = (entry: Queued): void => {
    entry.ended = true;
    tellQueued(entry);
    settle();
  };

  const tellQueued = (entry: Queued): void => {
    let framesLeft = 0;
    for (const queued of queue) {
      framesLeft += Math.ceil(queued.sound.length / frameSamples);
      if (queued === entry) break;
    }
    const { utterance, pushedMs } = facts(entry);
    onEvent({ type: 'utterance.queued', utterance, pushedMs, remainingMs: framesLeft * frameMs });
  };

  const play = (entry: Queued): Int16Array => {
    const sound = entry.sound.take(frameSamples);
    queuedSamples -= sound.length;
    entry.played += sound.length;
    entry.gapFrames = 0;
    silentFrames = isAudible(sound) ? 0 : silentFrames + 1;
    if (!entry.started) {
      entry.started = true;
      onEvent({ type: 'utterance.started', utterance: entry.utterance });
    }
    settle();
    return sound.length === frameSamples ? sound : padded(sound, frameSamples);
  };

  const canPlay = (entry: Queued): boolean =>
    entry.sound.length >= frameSamples || (entry.ended && entry.sound.length > 0);

  return {
    counts,
    push(utterance, pcm) {
      const entry = entryOf(utterance);
      if (!entry || entry.ended) {
        counts.droppedPushes++;
        return;
      }
      entry.pushed += pcm.length;
      const room = entry.cut ? 0 : queuedMax - queuedSamples;
      const kept = pcm.subarray(0, room);
      entry.sound.push(kept);
      queuedSamples += kept.length;
      if (kept.length < pcm.length && !entry.cut) {
        entry.cut = true;
        counts.cutUtterances++;
      }
    },
    end(utterance) {
      const entry = entryOf(utterance);
      if (entry && !entry.ended) finish(entry);
    },
    clear(through) {
      const known = through <= overThrough || queue.some(({ utterance }) => utterance === through);
      const cleared = queue.filter(({ utterance }) => utterance <= through);
      overThrough = Math.max(overThrough, through);
      if (cleared.some(({ started }) => started)) silentFrames = tailFrames;
      for (const entry of cleared) {
        queue.splice(queue.indexOf(entry), 1);
        queuedSamples -= entry.sound.length;
        onEvent({ type: 'utterance.cleared', ...facts(entry) });
      }
      if (!known) onEvent({ type: 'utterance.cleared', utterance: through, pushedMs: 0, playedMs: 0 });
      settle();
    },
    pause() {
      paused = true;
    },
    resume() {
      if (!paused) return;
      paused = false;
      for (const entry of queue.filter(({ ended }) => ended)) tellQueued(entry);
    },
    nextFrame() {
      const [entry] = queue;
      if (entry && !paused) return canPlay(entry) ? play(entry) : gap(entry);
      silentFrames++;
      return null;
    },
    tailOwed: () => (!paused && queue[0] && canPlay(queue[0]) ? 0 : Math.max(0, tailFrames - silentFrames)),
  };
}

function isAudible(pcm: Int16Array): boolean {
  return pcm.some((sample) => sample > inaudiblePeak || sample < -inaudiblePeak);
}

function padded(pcm: Int16Array, length: number): Int16Array {
  const whole = new Int16Array(length);
  whole.set(pcm);
  return whole;
}
