/** A yes that repeats what was asked and goes on from there: "yes, flat six, the buzzer doesn't work though". */
import { knownWords } from './confirmation-known.ts';
import { yes } from './confirmation-words.ts';
import { piecesOf, alphabet } from './spelled.ts';
import { adverbs, auxiliaries, determiners, prepositions, subjects } from './text-words.ts';
import { isMark, type Token, tokensOf, wordSet } from './tokens.ts';
import { isValueWord } from './value-words.ts';

/** Whether the words behind a yes change nothing of what was asked. */
export function goesOn(rest: readonly Token[], asked: string, known: ReadonlySet<string>): boolean {
  if (rest.some((one) => restricting.has(one.text) || (isOther(one) && !known.has(one.text)))) return false;
  return isRequest(rest) || isNamedLetter(rest, known) || hasEcho(rest, tokensOf(asked));
}

const restricting =
  wordSet(`but except only actually wait rather instead unless if or change make wrong mistake meant mean should nope hang hold sorry
  until cancel almost nearly maybe perhaps spelled prefer different other another earlier later better no not`);
const isOther = (one: Token): boolean =>
  isValueWord(one) && !/^(?:one|a|first|second|o|oh|sat|sun|may|march)$/.test(one.text);

/** "And could you put us near the window": the next thing, but not "and could you make it six". */
function isRequest(rest: readonly Token[]): boolean {
  const words = rest.map(({ text }) => text).join(' ');
  return (
    /^(?:and )?(?:can|could|would|will) (?:you|i|we) (?!.*\b(?:it|that|move|swap|switch)\b)/.test(words) &&
    words.startsWith('and ')
  );
}

/** "Y for yankee" of a letter that was read back. */
const isNamedLetter = ([letter, link, name, ...more]: readonly Token[], known: ReadonlySet<string>): boolean =>
  /^[a-z]$/.test(letter?.text ?? '') &&
  known.has(letter!.text) &&
  /^(?:for|as)$/.test(link?.text ?? '') &&
  (name?.text === 'in' ? more[0] : name)?.text.startsWith(letter!.text) === true &&
  more.length <= 1;

/**
 * Words of the question in its own order, up to an end there: "the second floor" of "on the second floor, yes?", but
 * not "Elm" of "Elm Street": behind that something else may stand in its place.
 */
function hasEcho(rest: readonly Token[], question: readonly Token[]): boolean {
  const from = rest.findIndex(({ text }) => !before.has(text.replace(/'(?:s|re)$/, '')));
  if (from < 0) return false;
  const first = rest[from]!;
  const start = question.findIndex((one) => isSameWord(one, first));
  if (start < 0 || isClosed(first)) return false;
  let length = 1;
  while (rest[from + length] && question[start + length] && isSameWord(question[start + length]!, rest[from + length]!))
    length++;
  const asked = question[start + length];
  const said = rest[from + length];
  // "It's cracked from corner to corner" of a cracked screen, "a blue one".
  const isState = from > 0 && /^(?:from|since|all|again|badly)$/.test(said?.text ?? '');
  if (isState || said?.text === 'one') return true;
  return (
    (asked === undefined || isMark(asked) || isClosed(asked)) &&
    (!said ||
      (isClosed(said) && !startsOther(asked, said) && !(said.text === 'and' && !startsClause(rest[from + length + 1]))))
  );
}

const before = wordSet('the a an it he she they we i on in at for with from my our that this is was and please');
const isClosed = ({ text }: Token): boolean =>
  [prepositions, determiners, auxiliaries, adverbs, subjects].some((list) => list.has(text)) ||
  /^(?:and|or|to|please|right)$/.test(text);
/** "Leeds and could you …", but not "Leeds and Bradford". */
const startsClause = (one: Token | undefined): boolean =>
  one !== undefined && (subjects.has(one.text) || auxiliaries.has(one.text));
/** "At nine, yes?" "At nine thirty". */
const startsOther = (asked: Token | undefined, said: Token): boolean =>
  isValueWord(said) || (asked !== undefined && prepositions.has(asked.text) && asked.text === said.text);
const isSameWord = (one: Token, other: Token): boolean =>
  one.text === other.text || knownWords(one.text).has(other.text);

const codeMin = 4;

/** "Kilo victor one nine tango romeo x-ray, yes": what was read back, letter by letter. */
export function isReadOut(tokens: readonly Token[], asked: string): boolean {
  const told = tokens.filter(({ text }) => !yes.has(text) && !/^(?:ray|niner|-)$/.test(text));
  if (told.length < codeMin || told.length === tokens.length) return false;
  const pieces = piecesOf(told);
  const isCode = pieces.every(({ kind, text }) => kind === 'letter' || kind === 'digits' || alphabet.has(text));
  const code = pieces.map(({ kind, text }) => (kind === 'word' ? text[0] : text)).join('');
  return (
    isCode &&
    code.length >= codeMin &&
    asked
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .includes(code)
  );
}
