/** Numbers that are told without one: "twice", "nobody", "me and my wife". */
import { wordValue } from './cardinals.ts';
import { type Token, wordSet } from './tokens.ts';

const times: ReadonlyMap<string, string> = new Map([
  ['once', '1'],
  ['twice', '2'],
  ['thrice', '3'],
  ['never', '0'],
  ['nobody', '0'],
  ['none', '0'],
  ['nothing', '0'],
]);

const persons =
  /\b(?:people|persons?|guests?|passengers?|adults?|travell?ers?|attend\w*|coming|visitors?|of you|seats?|tickets?)\b/i;
const self = wordSet('me myself i');
const several: ReadonlyMap<string, number> = new Map([
  ['twins', 2],
  ['parents', 2],
  ['grandparents', 2],
  ['triplets', 3],
]);
const one =
  wordSet(`wife husband partner boyfriend girlfriend son daughter mother father mum mom dad brother sister friend baby kid
  child boss colleague neighbour neighbor cousin aunt uncle grandma grandpa grandmother grandfather mate fiance fiancee`);

/** A guess, which is read back; null where the words count nothing. */
export function countedIn(tokens: readonly Token[], asked: string): string | null {
  const words = tokens.map(({ text }) => text);
  const told = words.map((word) => times.get(word)).find((value) => value !== undefined);
  if (told !== undefined) return told;
  if (!persons.test(asked) && !words.some((word) => /^(?:just|only)$/.test(word))) return null;
  let count = words.some((word) => self.has(word)) ? 1 : 0;
  for (const [at, word] of words.entries()) {
    if (one.has(word)) count += 1;
    count += several.get(word) ?? 0;
    // How many others there are is not told.
    if (/^(?:kids|children|friends|sons|daughters|family|folks|guys|others)$/.test(word)) {
      const before = wordValue(words[at - 1]);
      if (before === undefined) return null;
      count += before;
    }
  }
  return count === 0 ? null : String(count);
}
