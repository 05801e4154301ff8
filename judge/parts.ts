/** Splits the words of a turn into parts that each do one thing. Source: design ending.md section 5. */
import type { Word } from './normalise.ts';
import { endsOf, type Kind, type Lexicon, type Phrase } from './phrases.ts';
import { classes, common, joiners } from './words.ts';

/** The words `from` … `to - 1`. */
export type Part = { kind: Kind; from: number; to: number };
type Found = { kind: Kind; to: number } | null;

/**
 * At each place the longest phrase wins. What no phrase explains is `content`. The table of phrases is made from the
 * end of the words to their beginning, for whether "goodbye" is a leave depends on what comes behind it.
 */
export function split(words: readonly Word[], lexicon: Lexicon): Part[] {
  const table = new Table(words, lexicon);
  const parts: Part[] = [];
  for (let at = 0; at < words.length; ) {
    const last = parts.at(-1);
    const found = table.find(at, at === 0 || isBoundary(words, at) || (last !== undefined && last.kind !== 'content'));
    const part: Part = found ? { kind: found.kind, from: at, to: found.to } : { kind: 'content', from: at, to: at + 1 };
    if (!found && last && takesName.has(last.kind) && table.isName(at)) part.kind = 'name';
    if (!found && joiners.has(words[at]!.text)) part.kind = 'noise';
    if (part.kind === 'content' && last?.kind === 'content' && !found) last.to = part.to;
    else parts.push(part);
    at = part.to;
  }
  return parts;
}

const takesName: ReadonlySet<Kind> = new Set(['leave', 'thanks', 'going', 'name']);
const closes: ReadonlySet<Kind> = new Set(['leave', 'going', 'done', 'fine', 'thanks']);
const opens: ReadonlySet<Kind> = new Set(['question', 'request', 'uncertain']);
const reasons = new Set('because cos cause my someone somebody i we sorry it there the now but so they'.split(' '));
const reportable: ReadonlySet<Kind> = new Set([...closes, 'ack']);
const reporting = new Set('say says said saying told tell telling'.split(' '));
const polite = new Set('okay alright right thanks thank you bye goodbye and then me him her us them'.split(' '));
const opening = new Set([...classes['aux']!, ...classes['wh']!, ...'wait hold hang stop actually tell'.split(' ')]);
const notStuff = new Set('i we he she they there okay yeah yes no alright but and so because right'.split(' '));

function isBoundary(words: readonly Word[], at: number): boolean {
  const before = words[at - 1]!;
  return before.mark !== '' || joiners.has(before.text);
}

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
      this.#starting[at] = this.#longest(at, true);
      this.#inside[at] = this.#longest(at, false);
    }
  }

  find(at: number, starts: boolean): Found {
    return (starts ? this.#starting[at] : this.#inside[at]) ?? null;
  }

  /** One word that may be a person's name, with its title, and nothing unexplained behind it. */
  isName(at: number): boolean {
    const word = this.#words[at];
    if (!word || !/^\p{L}{2,}$/u.test(word.text)) return false;
    if (classes['title']!.has(word.text) && this.#words[at + 1]) return this.#isFree(at + 2) || this.#isFree(at + 3);
    if (at > 0 && classes['title']!.has(this.#words[at - 1]!.text)) return true;
    if (common.has(word.text) || classes['time']!.has(word.text) || this.#inside[at]) return false;
    return this.#isFree(at + 1);
  }

  #longest(at: number, starts: boolean): Found {
    const word = this.#words[at]!.text;
    const before = at > 0 && this.#words[at - 1]!.mark === '' ? this.#words[at - 1]!.text : '';
    const reported = this.#isReported(at);
    let best: Found = null;
    for (const phrase of [...(this.#lexicon.byFirst.get(word) ?? []), ...this.#lexicon.anyFirst]) {
      if ((phrase.starts && !starts) || phrase.notAfter?.has(before)) continue;
      if (reported && reportable.has(phrase.kind)) continue;
      const to = endsOf(phrase, this.#words, at, this.#isStuff).find((end) => this.#mayEnd(phrase, end));
      if (to !== undefined && to > (best?.to ?? 0)) best = { kind: phrase.kind, to };
    }
    return best;
  }

  /** "She said okay thanks bye": whose words are they? */
  #isReported(at: number): boolean {
    let before = at - 1;
    while (before >= 0 && polite.has(this.#words[before]!.text) && this.#words[before]!.mark === '') before--;
    return before >= 0 && this.#words[before]!.mark === '' && reporting.has(this.#words[before]!.text);
  }

  readonly #isStuff = (at: number): boolean => {
    const open = opens.has(this.#starting[at]?.kind ?? 'content') && opening.has(this.#words[at]!.text);
    return !notStuff.has(this.#words[at]!.text) && !this.#inside[at] && !open;
  };

  #mayEnd(phrase: Phrase, to: number): boolean {
    if (!phrase.ends) return true;
    if (phrase.ends === 'text') return to === this.#words.length;
    if (phrase.ends === 'open') return !closes.has(this.#starting[to]?.kind ?? 'content');
    if (this.#isFree(to)) return phrase.ends !== 'reason' || this.#words[to]?.text !== 'and';
    if (phrase.ends === 'name') return this.isName(to);
    return phrase.ends === 'reason' && reasons.has(this.#words[to]!.text);
  }

  #isFree(at: number): boolean {
    if (at >= this.#words.length || this.#words[at - 1]!.mark !== '') return true;
    return joiners.has(this.#words[at]!.text) || Boolean(this.#starting[at]);
  }
}
