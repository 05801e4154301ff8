/** Where an answer begins, with the article or the preposition that belongs to it. */
import { leadLength } from './text-lead.ts';
import { isMessageAsked, isProperAsked, isThingAsked, isTitleAsked, isWhereAsked, type Kind } from './text-question.ts';
import { adverbs, finite, small } from './text-words.ts';
import { isMark, type Token, wordSet } from './tokens.ts';

/** The number of tokens before the answer. */
export function answerAt(clause: readonly Token[], kind: Kind, asked = ''): number {
  return isWhereAsked(asked)
    ? placeLength(clause, kind, asked)
    : withArticle(clause, leadLength(clause, kind, asked), kind, asked);
}

function placeLength(clause: readonly Token[], kind: Kind, asked = ''): number {
  const lead = leadLength(clause, kind, asked);
  const at = clause.findIndex((one, index) => index < lead && places.has(one.text));
  const isPlace = at >= 0 && /^(?:the|a|an|my|our|your|their|his|her|of|to)$/.test(clause[at + 1]?.text ?? '');
  if (!isPlace || clause.slice(at + 1, lead).some((one) => subjectless.has(one.text))) return lead;
  return /^(?:just|right)$/.test(clause[at - 1]?.text ?? '') ? at - 1 : at;
}

/** An article belongs to a title, and to a thing that is told without a lead: "a rabbit", "the boiler". */
function withArticle(clause: readonly Token[], lead: number, kind: Kind, asked = ''): number {
  const article = clause[lead - 1]?.text ?? '';
  if (lead === clause.length || !/^(?:the|an?|some|mostly|mainly)$/.test(article)) return lead;
  const before = clause.slice(0, lead - 1).filter((one) => !isMark(one));
  const isBare = before.every(
    ({ text }) => small.has(text) || adverbs.has(text) || /^(?:i|think|guess|suppose|mostly)$/.test(text),
  );
  const isAbout = kind === 'statement' && /^(?:about|regarding|concerning)$/.test(before.at(-1)?.text ?? '');
  const isPart = needs.test(asked) && /^(?:it's|its)$/.test(before.at(-1)?.text ?? '') && article === 'the';
  const isMessage = isMessageAsked(asked);
  const isFor = /\bwhat\b.*\bis\b.*\bfor\W*$/i.test(asked);
  return isTitleAsked(asked) || isAbout || isFor || isMessage || isPart || (isBare && isDescribed(clause, asked))
    ? lead - 1
    : lead;
}
const isDescribed = (clause: readonly Token[], asked: string): boolean =>
  /\b(?:what|which|why|describe|tell)\b/i.test(asked) &&
  !isProperAsked(asked) &&
  !/^(?:ones?|job|role|position|post)$/.test(clause.at(-1)!.text) &&
  (isThingAsked(asked) || !clause.some(({ text }) => finite.has(text)));

const needs = /\b(?:repair\w*|fix\w*|broken|mend\w*|leak\w*|replac\w*)\b/i;

const places = wordSet('behind under inside beside near by in on at next outside over above below around');
const subjectless = wordSet('i we you it they he she');
