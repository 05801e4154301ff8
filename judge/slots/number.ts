/** A number in a caller's words. */
import { isScale, wordValue } from './cardinals.ts';
import { inUnit, readAmount } from './number-amount.ts';
import { countedIn } from './number-counts.ts';
import { unitAt } from './number-units.ts';
import { type Finding, settle } from './settle.ts';
import type { SlotContext, SlotResult } from './slot.ts';
import { isDigits, standsAt, type Token, wordSet } from './tokens.ts';

export function extractNumber(text: string, said: readonly Token[], { asked = '' }: SlotContext): SlotResult {
  const tokens = said.map(withoutVerb);
  const findings: Finding[] = [];
  for (let at = 0; at < tokens.length;) {
    const found = findAt(tokens, at, asked);
    if (found) findings.push(found);
    at = found ? found.to : at + 1;
  }
  const counted = countedIn(tokens, asked, findings);
  if (counted !== null) return { ok: true, value: counted, said: text.trim(), sure: false };
  const sum = summedUp(tokens, findings);
  return settle(text, tokens, sum === null ? findings : [{ ...sum, sure: false }]);
}

/** "Half a dozen'll do". */
function withoutVerb(one: Token): Token {
  const stem = one.text.replace(/'(?:ll|d|s)$/, '');
  const isCount = wordValue(stem) !== undefined || /^(?:dozen|couple|half|hundred|thousand)$/.test(stem);
  return stem !== one.text && isCount && stem !== 'one' ? { ...one, text: stem } : one;
}

export const isNumber = (value: string): boolean =>
  /^-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,10})?$/.test(value) && value !== '-0';

const sums = [['so'], ['call', 'it'], ['just', 'say'], ['say'], ['makes'], ['total'], ['altogether'], ['is', 'it']];
const sumsBehind = [['of', 'us'], ['in', 'total'], ['total'], ['altogether'], ['all', 'together'], ['in', 'all']];

/** "One in the morning, one at night, so two": the last one is meant. */
function summedUp(tokens: readonly Token[], findings: readonly Finding[]): (Finding & { value: string }) | null {
  const last = findings.at(-1);
  if (findings.length < 2 || last?.value === undefined) return null;
  const isSum =
    sums.some((words) => standsAt(tokens, last.from - words.length, words)) ||
    sumsBehind.some((words) => standsAt(tokens, last.to, words));
  const left = findings.find(({ from }) => standsAt(tokens, from - 2, ['down', 'to']));
  if (left?.value !== undefined) return left;
  return isSum || isSaidAgain(findings) || isRaised(tokens, findings) ? last : null;
}

/** "Two fifty, two hundred and fifty that is". */
function isSaidAgain(findings: readonly Finding[]): boolean {
  const [first, last] = [findings[0]!, findings.at(-1)!];
  const digits = ({ value = '' }: Finding): string => value.replace('.', '').replace(/0+$/, '');
  return findings.length === 2 && first.sure === false && last.sure === true && digits(first) === digits(last);
}

/** "From twenty up to forty". */
function isRaised(tokens: readonly Token[], findings: readonly Finding[]): boolean {
  const [first, last] = [findings[0]!, findings.at(-1)!];
  const isUp =
    tokens.slice(first.to, last.from).some((one) => one.text === 'to') && tokens[last.from - 1]?.text === 'to';
  return findings.length === 2 && isUp && tokens[first.from - 1]?.text === 'from';
}

const roughly = wordSet(
  'about around roughly approximately maybe perhaps nearly almost over under some like than least most to',
);
const vague = wordSet('few several many lots');
/** "One" stands for a thing. */
const beforeOne = wordSet('this that the which no any some every another each other');
const afterOne = wordSet('moment second sec minute more thing question of');

/** "1.000" is a thousand in half of the world. */
const isPointOfThousands = (tokens: readonly Token[], at: number, to: number): boolean =>
  to === at + 3 && tokens[at + 1]!.text === '.' && tokens[at + 2]!.text.length === 3;

function findAt(tokens: readonly Token[], at: number, asked: string): Finding | null {
  const word = tokens[at]!.text;
  if (vague.has(word)) return { from: at, to: at + 1, why: 'unclear' };
  if (word === 'one' && isThing(tokens, at)) return null;
  if (/^(?:ending|ends)$/.test(tokens[at - 1]?.text ?? '') || standsAt(tokens, at - 2, ['ending', 'in']))
    return { from: at, to: at + 1, why: 'unclear' };
  if (
    word === 'one' &&
    !isOnly(tokens, at) &&
    (beforeOne.has(tokens[at - 1]?.text ?? '') || afterOne.has(tokens[at + 1]?.text ?? ''))
  )
    return null;
  if (/^an?$/.test(word) && unitAt(tokens, at + 1, '') && isCounted(tokens.slice(0, at))) return null;
  if (word === 'none' && tokens.length <= 3) return { from: at, to: at + 1, value: '0', sure: true };
  const hasSign =
    word === 'minus' || word === 'negative' || (word === '-' && tokens[at + 1]?.glued === true && !tokens[at]!.glued);
  const read = inUnit(tokens, readAmount(tokens, hasSign ? at + 1 : at, asked), asked);
  if (!read) return null;
  if (read.value === null || isUnread(tokens, read.to, asked)) return { from: at, to: read.to, why: 'unclear' };
  const isBelow = tokens[read.to]?.text === 'below' && !/^\d/.test(tokens[read.to + 1]?.text ?? '');
  const to = isBelow ? read.to + (/^(?:zero|freezing)$/.test(tokens[read.to + 1]?.text ?? '') ? 2 : 1) : read.to;
  const value = (hasSign || isBelow) && read.value.text !== '0' ? `-${read.value.text}` : read.value.text;
  if (!isNumber(value)) return { from: at, to: read.to, why: 'invalid' };
  return {
    from: at,
    to,
    value,
    sure:
      read.value.sure &&
      !goesOn(tokens, to) &&
      !isPointOfThousands(tokens, at, read.to) &&
      !roughly.has(tokens[at - 1]?.text ?? ''),
  };
}

/** "The little one", "it's a long one". */
const isThing = (tokens: readonly Token[], at: number): boolean =>
  /^(?:the|an?|this|that)$/.test(tokens[at - 2]?.text ?? '') &&
  /^\p{L}{3,}$/u.test(tokens[at - 1]!.text) &&
  wordValue(tokens[at - 1]!.text) === undefined &&
  !isScale(tokens[at - 1]!.text) &&
  !/^(?:just|only|single|total|around|about|maximum|minimum|and)$/.test(tokens[at - 1]!.text);

/** "Just the one". */
const isOnly = (tokens: readonly Token[], at: number): boolean =>
  /^(?:just|only)$/.test(tokens[at - 2]?.text ?? '') && tokens[at - 1]!.text === 'the' && tokens[at + 1]?.text !== 'in';

/** "Two dogs and a cat", and so on: perhaps one more. */
const goesOn = (tokens: readonly Token[], to: number): boolean =>
  tokens
    .slice(to, to + 4)
    .some((one, at) => one.text === 'and' && /^(?:an?|another|my)$/.test(tokens[to + at + 1]?.text ?? ''));

/** "Fourteen hundred a month", "twice a day": the unit is no number of its own. */
const isCounted = (before: readonly Token[]): boolean =>
  before.some(
    (one) =>
      isDigits(one) ||
      wordValue(one.text) !== undefined ||
      isScale(one.text) ||
      /^(?:once|twice|thrice)$/.test(one.text),
  );

/** "Two thirds", "three lakh", "10G": the number goes on in a way that is not read here. */
function isUnread(tokens: readonly Token[], to: number, asked: string): boolean {
  const next = tokens[to];
  if (next === undefined) return false;
  if (next.glued && /^[a-z]{1,2}$/.test(next.text) && isDigits(tokens[to - 1])) return !units.has(next.text);
  const word = next.text === '-' ? tokens[to + 1]?.text : next.text;
  if (word === 'mil' && /\bmilli/i.test(asked)) return false;
  const fractional = tokens[to + 2]?.text ?? '';
  const isMixed =
    next.text === 'and' && /^(?:an?|one|two|three|four|five|six|seven|eight|nine)$/.test(tokens[to + 1]?.text ?? '');
  return unread.test(word ?? '') || isScale(next.text) || (isMixed && unread.test(fractional));
}

const units = wordSet('km kg cm mm ml x');
const unread =
  /^(?:halves|thirds?|fourths?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|(?!baths$|months$|paths$|booths$|births$)[a-z]+ths|g|mm|b|mil|dzs|am|pm|trillion|dozs?)$/;
