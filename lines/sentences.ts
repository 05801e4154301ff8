/** Cuts text that comes in pieces into sentences for a voice, each as soon as it is complete. Nothing is lost. */

export type Sentence = {
  text: string;
  /** Where it ends in the whole text, in characters, with the spaces behind it. */
  end: number;
};

export type Sentences = {
  /** What is complete with this piece. */
  push(piece: string): Sentence[];
  /** What is left, complete or not. */
  rest(): Sentence[];
  /** Whether what is left looks complete: only what comes next could tell. */
  looksComplete(): boolean;
};

/** A voice gets no longer piece, and starts no later for one. */
const sentenceCharsMax = 240;
/** From here on a comma will do. */
const clauseCharsMin = 120;
const closers = `["'”’)\\]]*`;
/** A sign that ends a sentence, and a space that shows it. Not after one letter or a title: "Dr. Who", "J. Smith". */
const sentenceEnd = new RegExp(
  `(?<!\\b(?:Mr|Mrs|Ms|Dr|St|No|vs|Prof|Sr|Jr|\\p{L}))[.!?…]+${closers}\\s+|[。！？]+${closers}\\s*|\\n+\\s*`,
  'u',
);
const lastSign = new RegExp(`[.!?…。！？]${closers}\\s*$`, 'u');

export function sentences(): Sentences {
  let left = '';
  let taken = 0;

  function take(length: number): Sentence {
    const text = left.slice(0, length);
    left = left.slice(length);
    taken += length;
    return { text: text.trim(), end: taken };
  }

  function* complete(): Iterable<Sentence> {
    for (let length = nextCut(left); length > 0; length = nextCut(left)) yield take(length);
  }

  return {
    push(piece) {
      left += piece;
      return [...complete()];
    },
    rest: () => [...complete(), ...(left === '' ? [] : [take(left.length)])],
    looksComplete: () => lastSign.test(left),
  };
}

/** The length of the first sentence, or 0 when it is not complete. */
function nextCut(text: string): number {
  const match = sentenceEnd.exec(text.slice(0, sentenceCharsMax * 2));
  const end = match ? match.index + match[0].length : 0;
  if (end > 0 && end <= sentenceCharsMax) return end;
  if (text.length <= sentenceCharsMax) return 0;
  const window = text.slice(0, sentenceCharsMax);
  const clause = Math.max(...[', ', '; ', ': ', ' – '].map((sign) => window.lastIndexOf(sign) + sign.length));
  if (clause > clauseCharsMin) return clause;
  const space = window.lastIndexOf(' ') + 1;
  return space > 0 ? space : sentenceCharsMax;
}
