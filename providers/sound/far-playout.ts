/**
 * What a leg has to say whose far end buffers and plays by itself: a carrier's media stream, a browser. Sound is sent a
 * little ahead of its playing, with marks in it that the far end gives back when it has played so far. It is the ledger
 * of what was played; marks carry a generation, because carriers also give back what a clear threw away. Source: design
 * ending.md section 5, lines.md "Facts", 2.
 */
import { farMarks, type Mark } from './far-marks.ts';
import type { FarPlayout, FarPlayoutCounts, FarPlayoutOptions } from './far-player.ts';
import { type FarUtterance, keepSent, newFarUtterance, proveTo, takeBack } from './far-utterance.ts';

const frameMs = 20;
const pieceMs = 100;
/** How far ahead of its playing sound is sent: longer than this process is ever held up. */
const leadMs = 3_000;
/** Marks within an utterance, so that it is known how much of a cut one was played. */
const progressMs = 500;
/** Where the far end stands is known to about this; after a pause a syllable may come twice, and none is left out. */
const repeatMs = 200;
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
  const keptMax = samplesIn(leadMs + pieceMs + repeatMs);
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
  let paused = false;
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
    tellQueued(entry);
    pump();
  }

  function tellQueued(entry: FarUtterance): void {
    const remainingMs = remainingThrough(entry);
    onEvent({ type: 'utterance.queued', utterance: entry.utterance, pushedMs: msOf(entry.pushed), remainingMs });
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
    if (paused) return;
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
    keepSent(entry, pcm, keptMax);
    const playsAt = play(pcm);
    if (entry.sent === pcm.length) startAt(entry, playsAt);
    if (entry.still) entry.provedAt = Math.max(playsAt, clock.now());
    entry.still = false;
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
    proveTo(entry, samples, clock.now());
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

  function playedOf({ started, still, heardTo, proved, provedAt, sent }: FarUtterance): number {
    if (!started || still) return started ? heardTo : 0;
    return Math.max(heardTo, Math.min(sent, proved + samplesIn(clock.now() - provedAt)));
  }

  /** The far end can only drop all it has. */
  function clearFarEnd(): void {
    marks.clear();
    busyUntil = Math.min(busyUntil, clock.now());
    far.clear();
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
      // What the far end has of later utterances goes too.
      const cleared = meant ? queue.filter(({ utterance, sent }) => utterance <= through || sent > 0) : [];
      overThrough = Math.max(overThrough, through);
      if (cleared.some(({ sent }) => sent > 0) && !shut) clearFarEnd();
      for (const entry of cleared) {
        const played = playedOf(entry);
        queue.splice(queue.indexOf(entry), 1);
        drop(entry);
        onEvent({ type: 'utterance.cleared', ...facts(entry, played) });
      }
      if (!known) onEvent({ type: 'utterance.cleared', utterance: through, pushedMs: 0, playedMs: 0 });
      if (!shut) pump();
    },
    pause() {
      if (paused || shut) return;
      paused = true;
      cancelPump();
      const begun = queue.filter(({ sent }) => sent > 0);
      for (const entry of begun) {
        entry.heardTo = playedOf(entry);
        queuedSamples += takeBack(entry, entry.heardTo - samplesIn(repeatMs));
      }
      if (begun.length > 0) clearFarEnd();
    },
    resume() {
      if (!paused) return;
      paused = false;
      for (const entry of queue.filter(({ ended }) => ended)) tellQueued(entry);
      pump();
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
