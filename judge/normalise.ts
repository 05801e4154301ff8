/** From what a speech recogniser gives to plain words. Source: design ending.md section 5. */
import { dropped, endings, fillers, isHeads, spellings } from './spelling.ts';

/** A word in lower case without accents, and the mark that followed it. Contractions are two words. */
export type Word = { text: string; mark: Mark };
export type Mark = '' | ',' | '.' | '?';

/** The meaning of a turn is mostly in its last words, and sometimes in its first. */
const headCharsMax = 500;
const tailCharsMax = 1500;

/** The words of a text. Reads no more than its first 500 and last 1,500 characters. */
export function normalise(text: string): Word[] {
  return dropStutter(dropFillers(expand(tokenise(bounded(text)))));
}

/** The words of a phrase in the tables, spelled as `normalise` spells them. */
export function normalisePhrase(phrase: string): string {
  return expand(phrase.split(' ').map((text) => ({ text, mark: '' })))
    .map((word) => word.text)
    .join(' ');
}

function bounded(text: string): string {
  if (text.length <= headCharsMax + tailCharsMax) return text;
  return `${text.slice(0, headCharsMax)} . ${text.slice(-tailCharsMax)}`;
}

const token = /\p{N}+(?:[.,:]\p{N}+)*\p{L}*|[\p{L}\p{M}]+(?:'\p{L}+)*|[.,;:!?…–—。？！،؟]/gu;
const titles = new Set(['mr', 'mrs', 'ms', 'dr', 'prof', 'st']);

function tokenise(text: string): Word[] {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([aeiouy])\1{2,}/g, '$1')
    .replace(/[\u2018\u2019\u02bc`]/g, "'")
    .replace(/\[[^\][]{0,40}\]|\([^()]{0,40}\)|<[^<>]{0,40}>/g, ' ')
    .replace(/\b([ap])\. ?m\b\.?/g, '$1m');
  const words: Word[] = [];
  for (const [found] of plain.matchAll(token)) {
    const last = words.at(-1);
    if (/[\p{L}\p{N}]/u.test(found)) words.push({ text: found, mark: '' });
    else if (last && !(found === '.' && titles.has(last.text))) last.mark = stronger(last.mark, markOf(found));
  }
  return words;
}

function markOf(sign: string): Mark {
  if ('?？؟'.includes(sign)) return '?';
  return '.!…。！'.includes(sign) ? '.' : ',';
}

const strength: readonly Mark[] = ['', ',', '.', '?'];
function stronger(a: Mark, b: Mark): Mark {
  return strength.indexOf(a) > strength.indexOf(b) ? a : b;
}

const one = new Map(spellings.filter(([from]) => !from.includes(' ')));
const two = new Map(spellings.filter(([from]) => from.includes(' ')));

/** Even spelling, and contractions in two words: "I'll" → "i will". */
function expand(words: readonly Word[]): Word[] {
  const out: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const next = words[at + 1];
    const pair = next && word.mark !== '.' && word.mark !== '?' ? two.get(`${word.text} ${next.text}`) : undefined;
    if (next && pair) {
      out.push(...spread(pair, next.mark));
      at++;
    } else out.push(...spread(one.get(word.text) ?? uncontracted(word.text), word.mark));
  }
  return out;
}

function uncontracted(text: string): string {
  const quote = text.lastIndexOf("'");
  if (quote <= 0) return text;
  const head = text.slice(0, quote);
  const ending = text.slice(quote + 1);
  if (ending === 't' && head.endsWith('n')) return `${head.slice(0, -1)} not`;
  if (ending === 's') return isHeads.has(head) ? `${head} is` : text;
  const full = endings[ending];
  return full ? `${uncontracted(head)} ${full}` : text;
}

function spread(text: string, mark: Mark): Word[] {
  const parts = text.split(' ');
  return parts.map((part, index) => ({ text: part, mark: index === parts.length - 1 ? mark : '' }));
}

function dropFillers(words: readonly Word[]): Word[] {
  const out: Word[] = [];
  for (const word of words) {
    const last = out.at(-1);
    if (dropped.has(word.text)) {
      if (last) last.mark = stronger(last.mark, word.mark);
    } else if (fillers.has(word.text)) {
      if (last) last.mark = stronger(last.mark, stronger(',', word.mark));
    } else out.push({ ...word });
  }
  // Nothing but hesitation is what was said.
  return out.length > 0 ? out : words.slice(-1);
}

/** "That is it, is it" is no stutter. */
const inverting = /^(is|are|was|were|do|does|did|can|will)$/;

/** "thank you thank you" and "I I will" count once; nothing here depends on how often a thing is said. */
function dropStutter(words: readonly Word[]): Word[] {
  const out: Word[] = [];
  for (const word of words) {
    out.push(word);
    for (const size of [1, 2]) {
      const fresh = out.slice(-size);
      const before = out.slice(-2 * size, -size);
      if (size === 2 && inverting.test(fresh[0]?.text ?? '')) continue;
      if (before.length !== size || !fresh.every((one, index) => one.text === before[index]!.text)) continue;
      out.splice(-size);
      const last = out.at(-1)!;
      last.mark = fresh.at(-1)!.mark;
    }
  }
  return out;
}
