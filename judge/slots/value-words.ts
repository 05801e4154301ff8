/** Words that say a value whatever was asked. */
import { digitOf, wordValue } from './cardinals.ts';
import { months, ordinals, weekdays } from './date-words.ts';
import { isDigits, type Token } from './tokens.ts';

/** A number, a day, a month: whatever says something else than what was asked. */
export const isValueWord = (token: Token): boolean =>
  isDigits(token) ||
  wordValue(token.text) !== undefined ||
  digitOf(token.text) !== undefined ||
  [weekdays, months, ordinals].some((names) => names.has(token.text));
