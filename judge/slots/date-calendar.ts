/** Days told by the calendar: "the third of May", "May 3rd 2027", "the 25th", "5/3", "Christmas Eve". */
import { type Day, dayNumber, isReal, monthDays } from './calendar.ts';
import { type Read, readCardinal } from './cardinals.ts';
import type { FoundDay } from './date.ts';
import { holidays, months, ordinals, weekdays } from './date-words.ts';
import type { SlotContext } from './slot.ts';
import { isDigits, isMark, standsAt, type Token } from './tokens.ts';

export function calendarDayAt(tokens: readonly Token[], at: number, today: Day, context: SlotContext): FoundDay | null {
  return (
    numericAt(tokens, at, today, context) ??
    monthFirst(tokens, at, today, context) ??
    dayFirst(tokens, at, today, context) ??
    holidayAt(tokens, at, today, context)
  );
}

const unclear = (to: number): FoundDay => ({ to, fault: 'unclear' });

/** "2026-12-01", "12/25", "5.3.1985". */
function numericAt(tokens: readonly Token[], at: number, today: Day, context: SlotContext): FoundDay | null {
  if (!isDigits(tokens[at]) || (at > 0 && isDigits(tokens[at - 1]) && tokens[at]!.glued)) return null;
  const sign = tokens[at + 1]?.text ?? '';
  if (!/^[/\-.]$/.test(sign) || !tokens[at + 1]!.glued) return null;
  if (!isDigits(tokens[at + 2]) || !tokens[at + 2]!.glued) return null;
  const hasThird =
    tokens[at + 3]?.text === sign && tokens[at + 3]!.glued && isDigits(tokens[at + 4]) && tokens[at + 4]!.glued;
  const to = at + (hasThird ? 5 : 3);
  const [first, second, third] = [tokens[at]!.text, tokens[at + 2]!.text, hasThird ? tokens[at + 4]!.text : null];
  if ([first, second, third].some((part) => part !== null && part.length > 4)) return unclear(to);
  if (first.length === 4 && third !== null)
    return written({ year: Number(first), month: Number(second), day: Number(third) }, to);
  if (first.length > 2 || second.length > 2) return unclear(to);
  const year = third === null ? null : yearOf(third, today);
  if (third !== null && year === null) return unclear(to);
  const isSure = third === null || third.length === 4;
  return ordered(Number(first), Number(second), year?.value ?? null, isSure, to, today, context);
}

function written(day: Day, to: number): FoundDay {
  return isReal(day) ? { day, sure: true, to } : { to, fault: 'invalid' };
}

/** 25/12 can be read in one way; 5/3 only with the region of the language, and then it is not sure. */
function ordered(
  a: number,
  b: number,
  year: number | null,
  isSure: boolean,
  to: number,
  today: Day,
  context: SlotContext,
): FoundDay {
  const dayFirst = withYear(b, a, year, isSure, to, today, context);
  const monthFirst = withYear(a, b, year, isSure, to, today, context);
  if (a === b || b > 12) return b > 12 ? monthFirst : dayFirst;
  if (a > 12) return dayFirst;
  const region = /^[a-z]{2,3}-([a-z]{2})\b/i.exec(context.language ?? '')?.[1]?.toUpperCase();
  if (region === undefined) return unclear(to);
  const found = region === 'US' || region === 'PH' ? monthFirst : dayFirst;
  return found.day ? { ...found, sure: false } : found;
}

/** "Third of May", "the 3rd May 2027", "the twenty fifth". */
function dayFirst(tokens: readonly Token[], from: number, today: Day, context: SlotContext): FoundDay | null {
  const at = tokens[from]!.text === 'the' ? from + 1 : from;
  const day = readDay(tokens, at);
  if (!day) return null;
  const monthPlace = /^(?:of|in)$/.test(tokens[day.to]?.text ?? '') ? day.to + 1 : day.to;
  const month = months.get(tokens[monthPlace]?.text ?? '');
  if (month !== undefined) return withSpokenYear(tokens, month, day.value, monthPlace + 1, today, context);
  if (
    !day.isOrdinal ||
    (at === from && !day.isWritten && tokens[from - 1]?.text !== 'the' && !isBehindWeekday(tokens, from))
  )
    return null;
  const next = tokens[day.to]?.text ?? '';
  if (/^(?:of|in|one|option|thing|available|free|slot|day|week|time|floor|half|digit|name)$/.test(next))
    return unclear(day.to);
  if (weekdays.has(next) && !isBehindWeekday(tokens, from) && day.value <= 5) return unclear(day.to + 1);
  return dayOfMonth(day.value, day.to, today, context);
}

const isBehindWeekday = (tokens: readonly Token[], at: number): boolean => weekdays.has(tokens[at - 1]?.text ?? '');

/** "May third", "May the 3rd", "December fifteen". */
function monthFirst(tokens: readonly Token[], at: number, today: Day, context: SlotContext): FoundDay | null {
  const month = months.get(tokens[at]!.text);
  if (month === undefined) return null;
  const isOrdinary = /^(?:may|march|mar|sun|sat)$/.test(tokens[at]!.text);
  const dayPlace =
    tokens[at + 1]?.text === 'the' ? at + 2 : tokens[at + 1]?.text === '.' && tokens[at + 1]!.glued ? at + 2 : at + 1;
  const year = readYear(tokens, dayPlace, today);
  const day = readDay(tokens, dayPlace);
  if (!day || (year && !day.isOrdinal && isYearAlone(tokens, dayPlace, day.to, year))) {
    // "Sometime in May"; but "may I come" names no month.
    const isNamed = !isOrdinary || /^(?:in|of|this|next|mid|early|late)$/.test(tokens[at - 1]?.text ?? '');
    return isNamed ? unclear(Math.max(at + 1, year?.to ?? 0)) : null;
  }
  return withSpokenYear(tokens, month, day.value, day.to, today, context);
}

/** "December twenty twenty seven" has no day. */
function isYearAlone(tokens: readonly Token[], from: number, dayTo: number, year: Read<number>): boolean {
  return (
    year.to > dayTo && readYear(tokens, dayTo, { year: 0, month: 1, day: 1 }) === null && tokens[from] !== undefined
  );
}

type ReadDay = Read<number> & { isOrdinal: boolean; isWritten: boolean };

/** The number of a day, "twenty second" or "22nd" or "twenty two". Any number to 99, so that the 32nd is no day at all. */
function readDay(tokens: readonly Token[], at: number): ReadDay | null {
  const alone = ordinals.get(tokens[at]?.text ?? '');
  if (alone !== undefined) return { value: alone, to: at + 1, isOrdinal: true, isWritten: false };
  const tens = { twenty: 20, thirty: 30 }[tokens[at]?.text ?? ''];
  const unit = ordinals.get(tokens[at + 1]?.text ?? '');
  if (tens && unit && unit < 10) return { value: tens + unit, to: at + 2, isOrdinal: true, isWritten: false };
  if (tokens[at]?.text === 'thirtieth') return { value: 30, to: at + 1, isOrdinal: true, isWritten: false };
  if (isDigits(tokens[at])) {
    if (tokens[at]!.text.length > 2) return null;
    const isOrdinal = /^(?:st|nd|rd|th)$/.test(tokens[at + 1]?.text ?? '');
    return { value: Number(tokens[at]!.text), to: at + (isOrdinal ? 2 : 1), isOrdinal, isWritten: true };
  }
  const spoken = readTwoDigits(tokens, at);
  return spoken && spoken.value >= 1 ? { ...spoken, isOrdinal: false, isWritten: false } : null;
}

/** "Twenty two", and not the "twenty two thousand" of a year. */
function readTwoDigits(tokens: readonly Token[], at: number): Read<number> | null {
  const read = readCardinal(tokens.slice(at, at + 2), 0);
  if (!read || read.value > 99) return null;
  const to = at + read.to;
  return /^(?:hundred|thousand)$/.test(tokens[to]?.text ?? '') && read.to === 2
    ? { value: Math.trunc(read.value / 10) * 10, to: to - 1 }
    : { value: read.value, to };
}

/** A year as said: "2027", "nineteen eighty five", "two thousand and one", "twenty twenty seven", "nineteen oh nine". */
function readYear(tokens: readonly Token[], at: number, today: Day): (Read<number> & { isSure: boolean }) | null {
  if (isDigits(tokens[at])) {
    const year = yearOf(tokens[at]!.text, today);
    return year && { value: year.value, to: at + 1, isSure: year.isSure };
  }
  if (tokens[at]?.text === "'" && isDigits(tokens[at + 1])) return readYear(tokens, at + 1, today);
  const whole = readCardinal(tokens, at);
  if (!whole) return null;
  if (whole.value >= 1800 && whole.value < 2200) return { ...whole, isSure: true };
  const zero = /^(?:oh|o)$/.test(tokens[whole.to]?.text ?? '');
  const rest = readCardinal(tokens, zero ? whole.to + 1 : whole.to);
  const isCentury = whole.value >= 18 && whole.value <= 21;
  if (isCentury && rest && (zero ? rest.value < 10 : rest.value >= 10 && rest.value < 100)) {
    return { value: whole.value * 100 + rest.value, to: rest.to, isSure: true };
  }
  // "Eighty five": a year of two digits.
  return whole.value >= 32 && whole.value <= 99 ? { value: 1900 + whole.value, to: whole.to, isSure: false } : null;
}

/** Of two digits the nearest past century is taken, but for the next years. */
function yearOf(digits: string, today: Day): { value: number; isSure: boolean } | null {
  if (digits.length === 4) return { value: Number(digits), isSure: true };
  if (digits.length !== 2) return null;
  const century = Math.floor(today.year / 100) * 100;
  const value = century + Number(digits);
  return { value: value > today.year + 10 ? value - 100 : value, isSure: false };
}

function withSpokenYear(
  tokens: readonly Token[],
  month: number,
  day: number,
  to: number,
  today: Day,
  context: SlotContext,
): FoundDay {
  let place = to;
  while (isMark(tokens[place]) || /^(?:of|in|the|year)$/.test(tokens[place]?.text ?? '')) place++;
  const year = readYear(tokens, place, today);
  if (year) return withYear(month, day, year.value, year.isSure, year.to, today, context);
  // A number behind it could be anything: "May third five".
  const isFollowed = readCardinal(tokens, to) !== null;
  return withYear(month, day, null, !isFollowed, to, today, context);
}

/** A day that was two months ago at most is not meant for next year without a question. */
const recentDaysMax = 60;

function withYear(
  month: number,
  day: number,
  year: number | null,
  isSure: boolean,
  to: number,
  today: Day,
  context: SlotContext,
): FoundDay {
  if (month < 1 || month > 12 || day < 1 || day > monthDays(2024, month)) return { to, fault: 'invalid' };
  if (year !== null) {
    const found = { year, month, day };
    return isReal(found) ? { day: found, sure: isSure, to } : { to, fault: 'invalid' };
  }
  const thisYear = { year: today.year, month, day };
  const distance = dayNumber(thisYear) - dayNumber(today);
  if (context.dates === 'past')
    return real({ year: distance > 0 ? today.year - 1 : today.year, month, day }, false, to);
  if (distance >= 0) return real(thisYear, isSure, to);
  if (context.dates !== 'future' && -distance <= recentDaysMax) return unclear(to);
  return real({ year: today.year + 1, month, day }, isSure, to);
}

const real = (day: Day, sure: boolean, to: number): FoundDay =>
  isReal(day) ? { day, sure, to } : { to, fault: 'invalid' };

/** "The 25th": the coming one. */
function dayOfMonth(day: number, to: number, today: Day, context: SlotContext): FoundDay {
  if (day < 1 || day > 31) return { to, fault: 'invalid' };
  if (context.dates === 'past' || day === today.day) return unclear(to);
  let { year, month } = today;
  for (let tries = 0; tries < 3; tries++) {
    if ((tries > 0 || day > today.day) && day <= monthDays(year, month))
      return { day: { year, month, day }, sure: true, to };
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year++;
  }
  return { to, fault: 'invalid' };
}

function holidayAt(tokens: readonly Token[], at: number, today: Day, context: SlotContext): FoundDay | null {
  const found = holidays.find(([words]) => standsAt(tokens, at, words));
  return found ? withYear(found[1], found[2], null, true, at + found[0].length, today, context) : null;
}
