/** Days told from today: "tomorrow", "Friday next week", "a week on Friday", "in two weeks", "three days ago". */
import { addMonths, type Day, dayNumber, dayOf, weekdayOf } from './calendar.ts';
import { readCardinal } from './cardinals.ts';
import type { FoundDay } from './date.ts';
import { ordinals, pluralWeekdays, weekdays } from './date-words.ts';
import { standsAt, type Token } from './tokens.ts';

export function relativeDayAt(tokens: readonly Token[], at: number, today: Day): FoundDay | null {
  return spanAt(tokens, at, today) ?? simpleAt(tokens, at, today);
}

/** Without a span of weeks around it. */
function simpleAt(tokens: readonly Token[], at: number, today: Day): FoundDay | null {
  return namedAt(tokens, at, today) ?? weekdayAt(tokens, at, today);
}

const plus = (day: Day, days: number): Day => dayOf(dayNumber(day) + days);
const sure = (day: Day, to: number): FoundDay => ({ day, to, sure: true });

const named: readonly (readonly [words: readonly string[], days: number])[] = (
  [
    ['the day after tomorrow', 2],
    ['day after tomorrow', 2],
    ['the day before yesterday', -2],
    ['day before yesterday', -2],
    ['tomorrow', 1],
    ['today', 0],
    ['tonight', 0],
    ['yesterday', -1],
  ] as const
).map(([words, days]) => [words.split(' '), days]);

function namedAt(tokens: readonly Token[], at: number, today: Day): FoundDay | null {
  const found = named.find(([words]) => standsAt(tokens, at, words));
  if (!found) return null;
  const to = at + found[0].length;
  // "Tomorrow week" is a week later.
  return tokens[to]?.text === 'week' ? sure(plus(today, found[1] + 7), to + 1) : sure(plus(today, found[1]), to);
}

/** "Tuesday", "this Tuesday", "next Tuesday", "Tuesday next week", "last Tuesday", "Friday week". */
function weekdayAt(tokens: readonly Token[], at: number, today: Day): FoundDay | null {
  const nextWeek = ['next', 'week'];
  const thisWeek = standsAt(tokens, at, ['this', 'week']) ? weekdays.get(tokens[at + 2]?.text ?? '') : undefined;
  if (thisWeek !== undefined) return withModifier(today, thisWeek, 'this', at + 3);
  if (standsAt(tokens, at, nextWeek)) {
    const to = at + (/^(?:on|the)$/.test(tokens[at + 2]?.text ?? '') ? 3 : 2);
    const weekday = weekdays.get(tokens[to]?.text ?? '');
    return weekday === undefined ? null : sure(ofNextWeek(today, weekday), to + 1);
  }
  const modifier = /^(?:this|next|last|previous|coming|following|past)$/.test(tokens[at]!.text) ? tokens[at]!.text : '';
  const place = at + (modifier === '' ? 0 : tokens[at + 1]?.text === 'coming' ? 2 : 1);
  const name = tokens[place]?.text ?? '';
  const weekday = weekdays.get(name);
  if (weekday === undefined) return pluralWeekdays.has(name) ? { to: place + 1, fault: 'unclear' } : null;
  const to = place + 1;
  const ofWeek = tokens[to]?.text === 'of' ? to + 1 : to;
  if (standsAt(tokens, ofWeek, nextWeek)) return sure(ofNextWeek(today, weekday), ofWeek + 2);
  if (standsAt(tokens, ofWeek, ['this', 'week'])) return withModifier(today, weekday, 'this', ofWeek + 2);
  if (tokens[to]?.text === 'week' && modifier === '') return weekLater(today, weekday, to + 1);
  if (
    standsAt(tokens, to, ['of', 'the', 'month']) ||
    ordinals.has(tokens[at - 1]?.text ?? '') ||
    /^(?:st|nd|rd|th)$/.test(tokens[at - 1]?.text ?? '')
  ) {
    return { to, fault: 'unclear' };
  }
  if (standsAt(tokens, to, ['after', 'next'])) return { to: to + 2, fault: 'unclear' };
  const found = withModifier(today, weekday, modifier, to);
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
  if (ahead === 0) return { to, fault: 'unclear' };
  const isThisWeek = weekdayOf(dayNumber(today)) + ahead < 7;
  if (/^(?:last|past|previous)$/.test(modifier)) {
    return isThisWeek ? sure(plus(today, ahead - 7), to) : { to, fault: 'unclear' };
  }
  const isPast = modifier === 'this' && !isThisWeek;
  const isOpen = isPast || ((modifier === 'next' || modifier === 'following') && isThisWeek);
  return isOpen ? { to, fault: 'unclear' } : sure(plus(today, ahead), to);
}

type Span = { days: number; months: number; to: number };

/** "In two weeks", "three days from now", "a week on Friday", "two weeks from Monday", "ten days ago". */
function spanAt(tokens: readonly Token[], at: number, today: Day): FoundDay | null {
  const hasIn = tokens[at]!.text === 'in';
  const span = readSpan(tokens, hasIn ? at + 1 : at);
  if (!span) return null;
  if (tokens[at - 1]?.text === 'half') return { to: span.to, fault: 'unclear' };
  const more = readSpan(tokens, /^(?:and|,)$/.test(tokens[span.to]?.text ?? '') ? span.to + 1 : span.to);
  if (more) return { to: more.to, fault: 'unclear' };
  const next = tokens[span.to]?.text ?? '';
  if (next === 'ago' && !hasIn) return sure(shift(today, span, -1), span.to + 1);
  if (/^(?:from|on|after)$/.test(next)) {
    if (/^(?:now|today)$/.test(tokens[span.to + 1]?.text ?? '')) return sure(shift(today, span, 1), span.to + 2);
    const start = simpleAt(tokens, tokens[span.to + 1]?.text === 'the' ? span.to + 2 : span.to + 1, today);
    if (start?.day && span.months === 0) return { day: plus(start.day, span.days), sure: start.sure, to: start.to };
    return { to: start?.to ?? span.to + 1, fault: 'unclear' };
  }
  if (next === 'time' || tokens[span.to - 1]!.text.endsWith("'")) return sure(shift(today, span, 1), span.to + 1);
  return hasIn ? sure(shift(today, span, 1), span.to) : null;
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
