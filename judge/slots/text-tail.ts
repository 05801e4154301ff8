/** Where an answer ends: behind it callers comment on it, remark on its spelling, and are polite. */
import { digitOf, wordValue } from './cardinals.ts';
import { weekdays } from './date-words.ts';
import { isName } from './text-lead.ts';
import {
  isCompanyAsked,
  isMessageAsked,
  isNameAsked,
  isStoryAsked,
  isThingAsked,
  isTitleAsked,
  isWhereAsked,
  type Kind,
} from './text-question.ts';
import {
  courtesies,
  determiners,
  dwells,
  finite,
  isOwn,
  prepositions,
  relatingWords,
  relatives,
  remarkPhrases,
  small,
  trailing,
} from './text-words.ts';
import { isDigits, isMark, standsAt, type Token, wordSet } from './tokens.ts';

/** The answer at the start of these tokens, without what follows it. */
export function withoutTail(tokens: readonly Token[], kind: Kind, asked = '', isTold = false): readonly Token[] {
  const end =
    kind === 'any'
      ? tokens.length
      : kind === 'statement'
        ? statementEnd(tokens, asked)
        : commentAt(tokens, asked, isTold);
  return withoutTrailing(
    tokens.slice(0, end),
    isMessageAsked(asked) && kind === 'statement' ? thanks : kind === 'statement' ? courtesies : trailing,
  );
}

/** Of words to pass on: "with love" is a part of them. */
const thanks = courtesies.filter((words) => !/^(?:love|dear|darling|mate)$/.test(words.join(' ')));

const subject =
  /^(?:i|we|you|he|she|it|they)(?:'(?:m|s|re|d|ll|ve))?$|^(?:that|there|what|here|who)'s$|^(?:im|ive|its|thats)$/;
const besideArticle = wordSet('for from near off by behind opposite since at on in before after over around beside');

/** The place of the first word that comments on what is before it. */
function commentAt(tokens: readonly Token[], asked: string, isTold: boolean): number {
  const hasName = tokens.some((_, at) => isName(tokens, at)) || tokens[0]?.isCapital === true;
  const isTitle = isTitleAsked(asked);
  const isThing = (isThingAsked(asked) || isWhereAsked(asked)) && !(hasName && !isWhereAsked(asked));
  for (let at = 1; at < tokens.length; at++) {
    const isCut = isMark(tokens[at])
      ? isAsideBehind(tokens, at, hasName)
      : isTitle
        ? isTitleEnd(tokens, at)
        : isThing
          ? isThingEnd(tokens, at) || (isTold && isPlaceAt(tokens, at))
          : isComment(tokens, at, hasName) ||
            ((isNameAsked(asked) || isCompanyAsked(asked)) && isWhereabouts(tokens, at));
    if (isCut) return /^ones?$/.test(tokens[at]!.text) ? nameEnd(tokens, at) : at;
  }
  return tokens.length;
}

const isRemark = (tokens: readonly Token[], at: number): boolean =>
  remarkPhrases.some((words) => standsAt(tokens, at, words)) && !isName(tokens, at);

/** A title may hold any word; whoever speaks of himself has ended it. */
const isTitleEnd = (tokens: readonly Token[], at: number): boolean =>
  !isName(tokens, at) &&
  /^(?:i|i'm|i've|i'd|we|we're|we'd|please|thanks)$/.test(tokens[at]!.text) &&
  tokens[at + 1] !== undefined;

/** Of a thing it is told what is on it, in it and with it. */
function isThingEnd(tokens: readonly Token[], at: number): boolean {
  const { text } = tokens[at]!;
  const next = tokens[at + 1];
  if (isName(tokens, at)) return false;
  if (subject.test(text) && !prepositions.has(tokens[at - 1]!.text)) return true;
  if (isRemark(tokens, at)) return true;
  if (text === 'and') return next !== undefined && (subject.test(next.text) || /^(?:then|not|that)$/.test(next.text));
  if (
    /^(?:on|for)$/.test(text) &&
    weekdays.has(next?.text === 'the' ? (tokens[at + 2]?.text ?? '') : (next?.text ?? ''))
  )
    return true;
  if (/^(?:for|to)$/.test(text)) return /^(?:me|us|my|our|him|her|them|the)$/.test(next?.text ?? '');
  if (/^ones?$/.test(text)) return isThing(tokens, at);
  return (relatingWords.has(text) || finite.has(text) || text === 'not' || text === 'like') && next !== undefined;
}

/** "I left my umbrella on the back seat": where it happened, and nothing of the thing. */
const isPlaceAt = (tokens: readonly Token[], at: number): boolean =>
  /^(?:somewhere|yesterday|when)$/.test(tokens[at]!.text) ||
  (/^(?:on|in|at|near|outside|from|off|by|under|behind)$/.test(tokens[at]!.text) &&
    /^(?:the|a|an|my|our|your|his|her|their|one|that|this)$/.test(tokens[at + 1]?.text ?? ''));

/** "Patricia Haldane from number nine", "Bishop Cotton School in Bangalore". */
const isWhereabouts = (tokens: readonly Token[], at: number): boolean =>
  /^(?:from|in|at|on|near|over|down|up|since|opposite|behind|just|calling|speaking|ringing)$/.test(tokens[at]!.text) &&
  tokens[at + 1] !== undefined &&
  !isName(tokens, at) &&
  !/^(?:the|and|of|upon)$/.test(tokens[at - 1]!.text);

/** Where a clause is told, the next one is more than the answer, unless all of it tells what happened. */
function statementEnd(tokens: readonly Token[], asked: string): number {
  const isStory = isStoryAsked(asked);
  const isMessage = isMessageAsked(asked);
  for (let at = 1; at < tokens.length; at++) {
    if (isMark(tokens[at])) {
      if (isMessage ? tokens.slice(at).every(isMark) : isStatementEnd(tokens, at, isStory)) return at;
    } else if (!isMessage && at > 2 && !saysWhen(tokens, at) && (isRemark(tokens, at) || isHearsay(tokens, at))) {
      return at;
    }
  }
  return tokens.length;
}

/** "Came on this morning on my way to work": when it happened belongs to it. */
const saysWhen = (tokens: readonly Token[], at: number): boolean =>
  /^(?:this|last)$/.test(tokens[at]!.text) && /^(?:morning|week|night|month|year)$/.test(tokens[at + 1]?.text ?? '');

/** "And my brother reckons": of what others say of it. */
const isHearsay = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]!.text === 'and' &&
  isOwn(tokens[at + 1]?.text ?? '') &&
  relatives.has(tokens[at + 2]?.text ?? '') &&
  /^(?:reckons|says|thinks|said|swears|believes|thought)$/.test(tokens[at + 3]?.text ?? '');

/** "It stinks", "there's a baby". */
function isSentenceAt(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.text ?? '';
  const isLong = tokens[at + 1] !== undefined;
  return isLong && subject.test(word);
}

function isStatementEnd(tokens: readonly Token[], at: number, isStory: boolean): boolean {
  let place = at;
  while (isMark(tokens[place])) place++;
  const next = tokens[place];
  if (next === undefined) return true;
  const end = tokens.findIndex((one, index) => index > place && isMark(one));
  const clause = tokens.slice(place, end < 0 ? tokens.length : end);
  const ends = clause
    .slice(-2)
    .map((one) => one.text)
    .join(' ');
  if (/^(?:i mean|you know|i think|i guess)$/.test(ends) || next.text === 'not' || isRemark(tokens, place)) return true;
  if (prepositions.has(next.text) && tokens[at]!.to > tokens[at]!.from) return true;
  return (
    !isStory &&
    (isSentenceAt(tokens, place) ||
      (determiners.has(next.text) &&
        clause.some(
          ({ text }, index) => index > 0 && (finite.has(text) || /^(?:told|said|says)$|[a-z]{2}ed$/.test(text)),
        )))
  );
}

/** "A Toyota Yaris, the hybrid one": the article begins the comment, where something was named before it. */
function nameEnd(tokens: readonly Token[], one: number): number {
  const article = tokens.findLastIndex(({ text }, at) => at < one && /^(?:the|an?)$/.test(text));
  return article > 0 ? article : one;
}

function isComment(tokens: readonly Token[], at: number, hasName: boolean): boolean {
  const { text } = tokens[at]!;
  const next = tokens[at + 1];
  if (isName(tokens, at)) return false;
  // "B as in bravo".
  if (tokens[at - 1]!.text.length === 1 && /^(?:as|for|like)$/.test(text)) return false;
  if (subject.test(text) || remarkPhrases.some((words) => standsAt(tokens, at, words))) return true;
  if (text === 'just' && prepositions.has(next?.text ?? '')) return true;
  if (relatingWords.has(text) || text === 'not' || text === 'like') return next !== undefined;
  if (finite.has(text)) return next !== undefined || text.endsWith("n't");
  // "Tom Beckett calling from Acme".
  if (text.endsWith('ing') && dwells.has(text) && next !== undefined && prepositions.has(next.text)) return true;
  if (text === 'and')
    return next !== undefined && (subject.test(next.text) || /^(?:then|my|not|that|yes|no)$/.test(next.text));
  // "The Yarra Valley one sounds lovely".
  if (/^ones?$/.test(text)) return isThing(tokens, at);
  if (hasName && prepositions.has(text) && tokens.slice(at).every((one) => !one.isCapital && !isDigits(one)))
    return tokens.slice(0, at).some((one) => one.isCapital);
  if (text === 'on' && /^(?:my|our)$/.test(next?.text ?? '')) return hasName;
  return (
    besideArticle.has(text) &&
    next !== undefined &&
    !isPlaceName(tokens, at) &&
    /^(?:the|my|our|your|a|an|his|her|their|this|last|next|now)$/.test(next.text) &&
    !isName(tokens, at + 1)
  );
}

/** "Stow on the Wold". */
const isPlaceName = (tokens: readonly Token[], at: number): boolean =>
  at === 1 && tokens[at]!.text === 'on' && tokens[at + 1]?.text === 'the' && tokens.length === at + 3;

/** "One" stands for a thing that was named before it, and for no number. */
const isThing = (tokens: readonly Token[], at: number): boolean =>
  !isNumber(tokens[at - 1]) && !isNumber(tokens[at + 1]);
const isNumber = (token: Token | undefined): boolean =>
  token !== undefined &&
  (isDigits(token) ||
    wordValue(token.text) !== undefined ||
    digitOf(token.text) !== undefined ||
    /^(?:number|plot|flat|unit|apartment|room|hundred)$/.test(token.text));

const opensAside =
  wordSet(`not no like as just worse thank same spelled spelt spelling all very quite really pretty you if usually mostly capital
  unfortunately sadly or plus old easy lovely nice well how what believe long short bit off and but so or something simple nearly almost about around too slightly fairly rather maybe
  probably currently already still used been since everyone everybody nobody people never god absolutely always`);

/** ", an old one", ", worse luck": behind a comma, and none of the answer. */
function isAsideBehind(tokens: readonly Token[], at: number, hasName: boolean): boolean {
  let place = at;
  while (isMark(tokens[place])) place++;
  const next = tokens[place];
  if (next === undefined) return true;
  // "Vasquez, V as in Victor".
  if (next.text.length === 1 && tokens[at - 1]!.text.length > 2 && standsAt(tokens, place + 1, ['as', 'in']))
    return true;
  if (
    isName(tokens, place) ||
    next.isCapital ||
    isDigits(next) ||
    (next.text.length === 1 && tokens[place + 1]?.text.length !== undefined && tokens[place + 1]!.text.length === 1)
  )
    return false;
  if (hasName || wordValue(next.text) !== undefined) return true;
  return (
    subject.test(next.text) ||
    determiners.has(next.text) ||
    prepositions.has(next.text) ||
    relatingWords.has(next.text) ||
    opensAside.has(next.text) ||
    small.has(next.text)
  );
}

const trailingMax = 4;

function withoutTrailing(all: readonly Token[], phrases: readonly (readonly string[])[]): readonly Token[] {
  let tokens = withoutMarks(all);
  for (let times = 0; times < trailingMax; times++) {
    const phrase = phrases.find(
      (words) => tokens.length > words.length && standsAt(tokens, tokens.length - words.length, words),
    );
    if (!phrase || isName(tokens, tokens.length - phrase.length)) break;
    tokens = withoutMarks(tokens.slice(0, -phrase.length));
  }
  return tokens;
}

export function withoutMarks(tokens: readonly Token[]): readonly Token[] {
  let from = 0;
  let to = tokens.length;
  while (from < to && isMark(tokens[from])) from++;
  while (to > from && isMark(tokens[to - 1])) to--;
  return tokens.slice(from, to);
}
