/** What an English-speaking caller's words mean for the end of a call. Source: design ending.md section 5. */
import type { Meaning } from '../engine/reasons.ts';
import { done } from './english-done.ts';
import { going } from './english-going.ts';
import { leave } from './english-leave.ts';
import { questions } from './english-questions.ts';
import { requests, uncertain } from './english-requests.ts';
import { callerThanks } from './english-thanks.ts';
import { wrapping } from './english-wrapping.ts';
import type { Word } from './normalise.ts';
import { type Part, split } from './parts.ts';
import { compile, type Kind } from './phrases.ts';
import { dangling } from './words.ts';

const lexicon = compile([
  ...uncertain,
  ...requests,
  ...callerThanks,
  ...wrapping,
  ...leave,
  ...going,
  ...done,
  ...questions,
]);

/**
 * Open things first, then closings, then the rest. The scales are not even: a closing taken for something else makes
 * the agent answer once more, something else taken for a closing hangs up on a caller. So content that no phrase
 * explains speaks against a closing, unless plain words of leave come after it.
 */
export function meaningOfCaller(words: readonly Word[]): Meaning {
  const parts = split(words, lexicon);
  const open = openMeaning(words, parts);
  if (open) return open;
  if (isClosing(words, parts)) return dangling.has(words.at(-1)!.text) ? 'other' : 'closing';
  if (!parts.every((part) => empty.has(part.kind))) return 'other';
  return parts.some((part) => part.kind === 'ack') && !dangling.has(words.at(-1)!.text) ? 'backchannel' : 'uncertain';
}

const empty: ReadonlySet<Kind> = new Set(['ack', 'noise', 'name']);
const closes: ReadonlySet<Kind> = new Set(['leave', 'going', 'done', 'fine', 'thanks']);

function openMeaning(words: readonly Word[], parts: readonly Part[]): Meaning | null {
  const kinds = new Set(parts.map((part) => part.kind));
  if (kinds.has('question') || asksByTag(words, parts)) return 'question';
  if (kinds.has('request')) return 'request';
  if (kinds.has('uncertain')) return 'uncertain';
  return asksByMark(words, parts) ? 'question' : null;
}

/** A statement with one of these behind it asks: "you're open saturdays right". */
const tags = new Set(['right', 'correct', 'yeah', 'yes', 'innit', 'huh', 'na', 'okay']);
/** These ask after words about oneself too, and in the middle of a turn: "I take the second left correct thanks". */
const firmTags = new Set(['right', 'correct', 'innit', 'huh', 'na']);
const notTagged = new Set('that is quite the all turn on am are not its just far my your about'.split(' '));

function asksByTag(words: readonly Word[], parts: readonly Part[]): boolean {
  const last = words.length - 1;
  return parts.some((part, index) => {
    const at = tagOf(words, parts, index);
    if (at === null || notTagged.has(words[at - 1]!.text) || words[at - 1]!.mark === '.') return false;
    const tag = words[at]!.text;
    if (part.kind === 'done') return at === last && (tag === 'right' || (tag === 'yeah' && words[0]!.text === 'so'));
    const ownWords = ['i', 'we'].includes(words[part.from]!.text);
    return firmTags.has(tag) || (!ownWords && (at === last || words[at]!.mark === '?'));
  });
}

/** Where the tag of a statement is: its last word, or the word behind it. */
function tagOf(words: readonly Word[], parts: readonly Part[], index: number): number | null {
  const part = parts[index]!;
  const length = part.to - part.from;
  const next = parts.slice(index + 1).find((one) => one.kind !== 'noise');
  if (part.kind !== 'content' && part.kind !== 'done') return null;
  if (length > 2 && tags.has(words[part.to - 1]!.text)) return part.to - 1;
  const isBehind = next?.kind === 'ack' && next.to === next.from + 1 && tags.has(words[next.from]!.text);
  return isBehind && length > 1 ? next.from : null;
}

/** A question mark counts, but recognisers also set one behind "bye": there it does not. */
function asksByMark(words: readonly Word[], parts: readonly Part[]): boolean {
  let from = 0;
  return words.some((word, index) => {
    if (word.mark !== '.' && word.mark !== '?') return false;
    const sentence = parts.filter((part) => part.from <= index && part.to > from);
    from = index + 1;
    if (word.mark === '.') return false;
    return !sentence.some((part) => part.kind === 'leave') || sentence.some((part) => part.kind === 'content');
  });
}

/** "I've got to go, somebody is at the door." */
const reasonWordsMax = 7;
/** "I have to go but my order never arrived": no reason for going, but something left open. */
const objects = new Set(['but', 'though', 'although', 'still', 'yet', 'never']);

function isClosing(words: readonly Word[], parts: readonly Part[]): boolean {
  const has = (kind: Kind): boolean => parts.some((part) => part.kind === kind);
  const last = parts.findLastIndex((part) => closes.has(part.kind));
  const behind = parts.slice(last + 1).filter((part) => part.kind === 'content');
  const wordsBehind = behind.reduce((sum, part) => sum + part.to - part.from, 0);
  if (wordsBehind > 0 && words.slice(parts[last]?.to ?? 0).some((word) => objects.has(word.text))) return false;
  if (wordsBehind > (has('going') ? reasonWordsMax : 0)) return false;
  if (has('going')) return true;
  if (has('leave')) return true;
  if (has('done')) return has('thanks') || !has('content');
  if (has('content')) return false;
  return has('thanks') || (has('fine') && has('no'));
}
