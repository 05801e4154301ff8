/** Free text in a caller's words: an answer without the talk around it. */
import { isTakenBack } from './settle.ts';
import type { SlotContext, SlotResult } from './slot.ts';
import { isDeclined } from './text-declined.ts';
import { type Kind, leadLength } from './text-lead.ts';
import { isSpelled, withoutRemarks, writtenForm } from './text-spoken.ts';
import { withoutMarks, withoutTail } from './text-tail.ts';
import { phrases } from './text-words.ts';
import { isMark, standsAt, type Token, wordSet } from './tokens.ts';

export function extractText(text: string, all: readonly Token[], { asked }: SlotContext): SlotResult {
  const kind = kindOf(asked);
  const said = all.filter((one) => !isMark(one)).map((one) => one.text);
  if (said.length === 0) return { ok: false, why: 'nothing' };
  if (isDeclined(said.join(' '), kind) && !isSpelled(all)) return { ok: false, why: 'unclear' };
  const tokens = withoutRemarks(all);
  const start = afterTakeBack(tokens, kind);
  const clause = withoutMarks(tokens.slice(start));
  const lead = leadLength(clause, kind);
  const answer = withoutMarks(clause.slice(lead));
  if (answer.length === 0) return lastWord(text, all, kind);
  const meant = isSpelled(answer) ? answer : withoutTail(fromRepeated(answer, kind), kind);
  if (meant.length === 0 || /^(?:not|the|an?)$/.test(meant.map((one) => one.text).join(' '))) return { ok: false, why: 'unclear' };
  const place = text.slice(meant[0]!.from, meant.at(-1)!.to).replace(/\s+/g, ' ');
  const value = asked === undefined ? null : writtenForm(text, meant, asked);
  if (value !== null && isText(value)) return { ok: true, value, said: place, sure: false };
  const isWhole = start === 0 && tokens.length === all.length;
  return { ok: true, value: place, said: place, sure: isWhole && isPlain(meant, answer, kind) };
}

/** Something to read, on one line, with nothing around it. */
export const isText = (value: string): boolean => /^\S(?:[^\p{Cc}]*\S)?$/u.test(value) && /[\p{L}\p{N}]/u.test(value);

const telling =
  /\b(?:problem|issues?|reason|symptoms?|wrong|happen\w*|complain\w*|enquiry|inquiry|query|messages?|say|notes?|instructions?|describe|description|details|help|purpose|why|damaged?|going on|comments?|feedback|concerns?|hear about|hear of|find us|found us|matter|nature|requests?|explain|engrav\w*|look like|bring you|brings you|trouble|fault|special|know about|tell the)\b/i;
const naming = /\b(?:which|what (?:is|was) the name|name of|what (?:item|product|model|make|size|colou?r|kind|type|sort)|spell)\b/i;

/** Whether an answer tells something or names it. */
function kindOf(asked: string | undefined): Kind {
  if (asked === undefined) return 'any';
  return telling.test(asked) && !naming.test(asked) ? 'statement' : 'item';
}

const takeBacks = phrases(`no sorry, no wait, sorry, wait, i mean, i meant, actually, no actually, scratch that, scrap that, correction, my mistake,
  or rather, or no, oh no, no i mean, wait no, sorry i mean, wait i mean, actually it's, no it's, no hang on, hang on no, hang on, hold on, hold on no, no hold on,
  make it, make that, no make it, no tell a lie, tell a lie, what am i saying, excuse me, i should say, no no, no that's wrong, no that's the old one, that's the old one, that's my old one,
  no that's not right, that's wrong, no, oh sorry, oh wait, let me start again, start again, oh no sorry, but make that, but make it, no it is, but now it's, i beg your pardon`);

/** Where the words begin that stand for what was said before: "Smith, no sorry, Smyth". */
function afterTakeBack(tokens: readonly Token[], kind: Kind): number {
  let start = 0;
  for (let at = 1; at < tokens.length; at++) {
    const length = takeBackAt(tokens, at);
    if (length === 0 || at + length >= tokens.length) continue;
    const gap = tokens.slice(at, at + length);
    const rest = tokens.slice(at + length);
    const words = gap.filter((one) => !isMark(one)).map((one) => one.text).join(' ');
    const isClause = isMark(tokens[at - 1]) || (words.includes(' ') && words !== 'no no') || (tokens.length <= 5 && words !== 'no');
    const isNamed = leadLength(tokens.slice(start, at), kind) < at - start;
    const isFollowed = leadLength(rest, kind) < rest.length;
    const isMeant = isTakenBack(gap) || /tell a lie|saying|scrap|start again|pardon/.test(words);
    if (isClause && isMeant && isNamed && isFollowed) start = at + length;
    at += length - 1;
  }
  return start;
}

/** Several of them in a row, with marks between. */
function takeBackAt(tokens: readonly Token[], from: number): number {
  let at = from;
  for (let times = 0; times < 4; times++) {
    let place = at;
    while (at > from && isMark(tokens[place])) place++;
    const phrase = takeBacks.find((words) => standsAt(tokens, place, words));
    if (!phrase) break;
    at = place + phrase.length;
  }
  return at - from;
}

const numbers = wordSet('double triple treble three five seven eight nine four with and');

/** From a word that is said twice: "a Honda, well, a Honda Civic", "Denise in accounting, Denise Porter". */
function fromRepeated(answer: readonly Token[], kind: Kind): readonly Token[] {
  if (kind === 'statement') return answer;
  const again = answer.findLastIndex(
    ({ text }, at) => at > 0 && text.length > 3 && !numbers.has(text) && answer.slice(0, at).some((one) => one.text === text),
  );
  if (again < 0) return answer;
  const first = answer.findIndex((one) => one.text === answer[again]!.text);
  const isLonger = answer.length - again >= again - first || isMark(answer[again - 1]);
  return again < answer.length - 1 || first === 0 ? (isLonger || first > 0 ? answer.slice(again) : answer) : answer.slice(first, again);
}

const itemWordsMax = 6;
const statementWordsMax = 25;
const unlikely = /^(?:i|we|you|he|she|it|they|me|my|your|is|was|are|have|had|not|or|if|that|this|what|which)$|'(?:m|re|d|ll|ve|t)$/;

/** An answer that nothing hints to be more, or less, than what was asked for. */
function isPlain(meant: readonly Token[], answer: readonly Token[], kind: Kind): boolean {
  if (kind === 'any') return true;
  if (kind === 'statement') return meant.length <= statementWordsMax;
  const isCut = answer.length - meant.length > 2;
  return !isCut && meant.length <= itemWordsMax && !meant.some((one) => unlikely.test(one.text));
}

const small = wordSet('um well so you know hello hi yes no yeah okay ok the a an it is i oh and');

/** A name that is a word of other sentences, too: "Will", "Mark". */
function lastWord(text: string, all: readonly Token[], kind: Kind): SlotResult {
  const words = all.filter((one) => !isMark(one));
  const [only] = words;
  if (words.length !== 1 || kind === 'any' || !only || !only.isCapital || small.has(only.text)) return { ok: false, why: 'nothing' };
  const value = text.slice(only.from, only.to);
  return { ok: true, value, said: value, sure: false };
}
