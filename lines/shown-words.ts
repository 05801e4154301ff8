/**
 * The ledger of words on somebody's screen: what was sent, what the other end says it has shown, and how long reading
 * takes when it says nothing. Source: design ending.md section 5.
 */
import type { Clock } from '../providers/clock.ts';
import type { LineEvent } from './line.ts';
import { msPerCharacter, newUtterance, readingMs, type ShownUtterance } from './shown-utterance.ts';

export type ShownWordsParts = {
  clock: Clock;
  report(event: LineEvent): void;
  /** A mark behind everything sent so far, and whether it has arrived. */
  mark(): number;
  hasReached(mark: number): boolean;
};

export type ShownWords = {
  sent(utteranceId: string, text: string, last: boolean): void;
  /** The other end has shown this much; `whole`: all of it, `final`: it was told to drop the rest, and has. */
  shown(utteranceId: string, characters: number | null, whole: boolean, final: boolean): void;
  /** Waits a bounded time for the final word on each utterance, then tells what was heard of it. False when there is nothing to drop. */
  clear(): boolean;
  /**
   * Tells at once what was heard of all that is unfinished. Whole utterances not as cleared: that would say that the
   * caller spoke, and take the call back where any speech does.
   */
  settle(): void;
  stop(): void;
};

/** The other end has this long to answer a clear. */
const clearAnswerMs = 1_000;
/** Reports of somebody who tells what was shown may be this late. */
const reportGraceMs = 1_500;
/** A slow reader who goes on telling gets this many times the reading time, counted from the last piece. */
const slowReaderFactor = 3;

export function shownWords(parts: ShownWordsParts): ShownWords {
  const { clock, report } = parts;
  let queue: ShownUtterance[] = [];
  let dropped: ShownUtterance[] = [];
  let cancelAnswerTimer = (): void => {};
  /** Whether the other end tells what it shows, as far as is known; null before the first utterance is over. */
  let tells: boolean | null = null;

  function sent(utteranceId: string, text: string, last: boolean): void {
    const now = clock.now();
    let utterance = queue.find((one) => one.id === utteranceId);
    if (!utterance) {
      const readFrom = Math.max(now, queue.at(-1)?.readUntil ?? now);
      utterance = newUtterance(utteranceId, readFrom);
      queue.push(utterance);
    }
    utterance.text += text;
    utterance.readUntil = Math.max(now, utterance.readUntil) + text.length * msPerCharacter;
    begin(); // What is reported may have the queue cleared.
    if (last && queue.includes(utterance)) closeUtterance(utterance, now);
    else utterance.closed ||= last;
  }

  function closeUtterance(utterance: ShownUtterance, now: number): void {
    utterance.closed = true;
    if (utterance.text.trim() === '') {
      remove(utterance);
      return report({ type: 'playback.failed', utteranceId: utterance.id, detail: 'nothing to show' });
    }
    utterance.mark = parts.mark();
    const remainingMs = utterance.readUntil - now;
    utterance.dueAtMax = now + slowReaderFactor * remainingMs + reportGraceMs;
    announce(utterance, utterance.readUntil + (tells === false ? 0 : reportGraceMs));
  }

  /** It counts as over at `dueAt`, whatever the other end says. */
  function announce(utterance: ShownUtterance, dueAt: number): void {
    const now = clock.now();
    utterance.dueAt = dueAt;
    utterance.cancelTimer();
    utterance.cancelTimer = clock.after(dueAt - now, () => finish(utterance, false));
    report({ type: 'playback.queued', utteranceId: utterance.id, remainingMs: Math.round(dueAt - now) });
  }

  /** The words at the head of the queue are on the screen. */
  function begin(): void {
    const [head] = queue;
    if (!head || head.begun || head.text.trim() === '') return;
    head.begun = true;
    report({ type: 'playback.started', utteranceId: head.id });
  }

  function shown(utteranceId: string, characters: number | null, whole: boolean, final: boolean): void {
    const waiting = dropped.find((one) => one.id === utteranceId);
    const utterance = waiting ?? queue.find((one) => one.id === utteranceId);
    if (!utterance) return;
    tells = true;
    const all = utterance.text.length;
    const count = whole ? all : Math.min(characters ?? 0, all);
    utterance.shown = Math.max(utterance.shown ?? 0, count);
    const isWhole = utterance.closed && utterance.shown >= all;
    if (waiting) return answerDropped(waiting, isWhole, final);
    if (isWhole) return finishUpTo(utterance);
    allowMoreTime(utterance);
  }

  /** Somebody who tells of progress, but reads slowly, is waited for, and so are the words behind. */
  function allowMoreTime(utterance: ShownUtterance): void {
    let readUntil = clock.now();
    for (const one of queue.slice(queue.indexOf(utterance))) {
      one.readFrom = readUntil;
      readUntil += (one.text.length - (one.shown ?? 0)) * msPerCharacter;
      one.readUntil = readUntil;
      const dueAt = Math.min(readUntil + reportGraceMs, one.dueAtMax);
      if (one.closed && dueAt > one.dueAt) announce(one, dueAt);
    }
  }

  /** Words are shown in order: what stood before the confirmed ones is over too. */
  function finishUpTo(utterance: ShownUtterance): void {
    for (const earlier of queue.slice(0, queue.indexOf(utterance))) finish(earlier, false);
    if (queue.includes(utterance)) finish(utterance, true);
  }

  function finish(utterance: ShownUtterance, confirmed: boolean): void {
    remove(utterance);
    if (!confirmed && utterance.shown === null) tells ??= false;
    const pushedMs = readingMs(utterance.text.length);
    const playedMs = readingMs(utterance.shown ?? readBy(utterance));
    const proof = confirmed ? 'confirmed' : 'estimated';
    report({ type: 'playback.finished', utteranceId: utterance.id, pushedMs, playedMs, proof });
    begin();
  }

  function clear(): boolean {
    if (queue.length === 0) return false;
    for (const utterance of queue) utterance.cancelTimer();
    dropped.push(...queue);
    queue = [];
    cancelAnswerTimer();
    cancelAnswerTimer = clock.after(clearAnswerMs, settleDropped);
    return true;
  }

  function answerDropped(utterance: ShownUtterance, isWhole: boolean, final: boolean): void {
    if (!isWhole && !final) return; // It was on its way before the clear arrived.
    dropped = dropped.filter((one) => one !== utterance);
    if (dropped.length === 0) cancelAnswerTimer();
    if (isWhole) finish(utterance, true);
    else reportCleared(utterance);
  }

  function settleDropped(): void {
    cancelAnswerTimer();
    const settled = dropped;
    dropped = [];
    settled.forEach(reportCleared);
  }

  function reportCleared(utterance: ShownUtterance): void {
    const heardText = utterance.text.slice(0, utterance.shown ?? readBy(utterance));
    const pushedMs = readingMs(utterance.text.length);
    const playedMs = readingMs(heardText.length);
    report({ type: 'playback.cleared', utteranceId: utterance.id, pushedMs, playedMs, heardText });
  }

  function settle(): void {
    settleDropped();
    for (let [first] = queue; first; [first] = queue) {
      if (first.closed) finish(first, false);
      else {
        remove(first);
        reportCleared(first);
      }
    }
  }

  function remove(utterance: ShownUtterance): void {
    utterance.cancelTimer();
    queue = queue.filter((one) => one !== utterance);
  }

  function stop(): void {
    cancelAnswerTimer();
    for (const utterance of queue) utterance.cancelTimer();
    queue = [];
    dropped = [];
  }

  /** By estimate. Somebody who tells, but not of these words, has not seen them; nor has anybody whom they never reached. */
  function readBy(utterance: ShownUtterance): number {
    const { text, readFrom, readUntil, closed } = utterance;
    if (tells === true || (closed && !parts.hasReached(utterance.mark))) return 0;
    const now = clock.now();
    if (closed && now >= readUntil) return text.length;
    return Math.max(0, Math.min(text.length, Math.floor((now - readFrom) / msPerCharacter)));
  }

  return { sent, shown, clear, settle, stop };
}
