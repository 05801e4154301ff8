/** Nouns that lead to an answer: "my last name is", "the building's called", "my daughter". */
import type { Place, Step } from './text-lead.ts';
import { auxiliaries, beforeNoun, determiners, isOwn, nameNouns, nouns, relatives } from './text-words.ts';
import { standsAt, type Token, wordSet } from './tokens.ts';

const adjectivesMax = 3;

/** "The building's called", "our dog is named". */
export function calledAt({ tokens, at }: Place): Step | null {
  if (!determiners.has(tokens[at]!.text)) return null;
  for (let place = at + 1; place <= at + adjectivesMax; place++) {
    const isShort = tokens[place]?.text.endsWith("'s") === true;
    const next = isShort || /^(?:is|was)$/.test(tokens[place]?.text ?? '') ? place + 1 : 0;
    if (next > 0 && /^(?:called|named)$/.test(tokens[next]?.text ?? '')) return { to: next + 1, role: 'verb' };
  }
  return null;
}
const links = /^(?:is|are|was|were|would|reads|says|goes|should|will|it's|isn't)$/;
const beforeLink = wordSet('on for of with that i we the my our your this card it there here');

const asks = [
  'number',
  'reference',
  'code',
  'plate',
  'registration',
  'rego',
  'account',
  'order',
  'booking',
  'serial',
  'flight',
  'policy',
  'ref',
  'id',
  'member',
  'confirmation',
  'passport',
];

/** "My mother's maiden name was", "order number is", "the name on the card reads", "last name". */
export function nounAt({ tokens, at, before, kind, asked }: Place): Step | null {
  const { text } = tokens[at]!;
  const hasDeterminer = determiners.has(text);
  let place = hasDeterminer ? at + 1 : at;
  const first = place;
  for (; place <= first + adjectivesMax; place++) {
    const word = nounOf(tokens[place]?.text);
    if (word === null || links.test(tokens[place]!.text)) return null;
    if (word === 'number' && place > first && asked.size > 0 && !asks.some((noun) => asked.has(noun))) return null;
    const isLinked = asked.has(word) && /^(?:is|was)$/.test(tokens[place + 1]?.text ?? '');
    if (!nouns.has(word) && !isLinked) {
      if (!hasDeterminer && !beforeNoun.has(word) && !(before === 'start' && kind === 'item')) return null;
      continue;
    }
    const isShort = tokens[place]!.text !== word;
    // "My card's been swallowed": a sentence, and no introduction.
    if (kind === 'statement' && isShort && /^(?:been|got|gone|not|too|\w+ing)$/.test(tokens[place + 1]?.text ?? ''))
      return null;
    const to = isShort ? place + 1 : linkBehind(tokens, place + 1);
    if (to !== null) return { to, role: 'be' };
    if (nouns.has(nounOf(tokens[place + 1]?.text) ?? '')) continue;
    const isKnown = isOwn(text) || place > first || !hasDeterminer || word === 'name';
    if (
      isKnown &&
      (nameNouns.has(word) || (beforeNoun.has(tokens[place - 1]?.text ?? '') && /^(?:number|code|id)$/.test(word)))
    ) {
      return { to: standsAt(tokens, place + 1, ['of']) ? place + 2 : place + 1, role: 'noun' };
    }
    if (hasDeterminer && standsAt(tokens, place + 1, ['of'])) return { to: place + 2, role: 'preposition' };
  }
  return null;
}

/** "Name's" is a name that is. */
const nounOf = (word: string | undefined): string | null => {
  if (word === undefined || !/^\p{L}/u.test(word)) return null;
  const stem = word.replace(/'s$/, '');
  return nouns.has(stem) ? stem : word;
};

const linkWordsMax = 4;

/** Behind "is", with what may stand before it: "on the card reads", "it is", "that we have is". */
function linkBehind(tokens: readonly Token[], from: number): number | null {
  // "The thing I bought was".
  const clause = /^(?:i|we)$/.test(tokens[from]?.text ?? '')
    ? [2, 3].find((words) => links.test(tokens[from + words]?.text ?? ''))
    : undefined;
  let at = clause === undefined ? from : from + clause;
  while (at < from + linkWordsMax && (beforeLink.has(tokens[at]?.text ?? '') || tokens[at]?.text === 'is')) {
    if (links.test(tokens[at]!.text)) break;
    at++;
  }
  return links.test(tokens[at]?.text ?? '') || tokens[at]?.text === ':' ? at + 1 : null;
}

/** "My physio Dawn", asked who: whoever does something, by the ending of the word. */
const isPerson = (word: string, asked: ReadonlySet<string>): boolean =>
  relatives.has(word) ||
  (/^\p{L}{3,}(?:er|or|ist|ant|man|woman|mate|law|nurse|physio|gran|lady|guy)$/u.test(word) && asked.has('who'));

/** "My daughter, …", "our late mother's": whoever the answer belongs to. */
export function relativeAt({ tokens, at, kind, asked }: Place): Step | null {
  if (kind !== 'item' || !(isOwn(tokens[at]!.text) || tokens[at]!.text === 'the')) return null;
  for (let place = at + 1; place <= at + adjectivesMax; place++) {
    const word = tokens[place]?.text ?? '';
    const stem = word.replace(/'s$/, '');
    if (!isPerson(stem, asked) || tokens[place + 1] === undefined) continue;
    const law = standsAt(tokens, place + 1, ['in', 'law']) ? 2 : 0;
    if (law > 0 && tokens[place + 3] !== undefined) return { to: place + 3, role: 'noun' };
    const isNext = auxiliaries.has(tokens[place + 1]!.text) || tokens[place + 1]!.text.endsWith("n't");
    return { to: place + 1, role: isNext ? 'subject' : 'noun' };
  }
  return null;
}
