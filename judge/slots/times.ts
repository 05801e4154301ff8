/** Times of day among the words of a date: "at three", "half past nine", "10:30", "2 pm". They say no day. */
import { readCardinal, wordValue } from './cardinals.ts';
import { beforeTime, halves } from './date-words.ts';
import { isDigits, type Token } from './tokens.ts';

/** The tokens without times of day. Their places in the text stay. */
export function withoutTimes(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  for (let at = 0; at < tokens.length;) {
    const to = timeAt(tokens, at);
    if (to === null) kept.push(tokens[at]!);
    at = to ?? at + 1;
  }
  return kept;
}

/** Where a time of day that begins here ends. */
function timeAt(tokens: readonly Token[], at: number): number | null {
  const word = tokens[at]!.text;
  if (/^(?:noon|midday|midnight)$/.test(word)) return at + 1;
  if (/^(?:half|quarter)$/.test(word) && /^(?:past|to)$/.test(tokens[at + 1]?.text ?? '')) {
    return hourAt(tokens, at + 2) ?? at + 2;
  }
  if (beforeTime.has(word)) {
    const to = hourAt(tokens, at + 1);
    if (to !== null && !isDayPart(tokens, at, to)) return alternative(tokens, to);
  }
  const to = hourAt(tokens, at);
  return to !== null && (halves.has(tokens[to - 1]!.text) || isClock(tokens, at)) ? to : null;
}

/** "At nine or ten". */
function alternative(tokens: readonly Token[], to: number): number {
  return tokens[to]?.text === 'or' ? (hourAt(tokens, to + 1) ?? to) : to;
}

const isClock = (tokens: readonly Token[], at: number): boolean =>
  tokens[at + 1]?.text === ':' && isDigits(tokens[at + 2]) && tokens[at + 2]!.glued;

/** Hours, minutes and half of the day. */
function hourAt(tokens: readonly Token[], from: number): number | null {
  const hour = readCardinal(tokens, from);
  if (!hour || hour.value > 24) return null;
  let to = hour.to;
  if (isClock(tokens, from)) to = from + 3;
  else if (isHalf(tokens, to) === null) {
    const minutes = readCardinal(tokens, tokens[to]?.text === 'oh' ? to + 1 : to);
    const value = minutes && minutes.value < 60 ? minutes : null;
    // "The fifteenth at nine twenty twenty seven" stays as it is: only "at" and a half of the day make minutes.
    if (value && (tokens[from - 1]?.text === 'at' || isHalf(tokens, value.to) !== null)) to = value.to;
  }
  return isHalf(tokens, to) ?? to;
}

function isHalf(tokens: readonly Token[], at: number): number | null {
  const word = tokens[at]?.text ?? '';
  if (halves.has(word)) return at + 1;
  if (!/^[ap]$/.test(word) || tokens[at + 1]?.text === undefined) return null;
  const to = tokens[at + 1]!.text === '.' ? at + 2 : at + 1;
  if (tokens[to]?.text !== 'm') return null;
  return tokens[to + 1]?.text === '.' && tokens[to + 1]!.glued ? to + 2 : to + 1;
}

/** "At the 3 of May", "from 5/3": the number is part of a date. */
function isDayPart(tokens: readonly Token[], at: number, to: number): boolean {
  const next = tokens[to]?.text ?? '';
  const isNumeric = /^[/\-.]$/.test(next) && tokens[to]!.glued && isDigits(tokens[to + 1]);
  const isOrdinal = /^(?:st|nd|rd|th|of|days?|weeks?|months?)$/.test(next);
  const isTo = tokens[at]!.text === 'to' && wordValue(tokens[at - 1]?.text) === undefined && !isDigits(tokens[at - 1]);
  return isNumeric || isOrdinal || isTo;
}
