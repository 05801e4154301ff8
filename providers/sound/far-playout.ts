/**
 * What a leg has to say whose far end buffers and plays by itself: a carrier's media stream, a browser. Sound is sent a
 * little ahead of its playing, with marks in it that the far end gives back when it has played so far. It is the ledger
 * of what was played; marks carry a generation, because carriers also give back what a clear threw away. Source: design
 * ending.md section 5, lines.md "Facts", 2.
 */
import type { Clock } from '../clock.ts';
import { farMarks, type Mark, type MarkCounts } from './far-marks.ts';
import { type FarUtterance, newFarUtterance } from './far-utterance.ts';
import type { UtteranceEvent } from './playout.ts';

/** The far end. What is sent is played in order, and as long as it sounds. */
export type FarPlayer = {
  /** `playsAt`: when it begins to sound, as far as can be known here, on the clock. */
  play(pcm: Int16Array, playsAt: number): void;
  /** To be given back once everything sent before it was played. */
  mark(name: string): void;
  /** Drops everything that was not yet played. */
  clear(): void;
};

export type FarPlayout = {
  /** More sound of an utterance. That of an utterance which is over is dropped. */
  push(utterance: number, pcm: Int16Array): void;
  /** The utterance has no more sound. */
  end(utterance: number): void;
  /** Drops what was not played of all utterances up to this number; each is reported, and `through` even when unknown. */
  clear(through: number): void;
  /** The far end gave back this mark. */
  marked(name: string): void;
  /** Nothing is sent any more. */
  close(): void;
  readonly counts: Readonly<FarPlayoutCounts>;
  readonly markCounts: Readonly<MarkCounts>;
};

export type FarPlayoutCounts = {
  /** Utterances cut because too much was queued; their pushed milliseconds count what was cut. */
  cutUtterances: number;
  /** Utterances given up because no more sound and no end came. */
  stalledUtterances: number;
  /** Pieces of sound for utterances that were over. */
  droppedPushes: number;
};

export type FarPlayoutOptions = {
  /** Samples a second. */
  sampleRate: number;
  clock: Clock;
  far: FarPlayer;
  onEvent(event: UtteranceEvent): void;
  queuedMsMax?: number;
  /** How long an utterance may stay without sound and without its end. */
  gapMsMax?: number;
};

const frameMs = 20;
const pieceMs = 100;
/** How far ahead of its playing sound is sent: longer than this process is ever held up. */
const leadMs = 3_000;
/** Marks within an utterance, so that it is known how much of a cut one was played. */
const progressMs = 500;
/** So that the end is out of the far end's buffers when its mark comes back (lines.md, fact 1). */
const tailMs = 200;
const utterancesMax = 256;
const gapMsDefault = 20_000;
const queuedMsDefault = 120_000;

export function newFarPlayout(options: FarPlayoutOptions): FarPlayout {
  const { sampleRate, clock, far, onEvent, gapMsMax = gapMsDefault } = options;
  const samplesIn = (ms: number): number => Math.round((ms * sampleRate) / 1000);
  const msOf = (samples: number): number => (samples * 1000) / sampleRate;
  const queuedMax = samplesIn(options.queuedMsMax ?? queuedMsDefault);
  const [pieceSamples, frameSamples, progressSamples] = [pieceMs, frameMs, progressMs].map(samplesIn) as Three;
  const tail = new Int16Array(samplesIn(tailMs));
  const counts: FarPlayoutCounts = {
    cutUtterances: 0,
    stalledUtterances: 0,
    droppedPushes: 0,
  };
  const queue: FarUtterance[] = [];
  const marks = farMarks<FarUtterance>(clock);
  let queuedSamples = 0;
  /** Utterances up to this number are over, unless they still stand in the queue. */
  let overThrough = -1;
  /** When the far end will have played what it has, and since when it has been playing without a pause. */
  let busyUntil = 0;
  let busySince = 0;
  let cancelPump = (): void => {};
  let shut = false;

  const facts = ({ utterance, pushed }: FarUtterance, played: number) => ({
    utterance,
    pushedMs: msOf(pushed),
    playedMs: msOf(played),
  });

  function entryOf(utterance: number): FarUtterance | null {
    const known = queue.find((queued) => queued.utterance === utterance);
    if (known) return known;
    if (utterance <= overThrough) return null;
    if (queue.length >= utterancesMax && !forgetUnproved()) return null;
    const fresh = newFarUtterance(utterance);
    const later = queue.findIndex((queued) => queued.utterance > utterance && queued.sent === 0);
    queue.splice(later < 0 ? queue.length : later, 0, fresh);
    watchGap(fresh);
    return fresh;
  }

  /** The oldest one whose mark never came back. */
  function forgetUnproved(): boolean {
    const [first] = queue;
    if (!first?.closed) return false;
    queue.shift();
    drop(first);
    return true;
  }

  function watchGap(entry: FarUtterance): void {
    entry.cancelGap();
    entry.cancelGap = clock.after(gapMsMax, () => {
      counts.stalledUtterances++;
      finish(entry);
    });
  }

  function finish(entry: FarUtterance): void {
    entry.ended = true;
    entry.cancelGap();
    const remainingMs = remainingThrough(entry);
    onEvent({ type: 'utterance.queued', utterance: entry.utterance, pushedMs: msOf(entry.pushed), remainingMs });
    pump();
  }

  function remainingThrough(last: FarUtterance): number {
    let ms = Math.max(0, busyUntil - clock.now());
    for (const queued of queue) {
      ms += msOf(queued.sound.length) + (queued.closed || queued.pushed === 0 ? 0 : tailMs);
      if (queued === last) break;
    }
    return ms;
  }

  /** Sends what is due: sound up to the lead, and marks with it. */
  function pump(): void {
    cancelPump();
    for (const entry of queue) {
      while (!entry.closed) {
        const waitMs = busyUntil - leadMs - clock.now();
        if (waitMs > 0) return void (cancelPump = clock.after(waitMs, pump));
        if (!sendNext(entry)) return settle();
      }
    }
    settle();
  }

  /** False: the entry has nothing to send yet. */
  function sendNext(entry: FarUtterance): boolean {
    const { sound } = entry;
    if (sound.length >= frameSamples || (entry.ended && sound.length > 0)) {
      send(entry, sound.take(pieceSamples));
      return true;
    }
    if (!entry.ended) return false;
    entry.closed = true;
    if (entry.sent > 0) {
      play(tail);
      mark(entry, true);
    } else entry.played = true;
    return true;
  }

  function send(entry: FarUtterance, pcm: Int16Array): void {
    queuedSamples -= pcm.length;
    entry.sent += pcm.length;
    const playsAt = play(pcm);
    if (entry.sent === pcm.length) startAt(entry, playsAt);
    if (entry.sent - entry.markedTo >= progressSamples) mark(entry, false);
  }

  function play(pcm: Int16Array): number {
    const now = clock.now();
    if (busyUntil < now) busySince = busyUntil = now;
    const playsAt = busyUntil;
    busyUntil += msOf(pcm.length);
    far.play(pcm, playsAt);
    return playsAt;
  }

  function startAt(entry: FarUtterance, at: number): void {
    const start = (): void => {
      if (entry.started) return;
      entry.started = true;
      entry.provedAt = Math.max(at, clock.now());
      onEvent({ type: 'utterance.started', utterance: entry.utterance });
    };
    if (at <= clock.now()) start();
    else entry.cancelStart = clock.after(at - clock.now(), start);
  }

  function mark(entry: FarUtterance, isLast: boolean): void {
    const { utterance, sent: samples } = entry;
    entry.markedTo = samples;
    far.mark(marks.put({ entry, utterance, samples, isLast }, busyUntil, busyUntil - busySince));
  }

  /** The far end plays in order: what was sent before is played too, also where its own mark was lost. */
  function prove({ entry, samples, isLast }: Mark<FarUtterance>): void {
    for (const before of queue) {
      if (before === entry) break;
      before.played = true;
    }
    entry.proved = samples;
    entry.provedAt = clock.now();
    entry.played ||= isLast;
  }

  /** Those at the front that were played are over. */
  function settle(): void {
    for (let first = queue[0]; first?.played; first = queue[0]) {
      queue.shift();
      drop(first);
      onEvent({ type: 'utterance.played', ...facts(first, first.sent) });
    }
  }

  function drop(entry: FarUtterance): void {
    overThrough = Math.max(overThrough, entry.utterance);
    queuedSamples -= entry.sound.length;
    entry.cancelStart();
    entry.cancelGap();
  }

  function playedOf({ started, proved, provedAt, sent }: FarUtterance): number {
    return started ? Math.min(sent, proved + samplesIn(clock.now() - provedAt)) : 0;
  }

  return {
    counts,
    markCounts: marks.counts,
    push(utterance, pcm) {
      const entry = shut ? null : entryOf(utterance);
      if (!entry || entry.ended) return void counts.droppedPushes++;
      watchGap(entry);
      entry.pushed += pcm.length;
      const kept = pcm.subarray(0, entry.cut ? 0 : Math.max(0, queuedMax - queuedSamples));
      entry.sound.push(kept);
      queuedSamples += kept.length;
      if (kept.length < pcm.length && !entry.cut) {
        entry.cut = true;
        counts.cutUtterances++;
      }
      pump();
    },
    end(utterance) {
      const entry = shut ? null : entryOf(utterance);
      if (entry && !entry.ended) finish(entry);
    },
    clear(through) {
      const known = through <= overThrough || queue.some(({ utterance }) => utterance === through);
      const meant = queue.some(({ utterance }) => utterance <= through);
      // The far end can only drop all it has: what it has of later utterances goes too.
      const cleared = meant ? queue.filter(({ utterance, sent }) => utterance <= through || sent > 0) : [];
      overThrough = Math.max(overThrough, through);
      if (cleared.some(({ sent }) => sent > 0) && !shut) {
        marks.clear();
        busyUntil = Math.min(busyUntil, clock.now());
        far.clear();
      }
      for (const entry of cleared) {
        const played = playedOf(entry);
        queue.splice(queue.indexOf(entry), 1);
        drop(entry);
        onEvent({ type: 'utterance.cleared', ...facts(entry, played) });
      }
      if (!known) onEvent({ type: 'utterance.cleared', utterance: through, pushedMs: 0, playedMs: 0 });
      if (!shut) pump();
    },
    marked(name) {
      const found = marks.take(name);
      if (found) prove(found);
      settle();
    },
    close() {
      shut = true;
      cancelPump();
      for (const entry of queue) {
        entry.cancelStart();
        entry.cancelGap();
      }
    },
  };
}

type Three = [number, number, number];
