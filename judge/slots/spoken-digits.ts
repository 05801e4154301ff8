/** Digits of a telephone number as they are said: one by one, in groups, doubled, in tens and hundreds. */
import { digitOf, wordValue } from './cardinals.ts';
import { isDigits, isMark, type Token, wordSet } from './tokens.ts';

/**
 * Digits without a gap, from token to token. "Twenty one" can be 21 or 20 and 1, "eight hundred five" 805 or 800 and 5:
 * `readings` holds each, without repeats. With a plus it is said with its calling code.
 */
export type DigitRun = { from: number; to: number; hasPlus: boolean; readings: readonly string[]; tokens: number };

/** What may stand between two groups. */
const joints = wordSet('and then area code dash hyphen space ( ) - / , . : ; … ok okay yeah is dot pause number');
const jointTokensMax = 6;
const runTokensMax = 60;

/** The runs of digits in a turn, in order. */
export function digitRuns(tokens: readonly Token[]): DigitRun[] {
  const runs: DigitRun[] = [];
  for (let at = 0; at < tokens.length;) {
    const run = runAt(tokens, at);
    if (run && !isNoise(tokens, run)) runs.push(run);
    at = run ? run.to : at + 1;
  }
  return runs;
}

/** "Oh" and "one" alone stand for no digit. */
function isNoise(tokens: readonly Token[], run: DigitRun): boolean {
  return run.tokens === 1 && !run.hasPlus && /^(?:oh|o|one)$/.test(tokens[run.from]!.text);
}

/** "My work one, 020 …", "the new one is 07 …": no digit. */
const isThing = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]!.text === 'one' &&
  /^(?:work|old|new|mobile|other|registered|home|office|main|best|landline|private|personal|current|second|cell|my|the|this|that|right|wrong|usual)$/.test(
    tokens[at - 1]?.text ?? '',
  ) &&
  (isMark(tokens[at + 1]) || /^(?:is|it's|that's|was|so)$/.test(tokens[at + 1]?.text ?? ''));

type Group = { to: number; tens?: boolean; hundreds?: boolean; joined: string; parted: string; wide: string };

function runAt(tokens: readonly Token[], from: number): DigitRun | null {
  const hasPlus = /^(?:\+|plus)$/.test(tokens[from]!.text);
  let at = hasPlus ? from + 1 : from;
  let to = at;
  let joints = 0;
  const groups: Group[] = [];
  while (at < tokens.length && at - from < runTokensMax) {
    const group = isThing(tokens, at) ? null : groupAt(tokens, at);
    if (group) {
      // "Plus forty four" is a calling code.
      groups.push(hasPlus && groups.length === 0 ? { ...group, parted: group.joined } : group);
      to = at = group.to;
      joints = 0;
    } else if (groups.length > 0 && joints < jointTokensMax && isJoint(tokens[at]!)) {
      at++;
      joints++;
    } else break;
  }
  if (groups.length === 0) return null;
  const readings = [
    groups.map((group) => group.joined),
    groups.map((group) => group.parted),
    groups.map((group) => group.wide),
    groups.map((group) => (group.hundreds ? group.wide : group.parted)),
    groups.map((group) => (group.hundreds ? group.wide : group.joined)),
  ].map((parts) => parts.join(''));
  return { from, to, hasPlus, readings: [...new Set(readings)], tokens: groups.length };
}

const isJoint = (token: Token): boolean => joints.has(token.text) || isMark(token);

const repeats: Readonly<Record<string, number>> = { double: 2, triple: 3, treble: 3, quadruple: 4 };

function groupAt(tokens: readonly Token[], at: number): Group | null {
  const word = tokens[at]!.text;
  const same = (digits: string, to: number): Group => ({ to, joined: digits, parted: digits, wide: digits });
  if (isDigits(tokens[at])) return same(word, at + 1);
  const times = Object.hasOwn(repeats, word) ? repeats[word]! : 1;
  if (times > 1) {
    const digit = digitOf(tokens[at + 1]?.text);
    return digit === undefined ? null : same(digit.repeat(times), at + 2);
  }
  const first = firstAt(tokens, at);
  if (!first) return null;
  return tokens[first.to]?.text === 'hundred' || tokens[first.to]?.text === 'thousand' ? scaled(tokens, first) : first;
}

/** A digit, a teen, a ten, or a ten and a digit: "twenty one" is 21 joined and 201 parted. */
function firstAt(tokens: readonly Token[], at: number): Group | null {
  const digit = digitOf(tokens[at]?.text);
  const value = wordValue(tokens[at]?.text);
  const text = digit ?? (value === undefined ? undefined : String(value));
  if (text === undefined) return null;
  const alone: Group = { to: at + 1, joined: text, parted: text, wide: text };
  if (value === undefined || value < 20) return alone;
  const second = tokens[at + 1]?.text === '-' ? at + 2 : at + 1;
  const unit = wordValue(tokens[second]?.text);
  if (!unit || unit > 9) return alone;
  const joined = String(value + unit);
  // Written with a hyphen it is one number.
  const isOne = tokens[at + 1]?.text === '-';
  return { to: second + 1, tens: true, joined, parted: isOne ? joined : `${text}${unit}`, wide: joined };
}

/** "Nine hundred", "eight hundred (and) five", "seven thousand". */
function scaled(tokens: readonly Token[], first: Group): Group {
  const zeros = tokens[first.to]!.text === 'hundred' ? 2 : 3;
  const round = `${first.joined}${'0'.repeat(zeros)}`;
  const next = tokens[first.to + 1]?.text === 'and' ? first.to + 2 : first.to + 1;
  const rest = firstAt(tokens, next);
  if (!rest || /^(?:oh|o|zero)$/.test(tokens[next]!.text) || tokens[rest.to]?.text === 'hundred') {
    return { to: first.to + 1, hundreds: true, joined: round, parted: round, wide: round };
  }
  const joined = `${first.joined}${rest.joined.padStart(zeros, '0')}`;
  return { to: rest.to, hundreds: true, joined, parted: `${round}${rest.parted}`, wide: `${round}${rest.joined}` };
}
