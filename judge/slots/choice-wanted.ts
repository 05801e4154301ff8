/** Which of the named choices is wanted, where others are refused or were had before. */
import type { Finding } from './settle.ts';
import { isMark, type Token } from './tokens.ts';

const links = /^(?:so|but|because|though|although|then|cause|cos|and|now|while|since|make|today)$/;
const refusing =
  /^(?:not|no|never|without|hate|hates|except|than|neither|nor|non|avoid|allergic|instead)$|n't$|^cannot$/;
const spent =
  /^(?:used|usually|normally|previously|before|last|was|were|had|ruined|sold|out|old|closed|emptied|bad|full|said|did|first|thought|booked|nearly|almost|both)$/;

/** Somewhere a choice may be named that is not wanted. */
export const isRefused = (tokens: readonly Token[]): boolean =>
  tokens.some((one) => refusing.test(one.text) || links.test(one.text));

/** "I used to be a large, now I'm a medium": two are named, and one is over. */
export function isReplaced(tokens: readonly Token[], found: readonly Finding[]): boolean {
  const values = new Set(found.map((one) => one.value));
  return values.size > 1 && (tokens.some((one) => spent.test(one.text)) || tokens.some((one) => links.test(one.text)));
}

/** The one wanted choice, or the only one that is left; null where that is open. It has to be read back. */
export function wantedOf(
  tokens: readonly Token[],
  found: readonly Finding[],
  choices: readonly string[],
): string | null {
  const named = found.flatMap(({ from, to, value }) =>
    value === undefined ? [] : [{ value, words: clauseOf(tokens, from, to), from }],
  );
  const isAnything = tokens.some((one, at) => one.text === 'but' && (tokens[at - 1]?.text ?? '').startsWith('any'));
  const refused = new Set(
    named.filter(({ words }) => words.some((word) => refusing.test(word)) || isAnything).map(({ value }) => value),
  );
  const open = named.filter(({ value }) => !refused.has(value));
  const fresh = open.filter(({ words }) => !words.some((word) => spent.test(word)));
  const wanted = fresh.length > 0 ? fresh : open;
  const values = new Set(wanted.map(({ value }) => value));
  const [value] = values;
  if (values.size === 1) return isAnything ? null : value!;
  if (values.size > 1) return lastOf(tokens, wanted);
  const left = choices.filter((choice) => !refused.has(choice));
  return left.length === 1 ? left[0]! : null;
}

/** "Salad, oh go on then, chips", "we had the barn, but the lodge": the last, where something leads from one to it. */
function lastOf(tokens: readonly Token[], named: readonly { value: string; from: number }[]): string | null {
  const last = named.at(-1)!;
  const before = named.findLast(({ value }) => value !== last.value)!;
  const between = tokens.slice(before.from + 1, last.from).map((one) => one.text);
  const isOver = between.some((word) => /^(?:so|but|then|now|make|actually|no|sorry|wait|today|instead)$/.test(word));
  return isOver && !between.includes('or') ? last.value : null;
}

/** The words around a name, up to the next clause. */
function clauseOf(tokens: readonly Token[], from: number, to: number): string[] {
  const isEnd = (one: Token): boolean => isMark(one) || links.test(one.text);
  const start = tokens.findLastIndex((one, at) => at < from && isEnd(one)) + 1;
  const end = tokens.findIndex((one, at) => at >= to && isEnd(one));
  return [...tokens.slice(start, from), ...tokens.slice(to, end < 0 ? tokens.length : end)].map((one) => one.text);
}
