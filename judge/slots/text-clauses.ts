/** Where an answer begins behind other clauses: "I set that up years ago, I think it's marmalade". */
import { isName, type Kind, leadLength } from './text-lead.ts';
import { determiners, finite, subjects } from './text-words.ts';
import { isDigits, isMark, standsAt, type Token, wordsOf } from './tokens.ts';

/** The place in these tokens; 0 where the first clause may answer. */
export function afterTalk(tokens: readonly Token[], kind: Kind, asked = ''): number {
  if (kind === 'statement') return orderAt(tokens);
  if (kind !== 'item') return 0;
  const question = questionEnd(tokens);
  if (question > 0) return question;
  for (let at = 1; at < Math.min(tokens.length, talkTokensMax); at++) {
    if (isMark(tokens[at - 1]) && !isMark(tokens[at]) && isAnswerAt(tokens, at, asked)) return at;
  }
  return namedAt(tokens);
}

const surely = [
  'i think it is',
  `i think it's`,
  `i believe it's`,
  `i think that's`,
  `i guess it's`,
  `so it's`,
  `it'd be`,
  `it would be`,
  `it'll be`,
  `that'd be`,
  `that would be`,
  `but it's`,
  `i'm pretty sure it's`,
  `pretty sure it's`,
].map((words) => words.split(' '));
const likely = [
  `it's`,
  'it is',
  `that's`,
  `she's`,
  `he's`,
  `he is`,
  `she is`,
  `they're`,
  `we're`,
  `i'm`,
  'this is',
  'it was',
  `its`,
  `her name is`,
  `his name is`,
  `my name is`,
  `the name is`,
].map((words) => words.split(' '));

const subject = /^(?:i|we|you|he|she|it|they|that|there)(?:'\w+)?$/;

function isAnswerAt(tokens: readonly Token[], at: number, asked: string): boolean {
  const before = tokens.slice(0, at);
  const rest = tokens.slice(at, at + talkTokensMax);
  const lead = leadLength(rest, 'item', asked);
  const first = rest[lead];
  const isSure = surely.some((words) => standsAt(rest, 0, words));
  const isLikely =
    likely.some((words) => standsAt(rest, 0, words)) && first !== undefined && (first.isCapital || isDigits(first));
  if (!(isSure || isLikely) || first === undefined || finite.has(first.text) || subject.test(first.text)) return false;
  if (before.some((_, index) => index > 0 && isName(tokens, index))) return false;
  return isTalk(before, asked);
}

/** A sentence of its own, a sigh, or the question's own words. */
function isTalk(before: readonly Token[], asked: string): boolean {
  const known = new Set(wordsOf(asked));
  const words = before.filter((one) => !isMark(one));
  const isSentence = words.length > 2 && words.some((one) => subject.test(one.text));
  return (
    isSentence ||
    words.every(({ text }) => known.has(text) || determiners.has(text) || /^(?:ha|haha|oh|well|um)$/.test(text))
  );
}

const talkTokensMax = 40;
const answerWordsMax = 6;

/** "You know the one past the high school? Fox Hollow". */
function questionEnd(tokens: readonly Token[]): number {
  const at = tokens.findLastIndex((one) => one.text === '?') + 1;
  const rest = tokens.slice(at).filter((one) => !isMark(one));
  const isNamed =
    rest.length > 0 && rest.length <= answerWordsMax && rest[0]!.isCapital && !subject.test(rest[0]!.text);
  return at > 1 && isNamed && !subjects.has(rest[0]!.text) ? at : 0;
}

/** "The guy we hired is Bob": a name behind the first "is", with none before it. */
function namedAt(tokens: readonly Token[]): number {
  const end = tokens.findIndex((one) => isMark(one));
  const clause = end < 0 ? tokens : tokens.slice(0, end);
  const is = clause.findIndex(
    ({ text }, at) => at > 1 && /^(?:is|was|called)$/.test(text) && clause[at + 1] !== undefined,
  );
  const isFirst = is > 0 && isName(clause, is + 1) && !clause.slice(1, is).some((_, at) => isName(clause, at + 1));
  return isFirst && determiners.has(clause[0]!.text) ? is + 1 : 0;
}

/** "On the front just put Forever Yours", "it just says connection timed out". */
function orderAt(tokens: readonly Token[]): number {
  const at = tokens.findIndex(({ text }) => /^(?:put|write|says|reads|saying)$/.test(text));
  if (at < 1 || at > 7 || tokens.slice(0, at).some((_, index) => index > 0 && isName(tokens, index))) return 0;
  const isSaid =
    /^(?:it|that|this|screen|display|message|error)$/.test(tokens[at - 1]!.text) ||
    (/^(?:just|only|keeps|'s)$/.test(tokens[at - 1]!.text) && at < 4);
  const isOrder = /^(?:put|write)$/.test(tokens[at]!.text) && tokens[at + 1]?.isCapital === true;
  return (isSaid && !/^(?:put|write)$/.test(tokens[at]!.text)) || isOrder ? at + 1 : 0;
}
