/** Splits the words of a turn into parts that each do one thing. Source: design ending.md section 5. */
import type { Word } from './normalise.ts';
import { endsOf, type Kind, type Lexicon, type Phrase } from './phrases.ts';
import { classes, common, joiners } from './words.ts';

/** The words `from` … `to - 1`. */
export type Part = { kind: Kind; from: number; to: number };
type Found = { kind: Kind; to: number } | undefined;

const closes: ReadonlySet<Kind> = new Set(['leave', 'going', 'done', 'fine', 'thanks']);
const opens: ReadonlySet<Kind> = new Set(['question', 'request', 'uncertain']);

/**
 * At each place the longest phrase wins. What no phrase explains is `content`, and so are words of leave that somebody
 * else is said to have spoken.
 */
export function split(words: readonly Word[], lexicon: Lexicon): Part[] {
  const table = new Table(words, lexicon);
  const parts: Part[] = [];
  let quoting = false;
  for (let at = 0; at < words.length;) {
    const last = parts.at(-1);
    const starts = at === 0 || isBoundary(words, at) || (last !== undefined && last.kind !== 'content') || quoting;
    const found = table.find(at, starts);
    const joins = joiners.has(words[at]!.text);
    let kind = found?.kind ?? (joins ? 'noise' : 'content');
    const goesOn: boolean = quoting && words[at - 1]!.mark === '';
    quoting =
      ((last?.kind === 'content' && isReported(words, at)) || goesOn) && (quotable.has(kind) || (goesOn && joins));
    if (quoting && !joins) kind = 'content';
    else if (!found && last && takesName.has(last.kind) && table.isName(at)) kind = 'name';
    const to = found?.to ?? at + 1;
    if (kind === 'content' && last?.kind === 'content') last.to = to;
    else parts.push({ kind, from: at, to });
    at = to;
  }
  return parts;
}

const quotable: ReadonlySet<Kind> = new Set(['leave', 'done', 'fine', 'thanks', 'ack']);
const takesName: ReadonlySet<Kind> = new Set(['leave', 'thanks', 'going', 'name']);

function isBoundary(words: readonly Word[], at: number): boolean {
  const before = words[at - 1]!;
  return before.mark !== '' || joiners.has(before.text);
}

const reporting = new Set(
  `say says said saying told went goes named means wave waved word titled is was are were be a an the my his her their
  our your long`.split(/\s+/),
);
const hearers = new Set('me him her us them'.split(' '));

/** "She said …", "he told me …", "he was like …", "the code is …", "a …". */
function isReported(words: readonly Word[], at: number): boolean {
  const before = (back: number): string => {
    const word = words[at - back];
    return word && word.mark === '' ? word.text : '';
  };
  if (reporting.has(before(1)) || (hearers.has(before(1)) && before(2) === 'told')) return true;
  return before(1) === 'like' && /^(is|was|were|am|are|be)$/.test(before(2));
}

const reasons = new Set('because i we sorry now but so'.split(' '));
const subjects = new Set('it there the my our someone somebody'.split(' '));
/** No part of the thing that somebody is thanked for. */
const notStuff = new Set(
  'i we he she they there okay yeah yes no alright but and so because right any means'.split(' '),
);
const opening = new Set([...classes['aux']!, ...classes['wh']!, ...'wait hold hang stop actually tell'.split(' ')]);

/** Which phrase begins where. Made from the last word to the first, for "goodbye" may be a leave or not by what follows. */
class Table {
  readonly #words: readonly Word[];
  readonly #lexicon: Lexicon;
  /** What begins at each place, where a clause may begin there and where not. */
  readonly #starting: Found[] = [];
  readonly #inside: Found[] = [];

  constructor(words: readonly Word[], lexicon: Lexicon) {
    this.#words = words;
    this.#lexicon = lexicon;
    for (let at = words.length - 1; at >= 0; at--) {
      this.#findAt(at);
    }
  }

  find(at: number, starts: boolean): Found {
    return starts ? this.#starting[at] : this.#inside[at];
  }

  /** One word that may be a person's name, with its title, and nothing unexplained behind it. */
  isName(at: number): boolean {
    const word = this.#words[at];
    const titles = classes['title']!;
    if (!word || !/^\p{L}{2,}$/u.test(word.text)) return false;
    if (titles.has(word.text) && this.#words[at + 1]) return this.#isFree(at + 2) || this.#isFree(at + 3);
    if (at > 0 && titles.has(this.#words[at - 1]!.text)) return true;
    if (common.has(word.text) || classes['time']!.has(word.text) || this.#inside[at]) return false;
    return this.#isFree(at + 1);
  }

  #findAt(at: number): void {
    const before = at > 0 && this.#words[at - 1]!.mark === '' ? this.#words[at - 1]!.text : '';
    for (const phrase of this.#lexicon.byFirst.get(this.#words[at]!.text) ?? []) {
      if (phrase.notAfter?.has(before)) continue;
      const to = endsOf(phrase.row, this.#words, at, this.#isStuff).find((end) => this.#mayEnd(phrase, end)) ?? 0;
      const found = { kind: phrase.kind, to };
      if (to > (this.#starting[at]?.to ?? 0)) this.#starting[at] = found;
      if (to > (this.#inside[at]?.to ?? 0) && !phrase.starts) this.#inside[at] = found;
    }
  }

  readonly #isStuff = (at: number): boolean => {
    const open = opens.has(this.#starting[at]?.kind ?? 'content') && opening.has(this.#words[at]!.text);
    return !notStuff.has(this.#words[at]!.text) && !this.#inside[at] && !open;
  };

  #mayEnd(phrase: Phrase, to: number): boolean {
    // "I have to go", "there's someone at the door".
    if (this.#words[to - 1]!.text === 'there' && this.#words[to]?.text === 'is') return false;
    if (!phrase.ends) return true;
    if (phrase.ends === 'text') return to === this.#words.length;
    if (phrase.ends === 'open') return !closes.has(this.#starting[to]?.kind ?? 'content');
    if (this.#isFree(to)) return phrase.ends !== 'reason' || this.#words[to]?.text !== 'and';
    if (phrase.ends === 'name') return this.isName(to);
    return phrase.ends === 'reason' && this.#isReason(to);
  }

  /** "I have to go" … "my bus is here", "it's late", "the doorbell's ringing". */
  #isReason(at: number): boolean {
    const word = this.#words[at]!.text;
    const next = this.#words.slice(at + 1, at + 4).map((one) => one.text);
    if (reasons.has(word)) return true;
    if (!subjects.has(word)) return false;
    return next.some((text) => /^(is|are|has|have)$|'s$/.test(text));
  }

  #isFree(at: number): boolean {
    if (at >= this.#words.length || this.#words[at - 1]!.mark !== '') return true;
    return joiners.has(this.#words[at]!.text) || this.#starting[at] !== undefined;
  }
}
