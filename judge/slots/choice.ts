/** One of the configured choices in a caller's words: by name, by synonym, by its place in the list, by what is left. */
import { meaningsOf } from './choice-meanings.ts';
import { comparedIn, lettered, placesIn, whole } from './choice-places.ts';
import { isRefused, isReplaced, wantedOf } from './choice-wanted.ts';
import { type Finding, refuses, settle } from './settle.ts';
import type { SlotContext, SlotResult } from './slot.ts';
import { isMark, standsAt, type Token, wordSet, wordsOf } from './tokens.ts';

export function extractChoice(text: string, all: readonly Token[], context: SlotContext): SlotResult {
  const tokens = all.filter((one, at) => !(one.text === '-' && one.glued && all[at + 1]?.glued === true));
  const choices = (context.choices ?? []).map((choice) => choice.value);
  const found = namesIn(tokens, labelsOf(context));
  const result = namedOrPlaced(text, tokens, found, choices);
  const isOpen = found.length > 0 ? isRefused(tokens) || found.length > 1 : !result.ok;
  const meant = !result.ok && isOpen && !context.isFinal ? guessed(text, tokens, found, context) : null;
  // "Every other week" is not weekly, though it sounds like it.
  const isGuess = found.every((one) => one.sure !== true) && found.length > 0 && !context.isFinal;
  const other = isGuess && !isRefused(tokens) ? meantIn(tokens, context) : null;
  const best: SlotResult =
    other === null ? (meant ?? result) : { ok: true, value: other, said: text.trim(), sure: false };
  return best.ok && isQuestion(tokens) ? { ...best, sure: false } : best;
}

function namedOrPlaced(
  text: string,
  tokens: readonly Token[],
  found: readonly Finding[],
  choices: readonly string[],
): SlotResult {
  const places = placesIn(tokens, choices);
  if (found.length === 0 && places.length === 0) return whole(text, tokens, choices);
  if (found.length > 0 && (refuses(tokens) || isReplaced(tokens, found))) return { ok: false, why: 'unclear' };
  if (found.length === 0) return settle(text, tokens, places);
  // "The first one, sales" agrees; "the first one, billing" does not.
  const isAgreed = places.every((place) => place.value === undefined || found.some((one) => one.value === place.value));
  return isAgreed ? settle(text, tokens, found) : { ok: false, why: 'unclear' };
}

/** Asks about a choice in place of taking it. */
const isQuestion = (tokens: readonly Token[]): boolean =>
  /^(?:how|what|what's|which|why|is|are|does|do|when|where)$/.test(tokens[0]?.text ?? '') ||
  (tokens.at(-1)?.text === '?' &&
    tokens.some((one) => /^(?:how|what|what's|which|difference|cost|costs|cheaper)$/.test(one.text)));

/** Never without being read back. */
function guessed(
  text: string,
  tokens: readonly Token[],
  found: readonly Finding[],
  context: SlotContext,
): SlotResult | null {
  const choices = (context.choices ?? []).map((choice) => choice.value);
  const value =
    found.length > 0
      ? wantedOf(tokens, found, choices)
      : (comparedIn(tokens, choices) ?? lettered(tokens, choices) ?? meantIn(tokens, context));
  return value === null ? null : { ok: true, value, said: text.trim(), sure: false };
}

/** By what is said for such options elsewhere; two that differ are none. */
function meantIn(tokens: readonly Token[], context: SlotContext): string | null {
  const labels = meaningsOf(context);
  const values = new Set<string>();
  const words = tokens.filter((one) => !isMark(one)).map((one) => one.text);
  for (let at = 0; at < words.length;) {
    const label = labels.find((one) => one.words.every((word, index) => isWord(words[at + index], word)));
    if (label) values.add(label.value);
    at += label?.words.length ?? 1;
  }
  const [value] = values;
  return values.size === 1 ? value! : null;
}

type Label = { words: readonly string[]; value: string };

/** Choices and synonyms, and a word that only one choice has; the longest first. */
function labelsOf(context: SlotContext): Label[] {
  const choices = context.choices ?? [];
  const labels = choices.flatMap(({ value, synonyms = [] }) =>
    [value, ...synonyms].map((text) => ({ words: wordsOf(text), value })).filter((label) => label.words.length > 0),
  );
  const owners = new Map<string, Set<string>>();
  for (const { words, value } of labels) {
    for (const word of words) owners.set(word, (owners.get(word) ?? new Set()).add(value));
  }
  const parts = choices.flatMap(({ value }) => {
    const words = wordsOf(value);
    return words
      .filter((word) => words.length > 1 && word.length > 2 && !common.has(word) && owners.get(word)?.size === 1)
      .map((word) => ({ words: [word], value }));
  });
  return [...labels, ...parts].toSorted((a, b) => b.words.length - a.words.length);
}

const common = wordSet('the and for with one two three of not new all any other plan type size option none no yes');

function namesIn(tokens: readonly Token[], labels: readonly Label[]): Finding[] {
  const findings: Finding[] = [];
  for (let at = 0; at < tokens.length;) {
    const label = labels.find(({ words }) => words.every((word, index) => isWord(tokens[at + index]?.text, word)));
    const near =
      label ??
      labels.find(
        ({ words }) =>
          words.length === 1 && (isKin(tokens[at]!.text, words[0]!) || isNear(tokens[at]!.text, words[0]!)),
      );
    const vague = near ? null : vagueAt(tokens, at);
    const to = at + (near?.words.length ?? vague ?? 1);
    if (near) findings.push({ from: at, to, value: near.value, sure: label !== undefined });
    else if (vague) findings.push({ from: at, to, why: 'unclear' });
    at = to;
  }
  return findings;
}

const vague = [
  'both',
  'either',
  'whatever',
  'anything',
  'any of them',
  'any one',
  'all of them',
  'other one',
  'whichever',
].map(wordsOf);
const vagueAt = (tokens: readonly Token[], at: number): number | null =>
  vague.find((phrase) => standsAt(tokens, at, phrase))?.length ?? null;

/** With or without the ending of the plural. */
function isWord(said: string | undefined, word: string): boolean {
  if (said === undefined) return false;
  if (said === `${word}'s` || said === `${word}'ll`) return true;
  return said === word || said === `${word}s` || (word.length > 3 && `${said}s` === word);
}

const isKin = (said: string, word: string): boolean => word.length > 3 && stemOf(said) === stemOf(word);

/** "Wrapped" and "wrap", "weekly" and "week's", "seller" and "selling". */
function stemOf(word: string): string {
  const plain = word.replace(/'(?:s|ll|d|re)$/, '');
  const stem = plain.replace(/(?:ing|ed|er|or|ly|s)$/, '');
  return stem.length < 3 ? plain : stem.replace(/([^aeiou])\1$/, '$1');
}

/** One letter wrong, missing or too many: a recogniser's slip. */
function isNear(said: string, word: string): boolean {
  if (word.length < 5 || Math.abs(said.length - word.length) > 1 || said[0] !== word[0]) return false;
  let from = 0;
  while (from < word.length && said[from] === word[from]) from++;
  let end = 0;
  while (end < Math.min(word.length, said.length) - from && said.at(-1 - end) === word.at(-1 - end)) end++;
  return Math.max(said.length, word.length) - from - end <= 1;
}
