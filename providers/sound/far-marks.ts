/**
 * The marks that are with a far end: each stands behind some sound, and comes back once that was played. A clear makes
 * all of them worthless, also those that come back because of it. Source: design ending.md section 5, lines.md "Facts", 2.
 */
import type { Clock } from '../clock.ts';

export type Mark<Entry> = { entry: Entry; samples: number; isLast: boolean };

export type FarMarks<Entry> = {
  /** The name of a new mark. Its sound is over at `playedAt`, of which `busyMs` were played without a pause. */
  put(mark: Mark<Entry> & { utterance: number }, playedAt: number, busyMs: number): string;
  /** The far end gave one back; null when it proves nothing. Those put before it are not waited for any more. */
  take(name: string): Mark<Entry> | null;
  /** The far end was told to drop what it had. */
  clear(): void;
  readonly counts: Readonly<MarkCounts>;
};

export type MarkCounts = {
  /** Given back although their sound was cleared, or never put. */
  stray: number;
  /** Given back before their sound can have been played. */
  early: number;
};

/** A mark may come so much before its sound should be over: clocks differ, and buffers are counted as played. */
const earlyMsMax = 300;
const earlyShareMax = 0.02;
/** Of a far end that gives none back. */
const marksMax = 1_000;

export function farMarks<Entry>(clock: Clock): FarMarks<Entry> {
  /** Oldest first. */
  const marks = new Map<string, Mark<Entry> & { notBefore: number }>();
  const counts: MarkCounts = { stray: 0, early: 0 };
  let generation = 0;
  return {
    counts,
    put({ utterance, ...mark }, playedAt, busyMs) {
      const name = `${generation}.${utterance}.${mark.samples}${mark.isLast ? '.end' : ''}`;
      marks.set(name, { ...mark, notBefore: playedAt - earlyMsMax - earlyShareMax * busyMs });
      if (marks.size > marksMax) marks.delete(marks.keys().next().value!);
      return name;
    },
    take(name) {
      const found = marks.get(name);
      if (!found) counts.stray++;
      else if (clock.now() < found.notBefore) counts.early++;
      else {
        for (const earlier of marks.keys()) {
          marks.delete(earlier);
          if (earlier === name) break;
        }
        return found;
      }
      return null;
    },
    clear() {
      generation++;
      marks.clear();
    },
  };
}
