/** Numbers as words: "a hundred and five", "twenty two thousand five hundred". */
import { isDigits, type Token } from './tokens.ts';

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** 0 to 19, and the tens. */
const words: ReadonlyMap<string, number> = new Map([
  ...small.map((word, value) => [word, value] as const),
  ...tens.map((word, index) => [word, 20 + 10 * index] as const),
  ['fourty', 40],
  ['nought', 0],
]);
const scales: ReadonlyMap<string, number> = new Map([
  ['thousand', 1e3],
  ['grand', 1e3],
  ['lakh', 1e5],
  ['lakhs', 1e5],
  ['million', 1e6],
  ['crore', 1e7],
  ['crores', 1e7],
  ['billion', 1e9],
]);

export const wordValue = (word: string | undefined): number | undefined => words.get(word ?? '');
export const isScale = (word: string | undefined): boolean => word === 'hundred' || scales.has(word ?? '');
export const scaleOf = (word: string | undefined): number | undefined =>
  word === 'hundred' ? 100 : scales.get(word ?? '');

/** A digit as said: "oh", "nought", "seven", or one written digit. */
export function digitOf(word: string | undefined): string | undefined {
  if (word === 'oh' || word === 'o' || word === 'null') return '0';
  if (word !== undefined && /^[0-9]$/.test(word)) return word;
  const value = words.get(word ?? '');
  return value !== undefined && value < 10 ? String(value) : undefined;
}

export type Read<T> = { value: T; to: number };
type Last = 'start' | 'unit' | 'tens' | 'hundred' | 'scale';

/** The longest whole number in words, or one run of digits with a scale, that begins at a place; null if none does. */
export function readCardinal(tokens: readonly Token[], from: number): Read<number> | null {
  let at = from;
  let total = 0;
  let current = 0;
  let last: Last = 'start';
  let scaleMax = Number.POSITIVE_INFINITY;
  if (/^an?$/.test(tokens[at]?.text ?? '') && isScale(tokens[at + 1]?.text)) {
    current = 1;
    last = 'unit';
    at++;
  } else if (isScale(tokens[at]?.text) && !isDigits(tokens[at - 1]) && wordValue(tokens[at - 1]?.text) === undefined) {
    // "Hundred and twelve".
    current = 1;
    last = 'unit';
  } else if (isDigits(tokens[at]) && tokens[at]!.text.length <= 12) {
    current = Number(tokens[at]!.text);
    last = 'unit';
    at++;
  }
  for (; at < tokens.length; at++) {
    const word = tokens[at]!.text;
    const value = wordValue(word);
    const scale = scales.get(word);
    if (value !== undefined && fits(value, last)) {
      current += value;
      last = value >= 20 ? 'tens' : 'unit';
    } else if (word === 'hundred' && (last === 'unit' || last === 'tens') && current > 0 && current < 100) {
      current *= 100;
      last = 'hundred';
    } else if (scale !== undefined && current > 0 && scale < scaleMax && last !== 'start') {
      total += current * scale;
      current = 0;
      scaleMax = scale;
      last = 'scale';
    } else if (!isJoint(tokens, at, last)) break;
  }
  return last === 'start' ? null : { value: total + current, to: at };
}

function fits(value: number, last: Last): boolean {
  if (last === 'unit') return false;
  return last === 'tens' ? value > 0 && value < 10 : true;
}

/** "Five hundred and six", "twenty-six". */
function isJoint(tokens: readonly Token[], at: number, last: Last): boolean {
  const next = tokens[at + 1];
  const value = wordValue(next?.text);
  if (value === undefined) return false;
  if (tokens[at]!.text === '-') return last === 'tens' && tokens[at]!.glued && next!.glued && value > 0 && value < 10;
  if (tokens[at]!.text !== 'and') return false;
  return last === 'hundred' || last === 'scale' || (last === 'tens' && value > 0 && value < 10);
}
