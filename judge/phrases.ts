/**
 * Phrase tables and how one phrase is found in a row of words: no regular expressions, time bounded by the length of
 * the words times that of the tables. Source: design ending.md section 5.
 */
import type { Word } from './normalise.ts';
import { normalisePhrase } from './normalise.ts';
import { classes } from './words.ts';

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
 * Phrases that do the same thing, separated by commas. In a phrase, `a|b` is either word, `x?` may be missing, `x*`
 * and `x+` repeat, `<name>` is a class of words.ts, `<stuff>` one word that begins no other phrase, `<any>` any word.
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
  /** Not right behind one of these words: "said goodbye". */
  notAfter?: ReadonlySet<string>;
};

export type Phrase = PhraseGroup & { items: readonly Item[] };
export type Lexicon = { byFirst: ReadonlyMap<string, readonly Phrase[]>; anyFirst: readonly Phrase[] };
type Item = { accepts: ReadonlySet<string> | 'any' | 'stuff'; optional: boolean; many: boolean };

/** A lexicon of groups. Of two phrases of one length the earlier group wins. Throws for a class that is not there. */
export function compile(groups: readonly PhraseGroup[]): Lexicon {
  const byFirst = new Map<string, Phrase[]>();
  const anyFirst: Phrase[] = [];
  for (const group of groups) {
    for (const text of group.phrases.split(',')) {
      const items = parse(text.trim().replace(/\s+/g, ' '));
      const phrase = { ...group, items };
      const first = firstWords(items);
      if (!first) anyFirst.push(phrase);
      else for (const word of first) byFirst.set(word, [...(byFirst.get(word) ?? []), phrase]);
    }
  }
  return { byFirst, anyFirst };
}

function parse(text: string): Item[] {
  return text.split(' ').flatMap((piece): Item[] => {
    const [, body = '', times = ''] = /^(.*?)([?*+]?)$/.exec(piece)!;
    const optional = times === '?' || times === '*';
    const many = times === '*' || times === '+';
    if (body === '<stuff>' || body === '<any>') {
      return [{ accepts: body === '<any>' ? 'any' : 'stuff', optional, many }];
    }
    if (!body.includes('|') && !body.startsWith('<')) {
      return normalisePhrase(body)
        .split(' ')
        .map((word) => ({ accepts: new Set([word]), optional, many }));
    }
    return [{ accepts: new Set(body.split('|').flatMap(members)), optional, many }];
  });
}

function members(choice: string): string[] {
  if (!choice.startsWith('<')) return [choice];
  const found = classes[choice.slice(1, -1)];
  if (!found) throw new Error(`no class of words called ${choice}`);
  return [...found];
}

function firstWords(items: readonly Item[]): Set<string> | null {
  const first = new Set<string>();
  for (const item of items) {
    if (typeof item.accepts === 'string') return null;
    for (const word of item.accepts) first.add(word);
    if (!item.optional) break;
  }
  return first;
}

const repeatsMax = 8;

/** Every place where the phrase, begun at `from`, may end, longest first. A sentence's end is never inside a phrase. */
export function endsOf(
  phrase: Phrase,
  words: readonly Word[],
  from: number,
  isStuff: (at: number) => boolean,
): number[] {
  let places = new Set([from]);
  for (const item of phrase.items) {
    const next = new Set(item.optional ? places : []);
    for (const place of places) {
      for (let at = place; at < place + (item.many ? repeatsMax : 1) && fits(item, words, at, from, isStuff); at++) {
        next.add(at + 1);
      }
    }
    if (next.size === 0) return [];
    places = next;
  }
  return [...places].filter((place) => place > from).toSorted((a, b) => b - a);
}

function fits(
  item: Item,
  words: readonly Word[],
  at: number,
  from: number,
  isStuff: (at: number) => boolean,
): boolean {
  const word = words[at];
  if (!word) return false;
  const mark = at === from ? '' : words[at - 1]!.mark;
  if (mark === '.' || mark === '?') return false;
  if (item.accepts === 'any') return true;
  if (item.accepts === 'stuff') return mark === '' && isStuff(at);
  return item.accepts.has(word.text);
}
