/** A day in a caller's words. What can be another day is unclear: nobody notices a wrong one until it is there. */
import { type Day, dayNumber, dayOf, isoOf, isReal, parseIso } from './calendar.ts';
import { calendarDayAt } from './date-calendar.ts';
import { relativeDayAt } from './date-relative.ts';
import { bounds, spans } from './date-words.ts';
import { type Finding, refuses, settle } from './settle.ts';
import type { SlotContext, SlotResult } from './slot.ts';
import { withoutTimes } from './times.ts';
import { standsAt, type Token } from './tokens.ts';

/**
 * What stands at a place. A day, and a weekday that was named beside it, or alone (then the coming one); or something
 * that gives none.
 */
export type FoundDay = { to: number; weekday?: number; isBareWeekday?: boolean } & (
  | { day: Day; sure: boolean; fault?: undefined }
  | { fault: 'unclear' | 'invalid'; day?: undefined }
);

export function extractDate(text: string, all: readonly Token[], context: SlotContext): SlotResult {
  const today = parseIso(context.now.date);
  if (!today) return { ok: false, why: 'unclear' };
  const tokens = withoutTimes(all).filter((one, at, kept) => !isInnerHyphen(one, kept[at + 1]));
  const found: (FoundDay & { from: number })[] = [];
  for (let at = 0; at < tokens.length;) {
    const one = dayAt(tokens, at, today, context);
    if (one) found.push({ ...one, from: at });
    at = one ? one.to : at + 1;
  }
  const findings = withoutWeekdays(found).map((one) => findingOf(one, tokens, today, context));
  if (findings.length > 0 && refuses(tokens)) return { ok: false, why: 'unclear' };
  return settle(text, tokens, findings);
}

/** "Twenty-fifth". */
const isInnerHyphen = (one: Token, next: Token | undefined): boolean =>
  one.text === '-' && one.glued && next?.glued === true && /^\p{L}/u.test(next.text);

function dayAt(tokens: readonly Token[], at: number, today: Day, context: SlotContext): FoundDay | null {
  const found = calendarDayAt(tokens, at, today, context) ?? relativeDayAt(tokens, at, today);
  if (found) return found;
  const span = spans.find((phrase) => standsAt(tokens, at, phrase));
  return span ? { to: at + span.length, fault: 'unclear' } : null;
}

/** "Friday the 27th" is one day if the 27th is a Friday; else two things were said. */
function withoutWeekdays<T extends FoundDay>(found: readonly T[]): T[] {
  const days = found.filter((one) => one.day && !one.isBareWeekday);
  return found.filter(
    (one) => !one.isBareWeekday || !days.some((other) => other.day && weekday(other.day) === one.weekday),
  );
}

const weekday = (day: Day): number => (((dayNumber(day) + 3) % 7) + 7) % 7;

const yearsBackMax = 130;
const yearsAheadMax = 50;

function findingOf(
  one: FoundDay & { from: number },
  tokens: readonly Token[],
  today: Day,
  context: SlotContext,
): Finding {
  const place = { from: one.from, to: one.to };
  if (!one.day) return { ...place, why: one.fault };
  if (isBound(tokens, one.from)) return { ...place, why: 'unclear' };
  const isNear = one.day.year >= today.year - yearsBackMax && one.day.year <= today.year + yearsAheadMax;
  const distance = dayNumber(one.day) - dayNumber(today);
  const isWrongWay = (context.dates === 'future' && distance < 0) || (context.dates === 'past' && distance > 0);
  if (!isNear || !isReal(one.day) || isWrongWay) return { ...place, why: 'invalid' };
  return { ...place, value: isoOf(one.day), sure: one.sure };
}

/** "Before Friday", "any time after the third". */
function isBound(tokens: readonly Token[], from: number): boolean {
  let at = from - 1;
  while (at >= 0 && /^(?:the|on|in|of|time)$/.test(tokens[at]!.text)) at--;
  return at >= 0 && bounds.has(tokens[at]!.text);
}

/** The day so many days from another. */
export const daysFrom = (day: Day, days: number): Day => dayOf(dayNumber(day) + days);
