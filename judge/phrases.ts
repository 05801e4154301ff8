/**
 * Phrase tables and how one phrase is found in a row of words: no regular expressions, time bounded by the length of
 * the words times that of the tables. Source: design ending.md section 5.
 */
import type { Word } from './normalise.ts';
import { normalisePhrase } from './normalise.ts';
import { classes, fragments } from './words.ts';

/** What a part of a turn does. `content` is whatever no other phrase explains. */
export type Kind =
  | 'leave' // takes leave: "bye", "have a good one", "you too"
  | 'going' // announces the end, and may give its reason: "I've got to run, my bus is here"
  | 'done' // says that nothing is left: "that's everything"
  | 'fine' // says so only together with "no", thanks or a leave: "I'm okay"
  | 'promise' // an answer that may stand beside thanks: "I'll do that"
  | 'thanks'
  | 'soft' // polite and empty beside a closing: "feel free to call us back"
  | 'ack'
  | 'no'
  | 'noise'
  | 'greeting'
  | 'name'
  | 'question'
  | 'request'
  | 'uncertain'
  | 'content';

/**
 * Phrases that do the same thing, separated by commas. `a|b` is either word, `(a b / c)` either row of words, `<name>`
 * a class and `{name}` a fragment of words.ts, `<stuff>` a word that begins no other phrase, `<any>` any word. Behind
 * one of these `?` means that it may be missing; behind all but rows, `*` and `+` mean that it may repeat.
 */
export type PhraseGroup = {
  kind: Kind;
  phrases: string;
  /** Only where a clause may begin: after a mark, a joining word or another phrase. */
  starts?: boolean;
  /**
   * Only before the end of a clause (`clause`), also with a name between (`name`), also before a reason (`reason`),
   * at the very end (`text`), or before anything but a phrase that closes (`open`).
   */
  ends?: 'clause' | 'name' | 'reason' | 'text' | 'open';
  /** Not right behind one of these words: "a goodbye". */
  notAfter?: ReadonlySet<string>;
};

export type Phrase = PhraseGroup & { row: Row };
export type Lexicon = { byFirst: ReadonlyMap<string, readonly Phrase[]> };
type Row = readonly Item[];
type Item = {
  accepts: ReadonlySet<string> | 'any' | 'stuff' | { rows: readonly Row[] };
  optional: boolean;
  many: boolean;
};

/** A lexicon of groups. Of two phrases of one length the earlier group wins. Throws for a phrase that is not well formed. */
export function compile(groups: readonly PhraseGroup[]): Lexicon {
  const byFirst = new Map<string, Phrase[]>();
  for (const group of groups) {
    for (const text of group.phrases.split(',')) {
      const phrase = { ...group, row: parse(text) };
      for (const word of firstWords(phrase.row)) byFirst.set(word, [...(byFirst.get(word) ?? []), phrase]);
    }
  }
  return { byFirst };
}

function parse(text: string): Row {
  const pieces = text.match(/\(|\)[?]?|\/|\{[^}]*\}[?]?|[^\s()/]+/g) ?? [];
  const rows = alternatives(pieces, { at: 0 });
  if (rows.length !== 1 || rows[0]!.length === 0) throw new Error(`not a phrase: ${text}`);
  return rows[0]!;
}

/** Rows separated by "/", up to the closing bracket or the end. */
function alternatives(pieces: readonly string[], place: { at: number }): Row[] {
  const rows: Item[][] = [[]];
  for (; place.at < pieces.length && !pieces[place.at]!.startsWith(')'); place.at++) {
    const piece = pieces[place.at]!;
    if (piece === '/') rows.push([]);
    else if (piece === '(') {
      place.at++;
      const inner = alternatives(pieces, place);
      rows.at(-1)!.push({ accepts: { rows: inner }, optional: pieces[place.at] === ')?', many: false });
    } else rows.at(-1)!.push(...itemsOf(piece));
  }
  return rows;
}

function itemsOf(piece: string): Item[] {
  const times = /[?*+]$/.exec(piece)?.[0] ?? '';
  const body = times ? piece.slice(0, -1) : piece;
  const repeat = { optional: times === '?' || times === '*', many: times === '*' || times === '+' };
  if (body === '<any>') return [{ accepts: 'any', ...repeat }];
  if (body === '<stuff>') return [{ accepts: 'stuff', ...repeat }];
  if (body.startsWith('{')) {
    const rows = fragments[body.slice(1, -1)]?.split('/').map(parse);
    if (!rows) throw new Error(`no fragment called ${body}`);
    return [{ accepts: { rows }, ...repeat }];
  }
  if (/[|<]/.test(body)) return [{ accepts: new Set(body.split('|').flatMap(members)), ...repeat }];
  return normalisePhrase(body)
    .split(' ')
    .map((word) => ({ accepts: new Set([word]), ...repeat }));
}

function members(choice: string): string[] {
  if (!choice.startsWith('<')) return [choice];
  const found = classes[choice.slice(1, -1)];
  if (!found) throw new Error(`no class of words called ${choice}`);
  return [...found];
}

function firstWords(row: Row): Set<string> {
  const first = new Set<string>();
  for (const { accepts, optional } of row) {
    if (typeof accepts === 'string') throw new Error('a phrase must begin with a known word');
    for (const word of 'rows' in accepts ? accepts.rows.flatMap((inner) => [...firstWords(inner)]) : accepts) {
      first.add(word);
    }
    if (!optional) break;
  }
  return first;
}

const repeatsMax = 8;

/** Every place where the phrase, begun at `from`, may end, longest first. A sentence's end is never inside a phrase. */
export function endsOf(row: Row, words: readonly Word[], from: number, isStuff: (at: number) => boolean): number[] {
  const fits = (item: Item, at: number): boolean => {
    const word = words[at];
    const mark = at === from ? '' : words[at - 1]!.mark;
    if (!word || mark === '.' || mark === '?') return false;
    if (item.accepts === 'any') return true;
    if (item.accepts === 'stuff') return mark === '' && isStuff(at);
    return !('rows' in item.accepts) && item.accepts.has(word.text);
  };
  const advance = (items: Row, starts: ReadonlySet<number>): ReadonlySet<number> => {
    let places = starts;
    for (const item of items) {
      const next = new Set(item.optional ? places : []);
      for (const place of places) {
        if (typeof item.accepts === 'object' && 'rows' in item.accepts) {
          for (const inner of item.accepts.rows) for (const end of advance(inner, new Set([place]))) next.add(end);
          continue;
        }
        const last = place + (item.many ? repeatsMax : 1);
        for (let at = place; at < last && fits(item, at); at++) next.add(at + 1);
      }
      if (next.size === 0) return next;
      places = next;
    }
    return places;
  };
  return [...advance(row, new Set([from]))].filter((place) => place > from).toSorted((a, b) => b - a);
}
