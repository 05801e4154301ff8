/** Where one clause ends and the next begins in speech that was written down without marks. */
import { auxiliaries, determiners, prepositions, relatives, small, subjects } from './text-words.ts';
import { isMark, type Token, wordSet } from './tokens.ts';

/** The tokens with a comma before every clause that begins in mid-speech: "it won't drain, there's just dirty water". */
export function withBreaks(tokens: readonly Token[], isStatement = false): readonly Token[] {
  const out: Token[] = [];
  for (const [at, one] of tokens.entries()) {
    if (at > 0 && opensClause(tokens, at, isStatement)) out.push(breakBefore(one));
    out.push(one);
  }
  return out.length === tokens.length ? tokens : out;
}

const breakBefore = ({ from }: Token): Token => ({ text: ',', from, to: from, glued: false, isCapital: false });

/** Behind these a clause goes on. */
const goesOn =
  wordSet(`and or but so because cause cos since if when while where who whom which that what whatever how why as than like though
  although unless until till before after not is are was were be am been do does did has have had can could will would should may might must let
  think thought guess believe say says said saying knew reckon suppose hope mean meant see sure whether once wish bet swear feel told tell whose know
  with no then it's that's just only even also really actually well oh yes yeah hi hello okay ok please`);
const others = /^(?:it|he|she|they|that|there|this|here|everybody|everyone|nobody)$/;
const own = /^(?:i|we|you)$/;
const personal = /^(?:i|we|you|he|she|it|they|its|im)(?:'\w+)?$/;
const verbs =
  wordSet(`isn't wasn't aren't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't cannot
  said says told knows loves likes gave goes went came keeps got wants needs just always never only still really`);

function opensClause(tokens: readonly Token[], at: number, isStatement: boolean): boolean {
  const { text, isCapital } = tokens[at]!;
  const before = tokens[at - 1]!;
  if (/^(?:maybe|probably|perhaps)$/.test(text) && /^(?:know|sure)$/.test(before.text)) return true;
  const isLink = before.text === 'now' && (at < 2 || isMark(tokens[at - 2]) || goesOn.has(tokens[at - 2]!.text));
  // "I am not, I'm in Clare".
  if (before.text === 'not' && auxiliaries.has(tokens[at - 2]?.text ?? '') && /^(?:i|we|it|he|she|they)'/.test(text))
    return true;
  if (
    isLink ||
    isMark(before) ||
    goesOn.has(before.text) ||
    prepositions.has(before.text) ||
    determiners.has(before.text)
  )
    return false;
  const next = tokens[at + 1]?.text ?? '';
  const afterNext = tokens[at + 2]?.text ?? '';
  const [stem = '', short = ''] = text.split("'");
  if (text === 'for' && /^(?:me|him|her|us|myself)$/.test(before.text))
    return tokens.slice(0, at).some((one) => one.text === 'not');
  if (text === 'no') return subjects.has(next.split("'")[0]!);
  if (!isStatement && /^(?:and|but|so)$/.test(text))
    return (
      personal.test(next) ||
      (next === 'now' && personal.test(afterNext)) ||
      (text === 'but' && /^(?:the|now|my)$/.test(next))
    );
  const isVerb = (word: string): boolean => auxiliaries.has(word) || verbs.has(word);
  const isObjectBefore = before.text === 'it' && prepositions.has(tokens[at - 2]?.text ?? '');
  if ((subjects.has(before.text) && !isObjectBefore) || (small.has(before.text) && at < 3)) return false;
  if (
    text === 'well' &&
    tokens.slice(at).some((one, place, all) => one.text === 'name' && all[place - 3]?.text === 'is')
  )
    return true;
  if (text === 'well' || text === 'anyway' || text === 'sorry')
    return subjects.has(next.split("'")[0]!) && next !== 'you';
  if (others.test(stem)) return short === '' ? isVerb(next) : /^(?:s|re|ll|d|ve)$/.test(short);
  if (/^(?:its|thats|theres|hes|shes|theyre)$/.test(text)) return true;
  const isOwned = /^(?:my|his|her|their|our|its|the)$/.test(text);
  const kin = isOwned ? next : text;
  const kinVerb = isOwned ? afterNext : next;
  if (relatives.has(kin) && !isCapital && (isVerb(kinVerb) || /[a-z]{2}ed$/.test(kinVerb))) return true;
  if (isStatement) return false;
  if (own.test(stem)) return short === '' ? isVerb(next) : true;
  if (/^(?:im|ive|ill|let's)$/.test(text)) return true;
  return isOwned && (/^(?:name's|names)$/.test(next) || (next === 'name' && /^(?:is|was)$/.test(afterNext)));
}
