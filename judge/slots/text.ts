/** Free text in a caller's words: an answer without the talk around it. */
import type { SlotContext, SlotResult } from './slot.ts';
import { answerAt } from './text-article.ts';
import { withBreaks } from './text-breaks.ts';
import { afterTalk, surestClause } from './text-clauses.ts';
import { isDeclined } from './text-declined.ts';
import { isName, leadLength } from './text-lead.ts';
import { isCompanyAsked, isTitleAsked, type Kind, kindOf } from './text-question.ts';
import { isSpelled, withoutRemarks, writtenForm } from './text-spoken.ts';
import { withoutMarks, withoutTail } from './text-tail.ts';
import { determiners, phrases, prepositions } from './text-words.ts';
import { isDigits, isMark, standsAt, type Token, wordSet } from './tokens.ts';

export function extractText(text: string, all: readonly Token[], context: SlotContext): SlotResult {
  const { asked } = context;
  const kind = kindOf(asked);
  const said = all.filter((one) => !isMark(one)).map((one) => one.text);
  if (said.length === 0) return { ok: false, why: 'nothing' };
  if (isDeclined(said.join(' '), kind) && !isSpelled(all)) {
    const told = kind === 'item' ? toldBeside(all, asked) : null;
    if (told === null) return { ok: false, why: 'unclear' };
    const got = extractText(text, told, context);
    return got.ok ? { ...got, sure: false } : got;
  }
  const plain = withoutRemarks(all);
  const tokens = kind === 'any' ? plain : withBreaks(plain, kind === 'statement');
  const retold = afterTakeBack(tokens, kind);
  const start = retold + afterTalk(tokens.slice(retold), kind, asked);
  const clause = withoutMarks(tokens.slice(start));
  const lead = answerAt(clause, kind, asked);
  const found = withoutMarks(clause.slice(lead));
  const answer = called(
    kind === 'item' && lead < clause.length ? behindVerb(found, clause, asked) : found,
    kind,
    asked,
  );
  if (answer.length === 0) return lastWord(text, all, kind);
  const meant = isSpelled(answer)
    ? answer
    : withoutTail(
        respelled(answer) ?? fromRepeated(fromName(withoutRegion(answer, asked), kind), kind),
        kind,
        asked,
        isTold(clause.slice(0, lead)),
      );
  if (meant.length === 0 || /^(?:not|the|an?)$/.test(meant.map((one) => one.text).join(' ')))
    return { ok: false, why: 'unclear' };
  const place = text.slice(meant[0]!.from, meant.at(-1)!.to).replace(/\s+/g, ' ');
  const value = asked === undefined ? null : writtenForm(text, meant, asked);
  if (value !== null && isText(value)) return { ok: true, value, said: place, sure: false };
  const isWhole = start === 0 && tokens.length === all.length;
  return { ok: true, value: place, said: place, sure: isWhole && isPlain(meant, answer, kind) };
}

/** "She's called Dolores, I don't know her surname": the clause that answers beside one that does not. */
function toldBeside(all: readonly Token[], asked: string | undefined): readonly Token[] | null {
  const told = surestClause(withBreaks(all), asked ?? '');
  const words = told.filter((one) => !isMark(one)).map((one) => one.text);
  return words.length > 0 && words.length < all.length && !isDeclined(words.join(' '), 'item') ? told : null;
}

/** Something to read, on one line, with nothing around it. */
export const isText = (value: string): boolean => /^\S(?:[^\p{Cc}]*\S)?$/u.test(value) && /[\p{L}\p{N}]/u.test(value);

/** Whoever tells what he did says where, too. */
const isTold = (lead: readonly Token[]): boolean =>
  lead.some(({ text }, at) => /^(?:i|we|he|she|they)(?:'ve|'d)?$/.test(text) && lead[at + 1] !== undefined);

const takeBacks =
  phrases(`no sorry, no wait, sorry, wait, i mean, i meant, actually, no actually, scratch that, scrap that, correction, my mistake,
  or rather, more of a, more like a, well more of a, or no, oh no, no i mean, wait no, sorry i mean, wait i mean, actually it's, no it's, no hang on, hang on no, hang on, hold on, hold on no, no hold on,
  make it, make that, make mine, no make it, no tell a lie, tell a lie, what am i saying, excuse me, i should say, no no, no that's wrong, no that's the old one, that's the old one, that's my old one,
  no that's not right, that's wrong, no, oh sorry, oh wait, let me start again, start again, oh no sorry, but make that, but make it, no it is, but now it's, i beg your pardon`);

/** Where the words begin that stand for what was said before: "Smith, no sorry, Smyth". */
function afterTakeBack(tokens: readonly Token[], kind: Kind): number {
  let start = 0;
  for (let at = 1; at < tokens.length; at++) {
    const length = takeBackAt(tokens, at);
    if (length === 0 || at + length >= tokens.length) continue;
    const gap = tokens.slice(at, at + length);
    const rest = withoutMarks(tokens.slice(at + length));
    const words = gap
      .filter((one) => !isMark(one))
      .map((one) => one.text)
      .join(' ');
    if (kind === 'statement' && words === 'i mean') continue;
    const isClause =
      isMark(tokens[at - 1]) || (words.includes(' ') && words !== 'no no') || (tokens.length <= 5 && words !== 'no');
    const isNamed = leadLength(tokens.slice(start, at), kind) < at - start;
    const isFollowed = leadLength(rest, kind) < rest.length;
    const isPause = /^(?:hang on|hold on|excuse me)$/.test(words) || rest[0]?.text === 'not';
    if (isClause && !isPause && isNamed && isFollowed) start = at + length;
    at += length - 1;
  }
  const said = kind === 'item' ? insteadAt(tokens, start) : 0;
  return said > 0 ? said : start;
}

/** "Theodore, but please put Teddy", "not there, but I live in Dundee", "it used to be Elm, now it's Oak": the later one. */
function insteadAt(tokens: readonly Token[], start: number): number {
  return tokens.findLastIndex((one, at) => {
    const link = tokens[at - 1];
    if (at <= start || !(isMark(link) || /^(?:but|so|now|and)$/.test(link!.text)) || one.text === 'not') return false;
    const before = tokens.slice(start, at);
    const rest = tokens.slice(at, at + leadTokensMax);
    const lead = leadLength(rest, 'item');
    if (lead === rest.length || rest[lead]!.text === 'not') return false;
    const isOrder =
      (link!.text !== 'and' && !isMark(link) && rest.slice(0, lead).some(({ text }) => orders.has(text))) ||
      (isMark(link) && /^(?:put|use)$/.test(one.text) && rest[lead]!.isCapital);
    const isOver = before.some(
      ({ text }, index) => over.test(text) || (text === 'used' && before[index + 1]?.text === 'to'),
    );
    const hasNone = before[leadLength(before.slice(0, leadTokensMax), 'item')]?.text === 'no';
    const isNamed = link!.text === 'but' && rest[lead]!.isCapital && lead > 0;
    return isOrder || isNamed || ((isOver || hasNone) && lead > 0 && link!.text !== 'and');
  });
}

/** A lead is short; more would make a long turn slow. */
const leadTokensMax = 40;
const over = /^(?:not|isn't|wasn't|thought|formerly|previously|originally|old)$/;
const orders = wordSet('put write use make');

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

const numbers = wordSet('double triple treble half part three five seven eight nine four with and');
const ofWords = (tokens: readonly Token[]): number => tokens.filter((one) => !isMark(one)).length;

/** "Blue Cross Blue Shield". */
const isOneName = (between: readonly Token[]): boolean => between.length > 1 && between.every((one) => one.isCapital);

/** From a word that is said twice: "a Honda, well, a Honda Civic"; if only it is repeated, up to there. */
function fromRepeated(all: readonly Token[], kind: Kind): readonly Token[] {
  if (kind === 'statement') return all;
  const not = all.findIndex((one, at) => at > 0 && one.text === 'not');
  const answer = not > 0 ? all.slice(0, not) : all;
  const twice = twiceAt(answer);
  if (twice > 0) return answer.slice(twice);
  const first = (text: string): number => answer.findIndex((one) => one.text === text);
  const again = answer.findIndex(({ text }, at) => text.length > 3 && !numbers.has(text) && first(text) < at);
  if (again < 0 || isOneName(answer.slice(first(answer[again]!.text), again))) return answer;
  return ofWords(answer.slice(again)) > 1 ? answer.slice(again) : answer;
}

/** "Willow Creek, Willow Creek Apartments", "Bond James Bond": where it is said in full. */
function twiceAt(answer: readonly Token[]): number {
  const words = answer.map((one) => one.text);
  if (words.length === 3 && words[0] === words[2] && words[0]!.length > 3) return 1;
  const again = words.indexOf(words[0]!, 2);
  const isTwice =
    again > 1 && words.length > 2 * again && words.slice(0, again).every((word, at) => word === words[again + at]);
  return isTwice ? again : 0;
}

/** "Someone called Patricia", "a company named Acme"; asked for a company, "Tom from Acme". */
function called(answer: readonly Token[], kind: Kind, asked = ''): readonly Token[] {
  const end = answer.findIndex(isMark);
  const first = end < 0 ? answer : answer.slice(0, end);
  const links = isCompanyAsked(asked) ? /^(?:called|named|from|at|with)$/ : /^(?:called|named)$/;
  const at = kind === 'item' ? first.findIndex((one) => links.test(one.text)) : -1;
  const isLinked =
    at > 0 && at < answer.length - 1 && !isMark(answer[at + 1]) && !determiners.has(answer[at + 1]!.text);
  return isLinked ? answer.slice(at + 1) : answer;
}

/** "Fancy the risotto", "dropped my keys", behind a subject or at the start: a verb that is in no list. */
function behindVerb(answer: readonly Token[], clause: readonly Token[], asked = ''): readonly Token[] {
  const lead = clause.length - answer.length;
  const isVerb =
    isTold(clause.slice(0, lead)) ||
    /^(?:somebody|someone)(?:'s)?$/.test(answer[0]?.text ?? '') ||
    /[a-z]{2}ed$/.test(answer[0]?.text ?? '') ||
    clause.slice(0, lead).some(({ text }) => /^(?:would|is|could)$/.test(text));
  if (!isVerb || isTitleAsked(asked) || isName(clause, lead) || answer[0]?.isCapital === true) return answer;
  const at = answer.findIndex((one, index) => index > 0 && determiners.has(one.text));
  const isObject =
    at > 0 &&
    at <= verbWordsMax &&
    !answer
      .slice(0, at)
      .some(
        (one, index) =>
          isMark(one) ||
          isDigits(one) ||
          /^(?:and|or|with|of|half|such|for|i)$/.test(one.text) ||
          (index === at - 1 && prepositions.has(one.text) && !/^(?:up|out|off|down)$/.test(one.text)),
      );
  return isObject ? answer.slice(at + 1) : answer;
}
const verbWordsMax = 4;

/** "Bologna in Italy", asked for a city. */
function withoutRegion(answer: readonly Token[], asked = ''): readonly Token[] {
  if (!/\b(?:city|town|village|suburb|county|area)\b/i.test(asked)) return answer;
  const at = answer.findIndex(
    (one, index) => index > 0 && /^(?:in|near|outside)$/.test(one.text) && !isName(answer, index),
  );
  return at < 0 || answer.length - at > 4 ? answer : answer.slice(0, at);
}

/** "A friend of mine, Karen Liu", "Bond, James Bond": the name behind the comma. */
function fromName(answer: readonly Token[], kind: Kind): readonly Token[] {
  const comma = answer.findIndex((one) => one.text === ',');
  if (kind !== 'item' || comma < 1) return answer;
  const before = answer.slice(0, comma);
  const behind = answer.slice(comma + 1);
  const isSame =
    behind.length > before.length && before.every((one, at) => behind.at(at - before.length)!.text === one.text);
  const isVague = /^(?:things?|ones?)$/.test(before.at(-1)!.text);
  if (isVague) return behind.slice(leadLength(behind, kind));
  return behind[0]?.isCapital === true && (isSame || !before.some((one) => one.isCapital || isDigits(one)))
    ? behind
    : answer;
}

/** "Brown with an e, so Browne". */
function respelled(answer: readonly Token[]): readonly Token[] | null {
  const so = answer.findLastIndex((one) => one.text === 'so');
  const [before, behind] = [withoutMarks(answer.slice(0, so)), withoutMarks(answer.slice(so + 1))];
  const isAgain = so > 0 && behind.length === 1 && behind[0]!.text[0] === before.at(-1)?.text[0];
  return isAgain ? [...before.slice(0, -1), ...behind] : null;
}

const itemWordsMax = 6;
const statementWordsMax = 25;
const unlikely =
  /^(?:i|we|you|he|she|it|they|me|my|your|is|was|are|have|had|not|or|if|that|this|what|which)$|'(?:m|re|d|ll|ve|t)$/;

/** An answer that nothing hints to be more, or less, than what was asked for. */
function isPlain(meant: readonly Token[], answer: readonly Token[], kind: Kind): boolean {
  if (kind === 'any') return true;
  if (kind === 'statement') return meant.length <= statementWordsMax;
  const isCut = answer.length - meant.length > 2;
  return !isCut && meant.length <= itemWordsMax && !meant.some((one) => unlikely.test(one.text));
}

const fillers = wordSet('um well so you know hello hi yes no yeah okay ok the a an it is i oh and');

/** A name that is a word of other sentences, too: "Will", "Mark". */
function lastWord(text: string, all: readonly Token[], kind: Kind): SlotResult {
  const words = all.filter((one) => !isMark(one));
  const [only] = words;
  if (words.length !== 1 || kind === 'any' || !only || !only.isCapital || fillers.has(only.text))
    return { ok: false, why: 'nothing' };
  const value = text.slice(only.from, only.to);
  return { ok: true, value, said: value, sure: false };
}
