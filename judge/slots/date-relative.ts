/** Days told from today: "tomorrow", "Friday next week", "a week on Friday", "in two weeks", "three days ago". */
import { addMonths, type Day, dayNumber, dayOf, weekdayOf } from './calendar.ts';
import { readCardinal } from './cardinals.ts';
import type { FoundDay } from './date.ts';
import { holidayAt } from './date-holidays.ts';
import { ordinals, pluralWeekdays, weekdays } from './date-words.ts';
import type { When } from './date-year.ts';
import { standsAt, type Token } from './tokens.ts';

export function relativeDayAt(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  return besideAt(tokens, at, when) ?? spanAt(tokens, at, when) ?? simpleAt(tokens, at, when);
}

/** "The Saturday before Christmas", "the day after Thanksgiving": a guess. */
function besideAt(tokens: readonly Token[], from: number, when: When): FoundDay | null {
  const at = tokens[from]!.text === 'the' ? from + 1 : from;
  const weekday = weekdays.get(tokens[at]?.text ?? '');
  const sign = { before: -1, after: 1 }[tokens[at + 1]?.text ?? ''];
  if (sign === undefined || (weekday === undefined && tokens[at]?.text !== 'day')) return null;
  const place = tokens[at + 2]?.text === 'the' ? at + 3 : at + 2;
  const start = tokens[place] ? (holidayAt(tokens, place, when) ?? weekdayAt(tokens, place, when)) : null;
  if (!start?.day) return null;
  let day = plus(start.day, sign);
  while (weekday !== undefined && weekdayOf(dayNumber(day)) !== weekday) day = plus(day, sign);
  return { day, sure: false, to: start.to };
}

/** Without a span of weeks around it. */
function simpleAt(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  return namedAt(tokens, at, when.today) ?? weekdayAt(tokens, at, when);
}

const plus = (day: Day, days: number): Day => dayOf(dayNumber(day) + days);
const sure = (day: Day, to: number): FoundDay => ({ day, to, sure: true });

const named: readonly (readonly [words: readonly string[], days: number])[] = (
  [
    ['the day after tomorrow', 2],
    ['day after tomorrow', 2],
    ['the day before yesterday', -2],
    ['day before yesterday', -2],
    ['last night', -1],
    ['this morning', 0],
    ['this afternoon', 0],
    ['this evening', 0],
    ["tomorrow's", 1],
    ["today's", 0],
    ["yesterday's", -1],
    ['tomorrow', 1],
    ['today', 0],
    ['tonight', 0],
    ['yesterday', -1],
  ] as const
).map(([words, days]) => [words.split(' '), days]);

function namedAt(tokens: readonly Token[], at: number, today: Day): FoundDay | null {
  if (standsAt(tokens, at, ['this', 'day', 'week'])) return sure(plus(today, 7), at + 3);
  const found = named.find(([words]) => standsAt(tokens, at, words));
  if (!found) return null;
  const to = at + found[0].length;
  // "Tomorrow week" is a week later.
  return tokens[to]?.text === 'week' ? sure(plus(today, found[1] + 7), to + 1) : sure(plus(today, found[1]), to);
}

/** "Tuesday", "this Tuesday", "next Tuesday", "Tuesday next week", "last Tuesday", "Friday week". */
function weekdayAt(tokens: readonly Token[], at: number, { today, dates }: When): FoundDay | null {
  const nextWeek = ['next', 'week'];
  const thisWeek = standsAt(tokens, at, ['this', 'week']) ? weekdays.get(tokens[at + 2]?.text ?? '') : undefined;
  if (thisWeek !== undefined) return inThisWeek(today, thisWeek, at + 3);
  if (standsAt(tokens, at, nextWeek)) {
    const to = at + (/^(?:on|the)$/.test(tokens[at + 2]?.text ?? '') ? 3 : 2);
    const weekday = weekdays.get(tokens[to]?.text ?? '');
    return weekday === undefined ? null : sure(ofNextWeek(today, weekday), to + 1);
  }
  const modifier = /^(?:this|next|last|previous|coming|following|past)$/.test(tokens[at]!.text) ? tokens[at]!.text : '';
  const isComing = modifier !== '' && tokens[at + 1]?.text === 'coming';
  const place = at + (modifier === '' ? 0 : isComing ? 2 : 1);
  const name = tokens[place]?.text ?? '';
  const weekday = weekdays.get(name);
  if (weekday === undefined) return pluralWeekdays.has(name) ? { to: place + 1, fault: 'unclear' } : null;
  const to = place + 1;
  const ofWeek = tokens[to]?.text === 'of' ? to + 1 : to;
  if (standsAt(tokens, ofWeek, nextWeek)) return sure(ofNextWeek(today, weekday), ofWeek + 2);
  if (standsAt(tokens, ofWeek, ['this', 'week'])) return inThisWeek(today, weekday, ofWeek + 2);
  if (tokens[to]?.text === 'week' && modifier === '') return weekLater(today, weekday, to + 1);
  if (
    standsAt(tokens, to, ['of', 'the', 'month']) ||
    ordinals.has(tokens[at - 1]?.text ?? '') ||
    /^(?:st|nd|rd|th)$/.test(tokens[at - 1]?.text ?? '')
  ) {
    return { to, fault: 'unclear' };
  }
  if (standsAt(tokens, to, ['after', 'next'])) return { to: to + 2, fault: 'unclear' };
  const isPast = dates === 'past' && (modifier === '' || modifier === 'this');
  const found = withModifier(today, weekday, isPast ? 'last' : isComing ? 'coming' : modifier, to);
  return { ...found, weekday, isBareWeekday: !/^(?:last|past|previous)$/.test(modifier) };
}

function ofNextWeek(today: Day, weekday: number): Day {
  return plus(today, 7 - weekdayOf(dayNumber(today)) + weekday);
}

/** The coming one; where today is that weekday, it could be either. */
function weekLater(today: Day, weekday: number, to: number): FoundDay {
  const ahead = daysAhead(today, weekday);
  return ahead === 0 ? { to, fault: 'unclear' } : sure(plus(today, ahead + 7), to);
}

const daysAhead = (today: Day, weekday: number): number => (weekday - weekdayOf(dayNumber(today)) + 7) % 7;

/**
 * "Next Friday" on a Wednesday is in two days for some and in nine for others; on a Saturday it is the same for all.
 * "Last" likewise.
 */
function withModifier(today: Day, weekday: number, modifier: string, to: number): FoundDay {
  const ahead = daysAhead(today, weekday);
  const guess = (days: number): FoundDay => ({ day: plus(today, days), sure: false, to });
  const isThisWeek = weekdayOf(dayNumber(today)) + ahead < 7;
  if (/^(?:last|past|previous)$/.test(modifier)) {
    if (ahead === 0) return guess(-7);
    return { day: plus(today, ahead - 7), sure: isThisWeek, to };
  }
  if (ahead === 0) return modifier === 'next' || modifier === 'coming' ? guess(7) : { to, fault: 'unclear' };
  const isPast = modifier === 'this' && !isThisWeek;
  const isOpen = isPast || ((modifier === 'next' || modifier === 'following') && isThisWeek);
  if (isPast) return guess(ahead);
  return isOpen ? { to, fault: 'unclear' } : sure(plus(today, ahead), to);
}

/** Weeks begin on Monday for some and on Sunday for others: that one is a guess. */
function inThisWeek(today: Day, weekday: number, to: number): FoundDay {
  const day = plus(today, weekday - weekdayOf(dayNumber(today)));
  return { day, sure: weekday < 6 && weekday > weekdayOf(dayNumber(today)), to };
}

type Span = { days: number; months: number; to: number };

/** "In two weeks", "three days from now", "a week on Friday", "two weeks from Monday", "ten days ago". */
function spanAt(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  const { today } = when;
  const hasIn = tokens[at]!.text === 'in';
  const span = readSpan(tokens, hasIn ? at + 1 : at);
  if (!span) return null;
  if (tokens[at - 1]?.text === 'half') return { to: span.to, fault: 'unclear' };
  const more = readSpan(tokens, /^(?:and|,)$/.test(tokens[span.to]?.text ?? '') ? span.to + 1 : span.to);
  if (more) return { to: more.to, fault: 'unclear' };
  const next = tokens[span.to]?.text ?? '';
  // "Two weeks ago yesterday", "a week tomorrow".
  const anchor = namedAt(tokens, next === 'ago' ? span.to + 1 : span.to, today);
  if (anchor?.day && !hasIn && tokens[span.to + (next === 'ago' ? 1 : 0)]?.text !== 'today') {
    return { day: shift(anchor.day, span, next === 'ago' ? -1 : 1), sure: false, to: anchor.to };
  }
  if (next === 'ago' && !hasIn) {
    const isToday = tokens[span.to + 1]?.text === 'today';
    return sure(shift(today, span, -1), isToday ? span.to + 2 : span.to + 1);
  }
  if (next === 'today') return sure(shift(today, span, 1), span.to + 1);
  if (/^(?:from|on|after)$/.test(next)) {
    if (/^(?:now|today)$/.test(tokens[span.to + 1]?.text ?? '')) return sure(shift(today, span, 1), span.to + 2);
    const start = simpleAt(tokens, tokens[span.to + 1]?.text === 'the' ? span.to + 2 : span.to + 1, when);
    if (start?.day && span.months === 0) return { day: plus(start.day, span.days), sure: start.sure, to: start.to };
    return { to: start?.to ?? span.to + 1, fault: 'unclear' };
  }
  if (next === 'time' || tokens[span.to - 1]!.text.endsWith("'")) return sure(shift(today, span, 1), span.to + 1);
  if (hasIn) return sure(shift(today, span, 1), span.to);
  // "It makes three days", asked for a day in the past.
  const isAlone = when.dates === 'past' && tokens[span.to] === undefined;
  return isAlone ? { day: shift(today, span, -1), sure: false, to: span.to } : null;
}

const spanDaysMax = 3650;

function readSpan(tokens: readonly Token[], at: number): Span | null {
  const count = /^an?$/.test(tokens[at]?.text ?? '') ? { value: 1, to: at + 1 } : readCardinal(tokens, at);
  if (!count || count.value < 1 || tokens[count.to]?.text === 'half') return null;
  const unit = (tokens[count.to]?.text ?? '').replace(/'?s?'?$/, '');
  const length = { day: 1, week: 7, fortnight: 14, month: 30, year: 365 }[unit];
  if (length === undefined || length * count.value > spanDaysMax) return null;
  const months = unit === 'month' ? count.value : unit === 'year' ? 12 * count.value : 0;
  return { days: months > 0 ? 0 : length * count.value, months, to: count.to + 1 };
}

const shift = (day: Day, span: Span, sign: number): Day =>
  span.months > 0 ? addMonths(day, sign * span.months) : plus(day, sign * span.days);
