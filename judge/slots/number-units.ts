/** A number in the unit that was asked for: "a week" of days, "fifty p" of pounds, "four twenty five" of dollars. */
import { standsAt, type Token, wordsOf } from './tokens.ts';

/** Those of one kind can be turned into each other; a month is no number of days. */
const kinds: readonly ReadonlyMap<string, number>[] = [
  new Map([
    ['second', 1 / 60],
    ['minute', 1],
    ['hour', 60],
    ['day', 1_440],
    ['night', 1_440],
    ['week', 10_080],
    ['fortnight', 20_160],
  ]),
  new Map([
    ['month', 1],
    ['year', 12],
  ]),
];

const single = (word: string): string => word.replace(/'?s'?$/, '');

/** The unit of time at a place, and how many of the unit that was asked for it is; null where neither is named. */
export function unitAt(tokens: readonly Token[], at: number, asked: string): { factor: number; to: number } | null {
  const place = standsAt(tokens, at, ['of', 'an']) || standsAt(tokens, at, ['of', 'a']) ? at + 2 : at;
  const unit = single(tokens[place]?.text ?? '');
  const kind = kinds.find((one) => one.has(unit));
  if (!kind) return null;
  const wanted = wordsOf(asked)
    .map(single)
    .find((word) => kind.has(word));
  return { factor: wanted === undefined ? 1 : kind.get(unit)! / kind.get(wanted)!, to: place + 1 };
}

const money =
  /\b(?:dollars?|euros?|pounds?|bucks|quid|francs?|rupees?|cost|price|pay|paid|owe|bill|invoice|amount|deposit|refund|fee|come to|came to|spend|spent|charged|quoted|fare|budget|balance|worth|rent)\b/i;
const yearly = /\b(?:what|which) year\b/i;

export const isMoney = (asked: string): boolean =>
  money.test(asked) && !/\b(?:weigh|weight|heavy|lose|lost)\b/i.test(asked);
export const isYear = (asked: string): boolean => yearly.test(asked);
