/** How much is said at a place: in digits, in words, in parts, in a unit. */
import { digitOf, isScale, type Read, readCardinal, scaleOf, wordValue } from './cardinals.ts';
import { isMoney, isYear, unitAt } from './number-units.ts';
import { isDigits, standsAt, type Token, wordSet } from './tokens.ts';

/** Digits, and whether they are surely what was meant. */
type Amount = { text: string; sure: boolean };
/** `value` null: numbers that make no number together. */
type AmountRead = Read<Amount | null>;

const exact = (value: number, to: number, sure = true): AmountRead => ({ value: { text: decimal(value), sure }, to });

export function readAmount(tokens: readonly Token[], at: number, asked: string): AmountRead | null {
  return (
    readOneAndPart(tokens, at) ??
    readPart(tokens, at) ??
    readWholeUnit(tokens, at) ??
    readDigitRun(tokens, at) ??
    readQuantity(tokens, at, asked)
  );
}

/** "A pound and three quarters". */
function readOneAndPart(tokens: readonly Token[], at: number): AmountRead | null {
  const isThing =
    /^an?$/.test(tokens[at]?.text ?? '') &&
    /^\p{L}{3,}$/u.test(tokens[at + 1]?.text ?? '') &&
    wordValue(tokens[at + 1]!.text) === undefined &&
    !unitAt(tokens, at + 1, '');
  const isCount = /^(?:half|quarter|dozen|couple|pair|hundred|thousand|million)$/.test(tokens[at + 1]?.text ?? '');
  const mixed = isThing && !isCount ? readMixed(tokens, { value: 1, to: at + 2 }) : null;
  return mixed && exact(mixed.value, mixed.to, false);
}

/** "A week", "an hour and a half": the article is a number before a unit. */
function readWholeUnit(tokens: readonly Token[], at: number): AmountRead | null {
  if (!/^an?$/.test(tokens[at]?.text ?? '')) return null;
  return unitAt(tokens, at + 1, '') && tokens.length > at + 1 ? exact(1, at + 1, false) : null;
}

/** Counted in the unit that was asked for, with the half that may follow the unit. */
export function inUnit(tokens: readonly Token[], read: AmountRead | null, asked: string): AmountRead | null {
  if (!read?.value) return read;
  const unit = unitAt(tokens, read.to, asked);
  if (!unit) return inPence(tokens, read, asked);
  const half = readMixed(tokens, { value: Number(read.value.text), to: unit.to });
  const amount = half?.value ?? Number(read.value.text);
  const to = half?.to ?? unit.to;
  return exact(amount * unit.factor, to, read.value.sure && unit.factor === 1 && half === null);
}

/** "Fifty p", asked for pounds. */
function inPence(tokens: readonly Token[], read: AmountRead, asked: string): AmountRead {
  const isPence = /^(?:p|pence|cents?|pennies)$/.test(tokens[read.to]?.text ?? '') && isMoney(asked);
  return isPence ? exact(Number(read.value!.text) / 100, read.to + 1, false) : read;
}

const fractions: ReadonlyMap<string, number> = new Map([
  ['half', 0.5],
  ['quarter', 0.25],
  ['quarters', 0.25],
]);

/** "Half", "three quarters", "a couple", "two dozen", "a pair". */
function readPart(tokens: readonly Token[], at: number): AmountRead | null {
  const article = /^an?$/.test(tokens[at]?.text ?? '') ? 1 : 0;
  const cardinal = article ? null : readCardinal(tokens, at);
  // "One hundred and three quarters" is no three quarters of a hundred.
  const count =
    cardinal && (cardinal.to === at + 1 || (cardinal.value < 100 && /^dozens?$/.test(tokens[cardinal.to]?.text ?? '')))
      ? cardinal
      : null;
  const to = count ? count.to : at + article;
  const times = count ? count.value : 1;
  const word = tokens[to]?.text ?? '';
  if (word === 'half' && !count && standsAt(tokens, to + 1, ['a', 'dozen'])) return exact(6, to + 3);
  if (word === 'dozen' && /^baker'?s?$/.test(tokens[to - 1]?.text ?? '')) return exact(13, to + 1);
  if (word === 'dozen' || word === 'dozens') return exact(12 * times, to + 1);
  if (word === 'score') return exact(20 * times, to + 1);
  if (/^k$/.test(word) && count) return exact(1_000 * times, to + 1, false);
  if (word === 'couple' && !count && standsAt(tokens, to + 1, ['of', 'dozen'])) return exact(24, to + 3);
  if ((word === 'couple' || word === 'pair') && !count) return exact(2, to + 1);
  const fraction = fractions.get(word);
  return fraction === undefined || (!count && word === 'quarters') ? null : exact(times * fraction, to + 1);
}

/** "One two three four", "four oh seven", "double five": digits one by one. */
function readDigitRun(tokens: readonly Token[], from: number): AmountRead | null {
  let at = from;
  let digits = '';
  let groups = 0;
  for (; at < tokens.length; groups++) {
    const times = { double: 2, triple: 3, treble: 3 }[tokens[at]!.text] ?? 1;
    const digit = digitOf(tokens[times === 1 ? at : at + 1]?.text);
    if (digit === undefined) break;
    digits += digit.repeat(times);
    at += times === 1 ? 1 : 2;
  }
  if (digits.length < 2 || isScale(tokens[at]?.text) || isPoint(tokens, at) || isFractionAt(tokens, at)) return null;
  if (wordValue(tokens[at]?.text) !== undefined || isDigits(tokens[at])) return { value: null, to: at + 1 };
  // "Five six" can be a digit after the other, or five or six.
  return { value: { text: digits.replace(/^0+(?=.)/, ''), sure: groups !== 2 || digits.length > 2 }, to: at };
}

const isFractionAt = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]?.text === 'and' && fractions.has(tokens[at + 2]?.text ?? '');

function readQuantity(tokens: readonly Token[], at: number, asked: string): AmountRead | null {
  const literal = readLiteral(tokens, at);
  const whole = literal ?? (isPoint(tokens, at) ? { value: 0, to: at } : readCardinal(tokens, at));
  if (!whole) return null;
  const point = readDecimals(tokens, whole);
  const mixed = point ?? readMixed(tokens, whole) ?? whole;
  const scale = mixed.to > whole.to || literal ? scaleOf(tokens[mixed.to]?.text) : undefined;
  const scaled = scale ? { value: mixed.value * scale, to: mixed.to + 1 } : mixed;
  const pair = mixed === whole ? readPair(tokens, whole, asked) : null;
  if (pair) return pair;
  const million = scale ? readMixed(tokens, { value: 0, to: scaled.to }) : null;
  if (million && scale) return exact(scaled.value + million.value * scale, million.to);
  // "A million and a half" is half a million more.
  const last = scaleOf(tokens[whole.to - 1]?.text);
  if (last && mixed !== whole && !point) return exact(whole.value + (mixed.value - whole.value) * last, mixed.to);
  const cents = readCents(tokens, scaled);
  if (cents) return cents;
  const isShortYear = isYear(asked) && scaled.value >= 30 && scaled.value < 100;
  return isShortYear ? exact(1_900 + scaled.value, scaled.to, false) : exact(scaled.value, scaled.to);
}

/** 1,500 and 2.5 and 1,250.50; a comma and three digits are thousands. */
function readLiteral(tokens: readonly Token[], from: number): Read<number> | null {
  if (tokens[from]?.text === '.' && !tokens[from]!.glued && isDigits(tokens[from + 1]) && tokens[from + 1]!.glued) {
    return { value: Number(`0.${tokens[from + 1]!.text.slice(0, 10)}`), to: from + 2 };
  }
  if (!isDigits(tokens[from]) || tokens[from]!.text.length > 15) return null;
  let at = from + 1;
  let digits = tokens[from]!.text;
  const glues = (sign: string): boolean =>
    tokens[at]?.text === sign && tokens[at]!.glued && tokens[at + 1]?.glued === true && isDigits(tokens[at + 1]);
  while (glues(',') && tokens[at + 1]!.text.length === 3 && digits.length <= 12) {
    digits += tokens[at + 1]!.text;
    at += 2;
  }
  if (glues('.') && tokens[at + 1]!.text.length <= 10) {
    digits += `.${tokens[at + 1]!.text}`;
    at += 2;
  }
  return at === from + 1 && isScale(tokens[at]?.text) ? null : { value: Number(digits), to: at };
}

const isPoint = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]?.text === 'point' && digitOf(tokens[at + 1]?.text) !== undefined;

function readDecimals(tokens: readonly Token[], whole: Read<number>): Read<number> | null {
  if (!isPoint(tokens, whole.to)) return null;
  let at = whole.to + 1;
  let digits = '';
  for (; digits.length < 10; at++) {
    const digit = digitOf(tokens[at]?.text);
    if (digit === undefined) break;
    digits += digit;
  }
  return { value: whole.value + Number(`0.${digits}`), to: at };
}

/** "Two and a half", "one and three quarters". */
function readMixed(tokens: readonly Token[], whole: Read<number>): Read<number> | null {
  if (tokens[whole.to]?.text !== 'and') return null;
  const count = /^an?$/.test(tokens[whole.to + 1]?.text ?? '') ? 1 : wordValue(tokens[whole.to + 1]?.text);
  const fraction = fractions.get(tokens[whole.to + 2]?.text ?? '');
  return count && fraction ? { value: whole.value + count * fraction, to: whole.to + 3 } : null;
}

const money = wordSet('dollar dollars euro euros pound pounds bucks quid');

/** "Nineteen eighty four"; "nineteen ninety nine euros". Anything else of two numbers in a row is none. */
function readPair(tokens: readonly Token[], first: Read<number>, asked: string): AmountRead | null {
  const isZero = /^(?:oh|o)$/.test(tokens[first.to]?.text ?? '');
  const second = readCardinal(tokens, isZero ? first.to + 1 : first.to);
  if (!second) return null;
  const isTwoDigits =
    first.value >= 10 && first.value < 100 && (isZero ? second.value < 10 : second.value >= 10 && second.value < 100);
  const digits = String(second.value).padStart(2, '0');
  const isPrice = isMoney(asked) && second.value >= 10 && second.value < 100;
  if (isPrice && first.value < 100) return exact(Number(`${first.value}.${digits}`), second.to, false);
  // "Two fifty" of things are 250.
  const isHundreds = first.value > 0 && first.value < 10 && second.value >= 10 && second.value < 100 && !isZero;
  if (isHundreds) return exact(100 * first.value + second.value, second.to, false);
  if (!isTwoDigits) return { value: null, to: second.to };
  if (money.has(tokens[second.to]?.text ?? '')) return exact(Number(`${first.value}.${digits}`), second.to + 1);
  return first.value <= 20
    ? exact(Number(`${first.value}${digits}`), second.to, false)
    : { value: null, to: second.to };
}

/** "Twenty dollars and fifty cents". */
function readCents(tokens: readonly Token[], whole: Read<number>): AmountRead | null {
  if (!money.has(tokens[whole.to]?.text ?? '')) return null;
  const cents = readCardinal(tokens, tokens[whole.to + 1]?.text === 'and' ? whole.to + 2 : whole.to + 1);
  if (!cents || cents.value > 99) return null;
  if (/^(?:cents?|pence|p)$/.test(tokens[cents.to]?.text ?? ''))
    return exact(whole.value + cents.value / 100, cents.to + 1);
  return tokens[cents.to] === undefined ? exact(whole.value + cents.value / 100, cents.to, false) : null;
}

/** No exponent, no noise of binary fractions. */
function decimal(value: number): string {
  return value.toFixed(10).replace(/\.?0+$/, '');
}
