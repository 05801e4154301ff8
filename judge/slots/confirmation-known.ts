/** The words of a question, and the numbers of it both in digits and in words. */
import { tokensOf } from './tokens.ts';

const ones =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ordinals =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'.split(
    ' ',
  );

/** "12 metres" is confirmed by "twelve metres", "the 4th" by "the fourth". */
export function knownWords(asked: string): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { text } of tokensOf(asked)) {
    known.add(text);
    for (const word of /^[0-9]{1,15}$/.test(text) ? inWords(text) : inDigits(text)) known.add(word);
  }
  return known;
}

function inWords(digits: string): string[] {
  const value = Number(digits);
  const single = [...digits].map((digit) => ones[Number(digit)]!);
  if (digits.length > 2) return [...single, 'oh', 'double'];
  if (value < ones.length) return [ones[value]!, ordinals[value]!];
  const ten = tens[Math.floor(value / 10) - 2]!;
  const one = value % 10;
  const parts = [ten, `${ten.replace(/y$/, 'ie')}th`];
  return one === 0 ? parts : [...parts, ones[one]!, ordinals[one]!];
}

function inDigits(word: string): string[] {
  const small = [ones, ordinals].map((names) => names.indexOf(word)).filter((value) => value >= 0);
  const ten = tens.indexOf(word);
  return [...small, ...(ten < 0 ? [] : [(ten + 2) * 10])].map(String);
}
