/** A telephone number in a caller's words. What could be another number is unclear: a wrong one reaches a stranger. */
import { callingCodeOf, internationalPrefixOf, isPhone, planOf } from './phone-plans.ts';
import { type Finding, isIntroduced, isTakenBack, refuses, settle } from './settle.ts';
import type { SlotContext, SlotResult } from './slot.ts';
import { type DigitRun, digitRuns } from './spoken-digits.ts';
import { isMark, standsAt, type Token, wordSet, wordsOf } from './tokens.ts';

export function extractPhone(text: string, tokens: readonly Token[], context: SlotContext): SlotResult {
  const runs = digitRuns(tokens);
  if (runs.length === 0) return isOwnNumber(tokens) ? own(text, context) : { ok: false, why: 'nothing' };
  const callingCode = context.callingCode ?? '1';
  const mended = mendedEnd(tokens, runs, callingCode);
  if (mended) return settle(text, tokens, [mended]);
  return settle(
    text,
    tokens,
    runs.map((run) => unsureIf(refuses(tokens), findingOf(run, callingCode, isDoubtful(tokens, run)))),
  );
}

/** "Don't use the old one, the new one is …": understood, but confirmed. */
const unsureIf = (isRefusing: boolean, found: Finding): Finding =>
  isRefusing && found.value !== undefined ? { ...found, sure: false } : found;

function findingOf(run: DigitRun, callingCode: string, isInDoubt: boolean): Finding {
  const numbers = new Map<string, boolean>();
  for (const [index, reading] of run.readings.entries()) {
    const found = numberOf(reading, run.hasPlus, callingCode);
    // The first reading is how the words are meant mostly.
    if (found) numbers.set(found.value, found.sure && index === 0);
  }
  const place = { from: run.from, to: run.to };
  const [only] = numbers;
  if (only && numbers.size === 1 && !isInDoubt) return { ...place, value: only[0], sure: only[1] };
  const isWhole = numbers.size === 0 && run.readings.length === 1 && !isInDoubt && isLength(run, callingCode);
  return { ...place, why: isWhole ? 'invalid' : 'unclear' };
}

type Number = { value: string; sure: boolean };

/** The one number that these digits can be. */
function numberOf(digits: string, hasPlus: boolean, callingCode: string): Number | null {
  const prefix = internationalPrefixOf(callingCode);
  if (hasPlus) return international(digits);
  if (digits.startsWith(prefix)) return international(digits.slice(prefix.length));
  if (callingCode === '1' && digits.startsWith('00')) {
    // Visitors say 00; only a plan of fixed length tells such a number from one that lacks a digit.
    const found = international(digits.slice(2));
    return found?.sure ? unsure(found) : null;
  }
  const { trunk } = planOf(callingCode);
  const hasTrunk = trunk !== '' && digits.startsWith(trunk);
  const found = new Map<string, Number>();
  const add = (one: Number | null): void => void (one && found.set(one.value, found.get(one.value) ?? one));
  if (hasTrunk) add(national(digits.slice(trunk.length), callingCode));
  // Without its trunk digit, or with the calling code but without its plus.
  const isBare = trunk === '' || callingCode === '1';
  if (!hasTrunk || callingCode === '1')
    add(isBare ? national(digits, callingCode) : unsure(national(digits, callingCode)));
  if (callingCode !== '1' && digits.startsWith(callingCode))
    add(unsure(national(digits.slice(callingCode.length), callingCode)));
  return found.size === 1 ? [...found.values()][0]! : null;
}

const endDigitsMin = 2;
const endDigitsMax = 6;

/** "… 0140, wait, 0141": the end is said again, in place of what it begins like, or of as many digits. */
function mendedEnd(tokens: readonly Token[], runs: readonly DigitRun[], callingCode: string): Finding | null {
  const [before, end] = runs;
  if (runs.length !== 2 || !before || !end || before.readings.length + end.readings.length > 2 || end.hasPlus)
    return null;
  const [digits, again] = [before.readings[0]!, end.readings[0]!];
  const isShort = again.length >= endDigitsMin && again.length <= endDigitsMax && again.length < digits.length;
  if (!isShort || !isTakenBack(tokens.slice(before.to, end.from))) return null;
  const alike = (count: number): number => {
    const tail = digits.slice(-count);
    return [...again].findIndex((digit, at) => digit !== tail[at]) >>> 0;
  };
  const counts = Array.from({ length: again.length }, (_, index) => again.length - index);
  const count = counts.reduce((best, each) => (alike(each) > alike(best) ? each : best));
  const number = numberOf(digits.slice(0, -count) + again, before.hasPlus, callingCode);
  return number && { from: before.from, to: end.to, value: number.value, sure: false };
}

const unsure = (number: Number | null): Number | null => number && { ...number, sure: false };

function international(digits: string): Number | null {
  const code = callingCodeOf(digits);
  if (code === null) return null;
  const rest = digits.slice(code.length);
  const { trunk } = planOf(code);
  const direct = national(rest, code);
  // "+44 (0) 20 …": people say the trunk digit too.
  return direct ?? (trunk === '0' && rest.startsWith('0') ? national(rest.slice(1), code) : null);
}

function national(digits: string, callingCode: string): Number | null {
  const value = `+${callingCode}${digits}`;
  return isPhone(value) ? { value, sure: planOf(callingCode).isFixed } : null;
}

/** As long as a number of the country, and yet none: "212 155 0147". */
function isLength(run: DigitRun, callingCode: string): boolean {
  const digits = run.readings[0]!;
  return (
    !run.hasPlus && callingCode === '1' && (digits.length === 10 || (digits.length === 11 && digits.startsWith('1')))
  );
}

/** Numbers of something else, or of part of one. */
const otherNumbers = wordSet(
  'social security account order policy reference card fax zip starts begins ends digit digits',
);

/** More was said to this number than was understood: "… extension twelve", "… or something". */
function isDoubtful(tokens: readonly Token[], run: DigitRun): boolean {
  const next = tokens
    .slice(run.to)
    .filter((one) => !isMark(one))
    .slice(0, 2)
    .map((one) => one.text);
  if (/^(?:extension|ext|x|something|hundred|thousand|point|double|triple|plus|minus|but|except)$/.test(next[0] ?? ''))
    return true;
  if (next[0] === 'or' && /^(?:something|so|maybe|was)$/.test(next[1] ?? '')) return true;
  const isRefused = refuses(tokens) && !isIntroduced(tokens, run.from);
  return isRefused || tokens.some((one) => otherNumbers.has(one.text));
}

const ownNumber = [
  'the number i',
  'this number',
  'number i am',
  'same number',
  'this phone',
  'this one',
  'number you have',
  'the one i',
  'same one',
  'my current number',
  'number on your screen',
].map(wordsOf);
const calling = /^(?:call|calling|called|phoning|ringing|using|on|number|phone|same|this|current|caller)$/;

/** "The number I'm calling from". */
function isOwnNumber(tokens: readonly Token[]): boolean {
  const words = tokens.filter((one) => !isMark(one)).map((one) => ({ ...one, text: one.text.replace(/^i'm$/, 'i') }));
  const isNamed = words.some((_, at) => ownNumber.some((phrase) => standsAt(words, at, phrase)));
  return isNamed && words.some((one) => calling.test(one.text));
}

/** Not sure: a switchboard's number can be shown instead of an extension's. */
function own(text: string, context: SlotContext): SlotResult {
  const value = context.callerNumber;
  if (value === undefined || !isPhone(value)) return { ok: false, why: 'unclear' };
  return { ok: true, value, said: text.trim(), sure: false };
}
