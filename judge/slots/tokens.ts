/** From a turn to tokens that know where they stand in it, so that a slot can tell what was said. */
import { fillers } from '../spelling.ts';

/** A word in lower case without accents, a run of digits, or one sign. `glued`: no space before it. */
export type Token = { text: string; from: number; to: number; glued: boolean; isCapital: boolean };

const token = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*|[0-9]+|\S/gu;

/** The tokens of a text, without hesitation. The text has to be bounded. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let end = -1;
  for (const match of text.matchAll(token)) {
    const from = match.index;
    const plain = match[0].toLowerCase().replace(/’/g, "'").normalize('NFKD').replace(/\p{M}/gu, '');
    const glued = from === end;
    end = from + match[0].length;
    if (!hesitation.has(plain))
      tokens.push({ text: plain, from, to: end, glued, isCapital: /^\p{Lu}/u.test(match[0]) });
  }
  return tokens;
}

/** "Oh" is also a digit. */
const hesitation = new Set([...fillers, 'hmm', 'hm', 'mm', 'eh'].filter((word) => word !== 'oh'));

export const isMark = (token: Token | undefined): boolean => token !== undefined && /^[,.;:!?…–—"“”]$/.test(token.text);
export const isDigits = (token: Token | undefined): boolean => token !== undefined && /^[0-9]+$/.test(token.text);

/** Sets and phrases are written as text: words apart by spaces, phrases by commas. */
export const wordSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** The words of a text that is no turn: of a choice, of a phrase. */
export const wordsOf = (text: string): string[] =>
  tokensOf(text)
    .map((one) => one.text)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));

/** Whether these words stand at a place. */
export function standsAt(tokens: readonly Token[], at: number, words: readonly string[]): boolean {
  return words.every((word, index) => tokens[at + index]?.text === word);
}
