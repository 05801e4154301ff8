/** A document with what it was before and what was undone. */

export type History<Document> = {
  past: readonly Document[];
  now: Document;
  future: readonly Document[];
  /** What was changed last, and when: the letters of one word are one change. */
  last: { what: string; atMs: number } | null;
};

/** Of earlier states; the oldest are forgotten. */
const stepsMax = 200;
/** Changes of the same place that follow each other within this are undone together. */
const gatherMs = 1_000;

export function newHistory<Document>(now: Document): History<Document> {
  return { past: [], now, future: [], last: null };
}

/** `what`: the place that is changed, or any word for the kind of change. */
export function changed<Document>(
  history: History<Document>,
  now: Document,
  what: string,
  atMs: number,
): History<Document> {
  if (now === history.now) return history;
  const { last, past } = history;
  const gathers = last !== null && last.what === what && atMs - last.atMs <= gatherMs && past.length > 0;
  return {
    past: gathers ? past : [...past, history.now].slice(-stepsMax),
    now,
    future: [],
    last: { what, atMs },
  };
}

/** Itself where there is nothing to undo. */
export function undone<Document>(history: History<Document>): History<Document> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], last: null };
}

/** Itself where nothing was undone. */
export function redone<Document>(history: History<Document>): History<Document> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now].slice(-stepsMax), now: next, future, last: null };
}
