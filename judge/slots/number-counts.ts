/** Numbers that are told without one: "twice", "nobody", "me and my wife". */
import { wordValue } from './cardinals.ts';
import { ordinals } from './date-words.ts';
import type { Finding } from './settle.ts';
import { type Token, wordSet } from './tokens.ts';

const times: ReadonlyMap<string, string> = new Map([
  ['once', '1'],
  ['twice', '2'],
  ['thrice', '3'],
  ['never', '0'],
  ['nobody', '0'],
  ['none', '0'],
  ['nothing', '0'],
  ['nil', '0'],
  ['zilch', '0'],
  ['single', '1'],
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
  child boss colleague neighbour neighbor cousin aunt uncle grandma grandpa grandmother grandfather fiance fiancee`);

const total = /\b(?:altogether|in total|total|party)\b/i;

/** A guess, which is read back; null where the words count nothing, or `findings` tell the number as it is. */
export function countedIn(tokens: readonly Token[], asked: string, findings: readonly Finding[]): string | null {
  const words = tokens.map(({ text }) => text);
  if (findings.length > 0) return persons.test(asked) || total.test(asked) ? together(tokens, findings) : null;
  const told = words.map((word) => times.get(word)).find((value) => value !== undefined);
  if (told !== undefined) return told;
  const isMany = /\b(?:how many|number of)\b/i.test(asked);
  if (isMany && words[0] === 'no' && words.length <= 3 && words[1] !== undefined) return '0';
  const places = words.flatMap((word) => ordinals.get(word) ?? []);
  if (places.length === 1 && asked !== '') return String(places[0]);
  if (!persons.test(asked) && !words.some((word) => /^(?:just|only)$/.test(word))) return null;
  return countPersons(words);
}

/** "Me, my wife and our three girls", "four adults and two kids": each number counts others. */
function together(tokens: readonly Token[], findings: readonly Finding[]): string | null {
  const words = tokens.map(({ text }) => text);
  const numbers = findings.map((each) => Number(each.value));
  const isPlain = numbers.every((value) => Number.isInteger(value)) && !words.some((word) => notTogether.test(word));
  const isSelf = words.some((_, at) => isSelfCounted(words, at));
  const others = words.filter((word) => one.has(word)).length + (isSelf && words.includes('and') ? 1 : 0);
  const isListed =
    findings.length > 1 && words.includes('and') && findings.every(({ to }) => /^\p{L}/u.test(words[to] ?? ''));
  if (!isPlain || !(isListed || others > 1 || (others > 0 && isSelf))) return null;
  return String(numbers.reduce((sum, value) => sum + value, 0) + others);
}

/** "Me and my wife", "my wife and I", but neither "let me count" nor ", and I hope". */
function isSelfCounted(words: readonly string[], at: number): boolean {
  const word = words[at]!;
  if (!self.has(word) || words[at - 1] === 'let') return false;
  const isLinked = /^(?:and|plus)$/.test(words[at + 1] ?? '') || words[at + 1] === ',';
  const isLast = /^(?:and|plus)$/.test(words[at - 1] ?? '') && (word !== 'i' || words[at + 1] === undefined);
  return isLinked || isLast || (word !== 'i' && at <= 2);
}

const notTogether = /^(?:no|not|or|so|sorry|wait|actually|make|of|including|that's|total|altogether|is|us)$/;

function countPersons(words: readonly string[]): string | null {
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
