/** One of the configured choices in a caller's words: by name, by synonym, by its place in the list. */
import { digitOf } from './cardinals.ts';
import { meaningsOf } from './choice-meanings.ts';
import { type Finding, refuses, settle } from './settle.ts';
import type { SlotContext, SlotResult } from './slot.ts';
import { isMark, standsAt, type Token, wordSet, wordsOf } from './tokens.ts';

export function extractChoice(text: string, tokens: readonly Token[], context: SlotContext): SlotResult {
  const choices = (context.choices ?? []).map((choice) => choice.value);
  const found = namesIn(tokens, labelsOf(context));
  const named = settle(text, tokens, found);
  const replaced = replacing(tokens, found);
  if (replaced) return { ...settle(text, tokens, [replaced]), sure: false } as SlotResult;
  if (refuses(tokens) && found.length > 0) return { ok: false, why: 'unclear' };
  const places = placesIn(tokens, choices);
  if (found.length === 0 && places.length === 0) {
    const one = whole(text, tokens, choices);
    return one.ok || context.isFinal ? one : (guessed(text, tokens, context) ?? one);
  }
  if (found.length === 0) return settle(text, tokens, places);
  // "The first one, sales" agrees; "the first one, billing" does not.
  const isAgreed = places.every((place) => place.value === undefined || found.some((one) => one.value === place.value));
  return isAgreed ? named : { ok: false, why: 'unclear' };
}

/** "I used to be a large, now I'm more of a medium": the last one counts. */
function replacing(tokens: readonly Token[], found: readonly Finding[]): Finding | null {
  const last = found.at(-1);
  if (found.length < 2 || last?.value === undefined) return null;
  const between = tokens.slice(found.at(-2)!.to, last.from).map((one) => one.text);
  const isOver = between.includes('now') || between.includes('these');
  return isOver && tokens.some((one) => /^(?:used|was|were|before|previously)$/.test(one.text)) ? last : null;
}

/** By what is said for such options elsewhere; two that differ are none. */
function guessed(text: string, tokens: readonly Token[], context: SlotContext): SlotResult | null {
  const found = meantIn(tokens, meaningsOf(context));
  const values = new Set(found.map((one) => one.value));
  const [value] = values;
  if (values.size !== 1 || value === undefined) return null;
  return { ok: true, value, said: text.trim(), sure: false };
}

function meantIn(tokens: readonly Token[], labels: readonly Label[]): Label[] {
  const found: Label[] = [];
  const words = tokens.filter((one) => !isMark(one)).map((one) => one.text);
  for (let at = 0; at < words.length;) {
    const label = labels.find((one) => one.words.every((word, index) => words[at + index] === word));
    if (label) found.push(label);
    at += label?.words.length ?? 1;
  }
  return found;
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
    const near = label ?? labels.find(({ words }) => words.length === 1 && isNear(tokens[at]!.text, words[0]!));
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
  return said === word || said === `${word}s` || said === `${word}'s` || (word.length > 3 && `${said}s` === word);
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

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const afterOrdinal = wordSet('one option choice please size plan sounds thanks works');
const notPlace = wordSet('but thing time of all');

/** "The second one", "option two", "number three", "the last". */
function placesIn(tokens: readonly Token[], choices: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const index = placeAt(tokens, at, choices.length);
    if (index === null) continue;
    const value = choices[index];
    const place = { from: at, to: at + 1 };
    const isVague = value === undefined || notPlace.has(tokens[at + 1]?.text ?? '');
    findings.push(isVague ? { ...place, why: 'unclear' } : { ...place, value, sure: true });
  }
  return findings;
}

/** An index in the list, which may be beyond its end. */
function placeAt(tokens: readonly Token[], at: number, count: number): number | null {
  const word = tokens[at]!.text;
  const before = tokens[at - 1]?.text ?? '';
  const next = tokens[at + 1];
  if (before === 'number' || before === 'option' || before === 'choice') {
    const digit = digitOf(word);
    return digit === undefined ? null : Number(digit) - 1;
  }
  const isPlace = before === 'the' || next === undefined || isMark(next) || afterOrdinal.has(next.text);
  if (before === 'a' || before === 'my' || before === 'for' || !isPlace) return null;
  if (ordinals.includes(word)) return ordinals.indexOf(word);
  if (word === 'last' && before === 'the') return count - 1;
  if (word === 'middle') return count % 2 === 1 ? (count - 1) / 2 : count;
  if (word === 'former' || word === 'latter') return count === 2 ? ['former', 'latter'].indexOf(word) : count;
  return null;
}

/** A number and nothing else: "two". */
function whole(text: string, tokens: readonly Token[], choices: readonly string[]): SlotResult {
  const words = tokens.filter((one) => !isMark(one) && !/^(?:please|thanks|the|um)$/.test(one.text));
  const digit = words.length === 1 ? digitOf(words[0]!.text) : undefined;
  if (digit === undefined) return { ok: false, why: 'nothing' };
  const value = choices[Number(digit) - 1];
  return value === undefined ? { ok: false, why: 'unclear' } : { ok: true, value, said: text.trim(), sure: false };
}
