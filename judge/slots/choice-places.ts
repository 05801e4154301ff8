/** Which of the choices is meant by its place among them: "the second one", "option b", "the later one". */
import { digitOf, readCardinal } from './cardinals.ts';
import { months, weekdays } from './date-words.ts';
import type { Finding } from './settle.ts';
import type { SlotResult } from './slot.ts';
import { isMark, type Token, tokensOf, wordSet } from './tokens.ts';

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const afterOrdinal = wordSet('one option choice please size plan sounds thanks works');
const notPlace = wordSet('but thing time of all');

/** "The second one", "option two", "number three", "the last". */
export function placesIn(tokens: readonly Token[], choices: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const index = placeAt(tokens, at, choices.length);
    if (index === null) continue;
    const value = choices[index];
    const place = { from: at, to: at + 1 };
    const isVague = value === undefined || notPlace.has(tokens[at + 1]?.text ?? '');
    findings.push(isVague ? { ...place, why: 'unclear' } : { ...place, value, sure: true });
  }
  return findings;
}

/** An index in the list, which may be beyond its end. */
function placeAt(tokens: readonly Token[], at: number, count: number): number | null {
  const word = tokens[at]!.text;
  const before = tokens[at - 1]?.text ?? '';
  const next = tokens[at + 1];
  if (before === 'number' || before === 'option' || before === 'choice') {
    const digit = digitOf(word);
    return digit === undefined ? null : Number(digit) - 1;
  }
  const isPlace = before === 'the' || next === undefined || isMark(next) || afterOrdinal.has(next.text);
  if (before === 'a' || before === 'my' || before === 'for' || !isPlace) return null;
  if (ordinals.includes(word)) return ordinals.indexOf(word);
  if (word === 'last' && before === 'the') return count - 1;
  if (word === 'middle') return count % 2 === 1 ? (count - 1) / 2 : count;
  if (word === 'former' || word === 'latter') return count === 2 ? ['former', 'latter'].indexOf(word) : count;
  return null;
}

/** A number and nothing else: "two". */
export function whole(text: string, tokens: readonly Token[], choices: readonly string[]): SlotResult {
  const words = tokens.filter((one) => !isMark(one) && !/^(?:please|thanks|the|um)$/.test(one.text));
  const digit = words.length === 1 ? digitOf(words[0]!.text) : undefined;
  if (digit === undefined) return { ok: false, why: 'nothing' };
  const value = choices[Number(digit) - 1];
  return value === undefined ? { ok: false, why: 'unclear' } : { ok: true, value, said: text.trim(), sure: false };
}

const smaller = wordSet(
  'earlier earliest cheaper cheapest smaller smallest shorter shortest lower lowest less sooner soonest lesser fewer fewest least',
);
const greater = wordSet(
  'later latest dearer dearest bigger biggest larger largest longer longest higher highest greater pricier more most',
);

/** "The later one", where each choice holds a number, a weekday or a month. */
export function comparedIn(tokens: readonly Token[], choices: readonly string[]): string | null {
  const isSmaller = tokens.some((one) => smaller.has(one.text));
  const isGreater = tokens.some((one) => greater.has(one.text));
  const sizes = choices.map(sizeOf);
  if (isSmaller === isGreater || choices.length < 2 || sizes.some((size) => size === null)) return null;
  const wanted = (isSmaller ? Math.min : Math.max)(...(sizes as number[]));
  return sizes.filter((size) => size === wanted).length === 1 ? choices[sizes.indexOf(wanted)]! : null;
}

function sizeOf(choice: string): number | null {
  const tokens = tokensOf(choice);
  for (const [at, { text }] of tokens.entries()) {
    const day = weekdays.get(text) ?? months.get(text);
    if (day !== undefined) return day;
    const number = readCardinal(tokens, at);
    if (number) return isAfternoon(tokens, number.value) ? number.value + 12 : number.value;
  }
  return null;
}

/** Nobody offers four o'clock in the night. */
const isAfternoon = (tokens: readonly Token[], hour: number): boolean =>
  hour < 12 &&
  tokens.some((one) => /^(?:pm|afternoon|evening|p)$/.test(one.text) || (hour < 7 && /^(?:o'clock|:)$/.test(one.text)));

const besideLetter = wordSet(
  "please option plan letter choice the as in for one i'll take go with thanks number it's that's sir and yes",
);

/** "B", "option b", "b for bravo". */
export function lettered(tokens: readonly Token[], choices: readonly string[]): string | null {
  const words = tokens.filter((one) => !isMark(one));
  const at = words.findIndex((one) => /^[a-f]$/.test(one.text));
  if (at < 0) return null;
  const letter = words[at]!.text;
  const rest = words.filter((one, index) => index !== at && !(index === at + 2 && one.text.startsWith(letter)));
  return rest.every((one) => besideLetter.has(one.text))
    ? (choices[letter.charCodeAt(0) - 'a'.charCodeAt(0)] ?? null)
    : null;
}
