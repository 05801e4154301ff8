/** The year of a day: as it was said, or the one that is meant where none was. */
import { type Day, dayNumber, isReal, monthDays } from './calendar.ts';
import { type Read, readCardinal } from './cardinals.ts';
import type { FoundDay } from './date.ts';
import type { SlotContext } from './slot.ts';
import { isDigits, type Token } from './tokens.ts';

/** Today, and which days can be meant. */
export type When = { today: Day; dates: SlotContext['dates']; language: string; country: string };

/** Two digits leave the century open: not sure. */
export type Year = { value: number; isSure: boolean };

/** A year as said: "2027", "nineteen eighty five", "two thousand and one", "twenty twenty seven", "nineteen oh nine". */
export function readYear(tokens: readonly Token[], at: number, { today }: When): Read<Year> | null {
  const shift = tokens[at + 1]?.text === 'year' ? { this: 0, next: 1, last: -1 }[tokens[at]!.text] : undefined;
  if (shift !== undefined) return { value: { value: today.year + shift, isSure: true }, to: at + 2 };
  const place = /^['’]$/.test(tokens[at]?.text ?? '') ? at + 1 : at;
  if (isDigits(tokens[place])) {
    const year = yearOf(tokens[place]!.text, today);
    return year && { value: year, to: place + 1 };
  }
  const whole = readCardinal(tokens, place);
  if (!whole) return null;
  if (whole.value >= 1800 && whole.value < 2200) return { value: { value: whole.value, isSure: true }, to: whole.to };
  const zero = /^(?:oh|o)$/.test(tokens[whole.to]?.text ?? '');
  const rest = readCardinal(tokens, zero ? whole.to + 1 : whole.to);
  const isCentury = whole.value >= 18 && whole.value <= 21;
  if (isCentury && rest && (zero ? rest.value < 10 : rest.value >= 10 && rest.value < 100)) {
    return { value: { value: whole.value * 100 + rest.value, isSure: true }, to: rest.to };
  }
  // "Eighty five". Less than 32 could be a day or a time.
  const isShort = whole.value >= 32 && whole.value <= 99;
  return isShort ? { value: { value: 1900 + whole.value, isSure: false }, to: whole.to } : null;
}

/** Years ahead that two digits can mean. */
const shortYearsAheadMax = 10;

export function yearOf(digits: string, today: Day): Year | null {
  if (digits.length === 4) return { value: Number(digits), isSure: true };
  if (digits.length !== 2) return null;
  const value = Math.floor(today.year / 100) * 100 + Number(digits);
  return { value: value > today.year + shortYearsAheadMax ? value - 100 : value, isSure: false };
}

/** A day this long ago is not taken for the next year's without a question. */
const recentDaysMax = 60;

/** The day with its year; without one the coming day, or the last where only the past can be meant. */
export function withYear(month: number, day: number, year: Year | null, to: number, when: When): FoundDay {
  const { today, dates } = when;
  if (month < 1 || month > 12 || day < 1 || day > monthDays(2024, month)) return { to, fault: 'invalid' };
  if (year) return real({ year: year.value, month, day }, year.isSure, to);
  const distance = dayNumber({ year: today.year, month, day }) - dayNumber(today);
  const isLeapDay = month === 2 && day === 29;
  if (isLeapDay || (dates !== 'future' && dates !== 'past' && distance < 0 && -distance <= recentDaysMax)) {
    return { to, fault: 'unclear' };
  }
  if (dates === 'past') return real({ year: distance > 0 ? today.year - 1 : today.year, month, day }, false, to);
  return real({ year: distance >= 0 ? today.year : today.year + 1, month, day }, true, to);
}

const real = (day: Day, sure: boolean, to: number): FoundDay =>
  isReal(day) ? { day, sure, to } : { to, fault: 'invalid' };
