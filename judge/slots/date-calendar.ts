/** Days told by the calendar: "the third of May", "May 3rd 2027", "the 25th", "5/3", "Christmas Eve". */
import { addMonths, type Day, dayNumber, isReal, monthDays } from './calendar.ts';
import { type Read, readCardinal } from './cardinals.ts';
import type { FoundDay } from './date.ts';
import { holidayAt, nthWeekday } from './date-holidays.ts';
import { behindDay, months, ordinals, weekdays } from './date-words.ts';
import { readYear, type When, type Year, withYear, yearOf } from './date-year.ts';
import { isDigits, isMark, standsAt, type Token } from './tokens.ts';

export function calendarDayAt(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  return (
    numericAt(tokens, at, when) ??
    spokenNumericAt(tokens, at, when) ??
    nthWeekdayAt(tokens, at, when) ??
    lastDayAt(tokens, at, when) ??
    yearBetween(tokens, at, when) ??
    monthFirst(tokens, at, when) ??
    dayFirst(tokens, at, when) ??
    behindWeekday(tokens, at, when) ??
    holidayAt(tokens, at, when)
  );
}

const unclear = (to: number): FoundDay => ({ to, fault: 'unclear' });

/** "2026-12-01", "12/25", "5.3.1985". */
function numericAt(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  const parts = [tokens[at]!.text];
  const sign = tokens[at + 1]?.text ?? '';
  let to = at + 1;
  if (!isDigits(tokens[at]) || !/^[/\-.]$/.test(sign)) return null;
  while (isGlued(tokens, to, sign) && to < at + 10) {
    parts.push(tokens[to + 1]!.text);
    to += 2;
  }
  const [first, second, third] = parts;
  if (second === undefined) return null;
  if (parts.length > 3 || parts.some((part) => part.length > 4)) return unclear(to);
  if (first!.length === 4 && third !== undefined) {
    const day = { year: Number(first), month: Number(second), day: Number(third) };
    return isReal(day) ? { day, sure: true, to } : { to, fault: 'invalid' };
  }
  const year = third === undefined ? null : yearOf(third, when.today);
  const isWhole = first!.length <= 2 && second.length <= 2 && (third === undefined || year !== null);
  return isWhole ? ordered(Number(first), Number(second), year, to, when) : unclear(to);
}

const isGlued = (tokens: readonly Token[], at: number, sign: string): boolean =>
  tokens[at]?.text === sign && tokens[at]!.glued && isDigits(tokens[at + 1]) && tokens[at + 1]!.glued;

/** Where the month is written first. */
const monthFirstRegions = new Set(['US', 'PH']);

/** 25/12 can be read in one way; 5/3 only with the region of the language, and then it is not sure. */
function ordered(a: number, b: number, year: Year | null, to: number, when: When): FoundDay {
  if (a > 12 || a === b) return withYear(b, a, year, to, when);
  if (b > 12) return withYear(a, b, year, to, when);
  const region = /^[a-z]{2,3}-([a-z]{2})\b/i.exec(when.language)?.[1]?.toUpperCase();
  if (region === undefined) return unclear(to);
  const found = monthFirstRegions.has(region) ? withYear(a, b, year, to, when) : withYear(b, a, year, to, when);
  return found.day ? { ...found, sure: false } : found;
}

/** "Third of May", "the 3rd May 2027", "the twenty fifth". */
function dayFirst(tokens: readonly Token[], from: number, when: When): FoundDay | null {
  const hasThe = tokens[from]!.text === 'the';
  const day = readDay(tokens, hasThe ? from + 1 : from);
  if (!day) return null;
  const monthPlace = /^(?:of|in)$/.test(tokens[day.to]?.text ?? '') ? day.to + 1 : day.to;
  const month = months.get(tokens[monthPlace]?.text ?? '');
  if (month !== undefined) return withSpokenYear(tokens, month, day.value, monthPlace + 1, when);
  // "On the 27": recognisers drop the ending, but it may be the 27 bus.
  const isBare = !day.isOrdinal && hasThe && day.isWritten && /^(?:on|for)$/.test(tokens[from - 1]?.text ?? '');
  if (!isBare && (!day.isOrdinal || !(hasThe || day.isWritten))) return null;
  const next = tokens[day.to];
  const named = monthAt(tokens, next?.text === 'of' ? day.to + 1 : day.to, when.today);
  if (named) return withYear(named.month, day.value, { value: named.year, isSure: true }, named.to, when);
  const isOfMonth = weekdays.has(next?.text ?? '') && day.value <= 5;
  if (isNoun(next) || isOfMonth) return unclear(day.to);
  const found = dayOfMonth(day.value, day.to, when);
  return found.day && isBare ? { ...found, sure: false } : found;
}

/** "This month", "next month", "last month". */
function monthAt(tokens: readonly Token[], at: number, today: Day): { year: number; month: number; to: number } | null {
  const shift = { this: 0, next: 1, last: -1 }[tokens[at]?.text ?? ''];
  if (shift === undefined || tokens[at + 1]?.text !== 'month') return null;
  const { year, month } = addMonths({ ...today, day: 1 }, shift);
  return { year, month, to: tokens[at + 2]?.text === 'itself' ? at + 3 : at + 2 };
}

/** "The second Saturday of January", "the last Sunday of next month": a guess of what was counted. */
function nthWeekdayAt(tokens: readonly Token[], from: number, when: When): FoundDay | null {
  const at = tokens[from]!.text === 'the' ? from + 1 : from;
  const nth = tokens[at]?.text === 'last' ? -1 : ordinals.get(tokens[at]?.text ?? '');
  const weekday = weekdays.get(tokens[at + 1]?.text ?? '');
  if (nth === undefined || nth > 5 || weekday === undefined || !/^(?:of|in)$/.test(tokens[at + 2]?.text ?? ''))
    return null;
  const relative = monthAt(tokens, at + 3, when.today);
  const month = relative?.month ?? months.get(tokens[at + 3]?.text ?? '');
  if (month === undefined) return null;
  const said = relative ? null : readYear(tokens, tokens[at + 4]?.text === 'of' ? at + 5 : at + 4, when);
  const to = relative?.to ?? said?.to ?? at + 4;
  const year = relative?.year ?? said?.value.value;
  const years = year === undefined ? [when.today.year, when.today.year + (when.dates === 'past' ? -1 : 1)] : [year];
  const days = years.flatMap((each) => nthWeekday(each, month, weekday, nth) ?? []);
  const isMeant = (day: Day): boolean => {
    const ahead = dayNumber(day) - dayNumber(when.today);
    return year !== undefined || (when.dates === 'past' ? ahead <= 0 : ahead >= 0);
  };
  const day = days.find(isMeant);
  return day ? { day, sure: false, to } : { to, fault: 'invalid' };
}

/** "The last day of the month", "… of February 2028". */
function lastDayAt(tokens: readonly Token[], from: number, when: When): FoundDay | null {
  const at = tokens[from]!.text === 'the' ? from + 1 : from;
  const start = tokens[at]?.text === 'very' ? at + 1 : at;
  if (!standsAt(tokens, start, ['last', 'day', 'of'])) return null;
  const place = start + 3;
  const { year, month } = when.today;
  if (standsAt(tokens, place, ['the', 'month']))
    return { day: { year, month, day: monthDays(year, month) }, sure: false, to: place + 2 };
  const relative = monthAt(tokens, place, when.today);
  if (relative)
    return {
      day: { year: relative.year, month: relative.month, day: monthDays(relative.year, relative.month) },
      sure: false,
      to: relative.to,
    };
  const named = months.get(tokens[place]?.text ?? '');
  const said = named === undefined ? null : readYear(tokens, place + 1, when);
  return (
    said && {
      day: { year: said.value.value, month: named!, day: monthDays(said.value.value, named!) },
      sure: false,
      to: said.to,
    }
  );
}

/** "August of 2019, the 22nd". */
function yearBetween(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  const month = months.get(tokens[at]!.text);
  const year = month === undefined ? null : readYear(tokens, tokens[at + 1]?.text === 'of' ? at + 2 : at + 1, when);
  if (!year || year.value.value < 1900) return null;
  let place = year.to;
  while (isMark(tokens[place]) || tokens[place]?.text === 'the') place++;
  const day = tokens[place] === undefined ? null : readDay(tokens, place);
  if (!day?.isOrdinal) return null;
  const found = withYear(month!, day.value, year.value, day.to, when);
  return found.day ? { ...found, sure: false } : found;
}

const betweenNumbers = /^(?:slash|stroke|dash|dot|the|of|\/|-|\.|,)$/;

/** "Four three seventy one", "ten slash one slash twenty twenty two", "the third of the fourth": never without a question. */
function spokenNumericAt(tokens: readonly Token[], from: number, when: When): FoundDay | null {
  if (isNumberLike(tokens[from - 1])) return null;
  const first = readPart(tokens, tokens[from]!.text === 'the' ? from + 1 : from);
  const second = first && readPart(tokens, skipped(tokens, first.to));
  if (!first || !second || first.isOrdinal !== second.isOrdinal) return null;
  if (first.isOrdinal && !(tokens[first.to]?.text === 'of' && second.value <= 12)) return null;
  const year =
    readYear(tokens, skipped(tokens, second.to), when) ?? shortYear(tokens, skipped(tokens, second.to), when);
  if (!year) return null;
  const found = first.isOrdinal
    ? withYear(second.value, first.value, year.value, year.to, when)
    : ordered(first.value, second.value, year.value, year.to, when);
  return found.day ? { ...found, sure: false } : found;
}

/** "Oh four". */
function shortYear(tokens: readonly Token[], at: number, { today }: When): Read<Year> | null {
  const part = /^(?:oh|o|zero)$/.test(tokens[at]?.text ?? '') ? readPart(tokens, at) : null;
  const year = part && yearOf(String(part.value).padStart(2, '0'), today);
  return year && { value: year, to: part.to };
}

const isNumberLike = (token: Token | undefined): boolean =>
  isDigits(token) || readCardinal(token ? [token] : [], 0) !== null;

function skipped(tokens: readonly Token[], at: number): number {
  let place = at;
  while (place < at + 2 && betweenNumbers.test(tokens[place]?.text ?? '')) place++;
  return place;
}

/** The number of a day or a month, "oh eight" too. */
function readPart(tokens: readonly Token[], at: number): { value: number; to: number; isOrdinal: boolean } | null {
  if (/^(?:oh|o|zero)$/.test(tokens[at]?.text ?? '')) {
    const digit = readCardinal(tokens.slice(at + 1, at + 2), 0);
    return digit && digit.value > 0 && digit.value < 10 ? { value: digit.value, to: at + 2, isOrdinal: false } : null;
  }
  const day = tokens[at] === undefined ? null : readDay(tokens, at);
  return day && day.value <= 31 ? day : null;
}

/** A word that the ordinal before it belongs to: "the second option". */
const isNoun = (next: Token | undefined): boolean =>
  next !== undefined && !isMark(next) && !behindDay.has(next.text) && !weekdays.has(next.text);

/** "Friday the 27th", "Friday 27", "Friday the fifteen": a number behind a weekday is the day, or something unclear. */
function behindWeekday(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  const before = isMark(tokens[at - 1]) ? tokens[at - 2] : tokens[at - 1];
  if (!weekdays.has(before?.text ?? '')) return null;
  const day = readDay(tokens, tokens[at]!.text === 'the' ? at + 1 : at);
  if (!day) return null;
  if (isNoun(tokens[day.to])) return unclear(day.to);
  const found = dayOfMonth(day.value, day.to, when);
  return found.day && !day.isOrdinal ? { ...found, sure: false } : found;
}

/** "May third", "May the 3rd", "December fifteen". */
function monthFirst(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  const month = months.get(tokens[at]!.text);
  if (month === undefined) return null;
  const next = tokens[at + 1];
  const place = next?.text === 'the' || (next?.text === '.' && next.glued) ? at + 2 : at + 1;
  const day = readDay(tokens, place);
  const year = readYear(tokens, place, when);
  // "December twenty twenty seven" has no day.
  const isYear = year !== null && day !== null && !day.isOrdinal && year.to > day.to && !readYear(tokens, day.to, when);
  if (day && !isYear) return withSpokenYear(tokens, month, day.value, day.to, when);
  // "Sometime in May"; but "may I come" names no month.
  const isOrdinaryWord = /^(?:may|march|mar)$/.test(tokens[at]!.text);
  const isNamed = !isOrdinaryWord || /^(?:in|of|this|next|mid|early|late)$/.test(tokens[at - 1]?.text ?? '');
  return isNamed ? unclear(Math.max(at + 1, year?.to ?? 0)) : null;
}

type ReadDay = Read<number> & { isOrdinal: boolean; isWritten: boolean };

/** The number of a day, "twenty second" or "22nd" or "twenty two". Any number to 99, so that the 32nd is no day at all. */
function readDay(tokens: readonly Token[], at: number): ReadDay | null {
  const spokenOrdinal = (value: number, to: number): ReadDay => ({ value, to, isOrdinal: true, isWritten: false });
  const alone = ordinals.get(tokens[at]?.text ?? '');
  if (alone !== undefined) return spokenOrdinal(alone, at + 1);
  const tens = { twenty: 20, thirty: 30 }[tokens[at]?.text ?? ''];
  const unit = ordinals.get(tokens[at + 1]?.text ?? '');
  if (tens && unit && unit < 10) return spokenOrdinal(tens + unit, at + 2);
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
  const isYearNext = read.to === 2 && /^(?:hundred|thousand)$/.test(tokens[to]?.text ?? '');
  return isYearNext ? { value: Math.trunc(read.value / 10) * 10, to: to - 1 } : { value: read.value, to };
}

function withSpokenYear(tokens: readonly Token[], month: number, day: number, to: number, when: When): FoundDay {
  let place = to;
  while (isMark(tokens[place]) || /^(?:of|in|the|year)$/.test(tokens[place]?.text ?? '')) place++;
  const year = readYear(tokens, place, when);
  if (year) return withYear(month, day, year.value, year.to, when);
  const found = withYear(month, day, null, to, when);
  // A number behind it could be anything: "May third five".
  return found.day && readCardinal(tokens, to) ? { ...found, sure: false } : found;
}

/** "The 25th": the coming one. */
function dayOfMonth(day: number, to: number, { today, dates }: When): FoundDay {
  if (day < 1 || day > 31) return { to, fault: 'invalid' };
  if (day === today.day) return unclear(to);
  if (dates === 'past') return lastOne(day, to, today);
  const isLater = day > today.day && day <= monthDays(today.year, today.month);
  const first = isLater ? today : nextMonth(today);
  // No month without 31 days is followed by another.
  const { year, month } = day <= monthDays(first.year, first.month) ? first : nextMonth(first);
  return { day: { year, month, day }, sure: true, to };
}

/** The last day of this number, which is a guess. */
function lastOne(day: number, to: number, today: Day): FoundDay {
  const { year, month } = day < today.day ? today : addMonths({ ...today, day: 1 }, -1);
  return day <= monthDays(year, month) ? { day: { year, month, day }, sure: false, to } : unclear(to);
}

const nextMonth = ({ year, month }: Day): Day =>
  month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
