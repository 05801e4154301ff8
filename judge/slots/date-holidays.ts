/** Days with a name, some of which move: the coming one, or that of the year that was said. */
import { type Day, dayNumber, dayOf, monthDays, weekdayOf } from './calendar.ts';
import type { FoundDay } from './date.ts';
import { readYear, type When, withYear } from './date-year.ts';
import { isMark, standsAt, type Token } from './tokens.ts';

type OfYear = (year: number, when: When) => Day;
type Holiday = { names: readonly (readonly string[])[]; day: OfYear | readonly [month: number, day: number] };

const fixed = (month: number, day: number, names: string): Holiday => ({ names: phrases(names), day: [month, day] });
const moving = (names: string, day: OfYear): Holiday => ({ names: phrases(names), day });

function phrases(names: string): string[][] {
  return names
    .split(',')
    .map((name) => name.trim().split(/\s+/))
    .toSorted((one, other) => other.length - one.length);
}

const holidays: readonly Holiday[] = [
  fixed(12, 24, 'christmas eve'),
  fixed(12, 25, 'christmas day'),
  fixed(12, 26, 'boxing day'),
  fixed(12, 31, "new year's eve, new years eve"),
  fixed(1, 1, "new year's day, new years day, new year's, new year"),
  fixed(2, 14, "valentine's day, valentines day, valentine's, valentines"),
  fixed(3, 17, "saint patrick's day, st patrick's day, st patricks day, saint patricks day, paddy's day"),
  fixed(10, 31, 'halloween'),
  fixed(11, 11, 'veterans day, remembrance day'),
  moving('christmas, xmas', (year) => ({ year, month: 12, day: 25 })),
  moving('bonfire night, guy fawkes night', (year) => ({ year, month: 11, day: 5 })),
  moving('independence day', (year, { country }) => ({
    year,
    ...(country === '91' ? { month: 8, day: 15 } : { month: 7, day: 4 }),
  })),
  moving('republic day', (year) => ({ year, month: 1, day: 26 })),
  moving('thanksgiving day, thanksgiving', (year) => nthWeekday(year, 11, 3, 4)!),
  moving('black friday', (year) => plus(nthWeekday(year, 11, 3, 4)!, 1)),
  moving('cyber monday', (year) => plus(nthWeekday(year, 11, 3, 4)!, 4)),
  moving('labor day', (year) => nthWeekday(year, 9, 0, 1)!),
  moving('memorial day', (year) => nthWeekday(year, 5, 0, -1)!),
  moving('good friday', (year) => plus(easter(year), -2)),
  moving('easter monday', (year) => plus(easter(year), 1)),
  moving('easter sunday, easter day, easter', easter),
  moving('ash wednesday', (year) => plus(easter(year), -46)),
  moving('palm sunday', (year) => plus(easter(year), -7)),
];

export function holidayAt(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  for (const { names, day } of holidays) {
    const words = names.find((name) => standsAt(tokens, at, name));
    if (!words) continue;
    let to = at + words.length;
    while (isMark(tokens[to]) || /^(?:of|in)$/.test(tokens[to]?.text ?? '')) to++;
    const year = readYear(tokens, to, when);
    const end = year?.to ?? at + words.length;
    if (typeof day !== 'function') return withYear(day[0], day[1], year?.value ?? null, end, when);
    return { day: year ? day(year.value.value, when) : nearest(day, when), sure: false, to: end };
  }
  return null;
}

/** The coming one, today's included; the last one where only the past can be meant. */
function nearest(of: OfYear, when: When): Day {
  const { today, dates } = when;
  const isPast = dates === 'past';
  const years = isPast ? [today.year, today.year - 1] : [today.year, today.year + 1];
  const fits = (day: Day): boolean =>
    isPast ? dayNumber(day) <= dayNumber(today) : dayNumber(day) >= dayNumber(today);
  return years.map((year) => of(year, when)).find(fits) ?? of(years[1]!, when);
}

const plus = (day: Day, days: number): Day => dayOf(dayNumber(day) + days);

/** `nth` -1 is the last one. Null where the month has no such day. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): Day | null {
  const first = dayNumber({ year, month, day: 1 });
  const ahead = (weekday - weekdayOf(first) + 7) % 7;
  const count = Math.floor((monthDays(year, month) - 1 - ahead) / 7) + 1;
  const place = nth === -1 ? count : nth;
  return place < 1 || place > count ? null : dayOf(first + ahead + 7 * (place - 1));
}

/** Gregorian computus, as Meeus gives it. */
function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return { year, month: Math.floor(f / 31), day: (f % 31) + 1 };
}
