/** A day in a caller's words. What can be another day is unclear: nobody notices a wrong one until it is there. */
import { type Day, dayNumber, isoOf, isReal, parseIso, weekdayOf } from './calendar.ts';
import { wordValue } from './cardinals.ts';
import { calendarDayAt } from './date-calendar.ts';
import { relativeDayAt } from './date-relative.ts';
import type { When } from './date-year.ts';
import { bounds, months, ordinals, recurring, spans } from './date-words.ts';
import { type Finding, isIntroduced, refuses, settle } from './settle.ts';
import type { SlotContext, SlotResult } from './slot.ts';
import { withoutTimes } from './times.ts';
import { isDigits, standsAt, type Token } from './tokens.ts';

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
  const tokens = withoutTimes(all).filter((one, at, kept) => !isInnerHyphen(one, kept[at - 1], kept[at + 1]));
  const when = { today, dates: context.dates, language: context.language ?? '', country: context.callingCode ?? '1' };
  const found: (FoundDay & { from: number })[] = [];
  for (let at = 0; at < tokens.length;) {
    const one = dayAt(tokens, at, when);
    if (one) found.push({ ...one, from: at });
    at = one ? one.to : at + 1;
  }
  const findings = withoutWeekdays(found).map((one) => findingOf(one, tokens, today, context));
  if (findings.length === 0 || !refuses(tokens)) return settle(text, tokens, withoutVague(tokens, findings));
  const last = findings.at(-1)!;
  const isMeant = last.value !== undefined && isIntroduced(tokens, last.from);
  return isMeant ? settle(text, tokens, [{ ...last, sure: false }]) : { ok: false, why: 'unclear' };
}

/** "Halloween, a few weeks back": roughly when is told beside the day. */
function withoutVague(tokens: readonly Token[], findings: readonly Finding[]): readonly Finding[] {
  const isVague = ({ from, to, why }: Finding): boolean =>
    why === 'unclear' &&
    /^(?:few|couple|nearly|about|year|weeks?)$/.test(tokens[from]!.text) &&
    /^(?:back|ago)$/.test(tokens[to]?.text ?? tokens[to - 1]!.text);
  const clear = findings.filter((one) => !isVague(one));
  const isLess = clear.length > 0 && clear.length < findings.length;
  return isLess ? clear.map((one) => (one.value === undefined ? one : { ...one, sure: false })) : findings;
}

/** "Twenty-fifth", "05-Aug-2016". */
const isInnerHyphen = (one: Token, before: Token | undefined, next: Token | undefined): boolean =>
  /^[-/]$/.test(one.text) &&
  one.glued &&
  next?.glued === true &&
  (/^\p{L}/u.test(next.text) || months.has(before?.text ?? ''));

function dayAt(tokens: readonly Token[], at: number, when: When): FoundDay | null {
  const found = calendarDayAt(tokens, at, when) ?? relativeDayAt(tokens, at, when);
  const span = spans.find((phrase) => standsAt(tokens, at, phrase));
  const isSpan = span !== undefined && (!found || at + span.length > found.to);
  return isSpan ? { to: at + span.length, fault: 'unclear' } : found;
}

/** "Friday the 27th" is one day if the 27th is a Friday; else two things were said. */
function withoutWeekdays<T extends FoundDay>(found: readonly T[]): T[] {
  const days = found.filter((one) => one.day && !one.isBareWeekday);
  return found.filter(
    (one) => !one.isBareWeekday || !days.some((other) => other.day && weekday(other.day) === one.weekday),
  );
}

const weekday = (day: Day): number => weekdayOf(dayNumber(day));

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
  const isLimit = isLimited(tokens, one.from);
  if (!isLimit && isBound(tokens, one.from)) return { ...place, why: 'unclear' };
  if (isOneOfMany(tokens, one.from, one.to)) return { ...place, why: 'unclear' };
  const isNear = one.day.year >= today.year - yearsBackMax && one.day.year <= today.year + yearsAheadMax;
  const distance = dayNumber(one.day) - dayNumber(today);
  const isWrongWay = (context.dates === 'future' && distance < 0) || (context.dates === 'past' && distance > 0);
  if (!isNear || !isReal(one.day) || isWrongWay) return { ...place, why: 'invalid' };
  return { ...place, value: isoOf(one.day), sure: one.sure && !isLimit };
}

/** "By the 28th", "since Monday": the day itself is meant, most of the time. */
function isLimited(tokens: readonly Token[], from: number): boolean {
  const before = tokens[from - 1]?.text === 'the' ? tokens[from - 2] : tokens[from - 1];
  return /^(?:by|since)$/.test(before?.text ?? '');
}

/** "Before Friday", "any time after the third". */
function isBound(tokens: readonly Token[], from: number): boolean {
  let at = from - 1;
  while (at >= 0 && /^(?:the|on|in|of|time)$/.test(tokens[at]!.text)) at--;
  const isProposal = tokens[at]?.text === 'about' && /^(?:how|what)$/.test(tokens[at - 1]?.text ?? '');
  return at >= 0 && !isProposal && bounds.has(tokens[at]!.text);
}

/** Behind "Friday after" they are a time of day. */
const meals = /^(?:lunch|work|school|breakfast|dinner|hours|then|that)$/;
const links = /^(?:or|to|through|thru|until|till|and|-|–|\/|&)$/;

/** "The fifth or sixth of May", "May 5-7", "Tuesday mornings", "Friday or so". */
function isOneOfMany(tokens: readonly Token[], from: number, to: number): boolean {
  const next = tokens[to]?.text ?? '';
  const year = /^[-/,]$/.test(tokens[from - 1]?.text ?? '') ? tokens[from - 2] : tokens[from - 1];
  if (/^[12][0-9]{3}$/.test(year?.text ?? '') || tokens.some((one) => /^(?:every|each)$/.test(one.text))) return true;
  const isLinkedBefore = links.test(tokens[from - 1]?.text ?? '') && isNumberWord(tokens[from - 2]);
  const isLinkedBehind = links.test(next) && (isNumberWord(tokens[to + 1]) || isNumberWord(tokens[to + 2]));
  const isBesideNumber = isNumberWord(next === 'the' ? tokens[to + 1] : tokens[to]) || isNumberWord(tokens[from - 1]);
  const isShifted = /^(?:after|before|but|except|over|than)$/.test(next) && !meals.test(tokens[to + 1]?.text ?? '');
  if (isBesideNumber || isShifted) return true;
  return isLinkedBefore || isLinkedBehind || next === 'or' || tokens[from - 1]?.text === 'or' || recurring.has(next);
}

const isNumberWord = (token: Token | undefined): boolean =>
  token !== undefined &&
  (isDigits(token) ||
    ordinals.has(token.text) ||
    wordValue(token.text) !== undefined ||
    /^(?:st|nd|rd|th|now)$/.test(token.text));
