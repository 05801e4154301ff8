/** Where an answer begins behind other clauses: "I set that up years ago, I think it's marmalade". */
import { isName, leadLength } from './text-lead.ts';
import { isNameAsked, isProperAsked, type Kind } from './text-question.ts';
import { adverbs, auxiliaries, determiners, finite, objects, prepositions, small, subjects } from './text-words.ts';
import { isMark, standsAt, type Token, wordSet, wordsOf } from './tokens.ts';

/** The place in these tokens; 0 where the first clause may answer. */
export function afterTalk(tokens: readonly Token[], kind: Kind, asked = ''): number {
  if (kind === 'statement') return apologyEnd(tokens) || orderAt(tokens);
  if (kind !== 'item') return 0;
  const question = questionEnd(tokens);
  if (question > 0) return question;
  return bestClause(tokens, asked);
}

const clausesMax = 12;
const clauseTokensMax = 40;

/** How surely a clause answers: it cannot, it may, it gives what was sought, it tells the name. */
type Rank = 0 | 1 | 2 | 3 | 4;

/** The clause that answers best, the first of those that are as good. */
function bestClause(tokens: readonly Token[], asked: string): number {
  const starts = [...tokens.keys()].filter((at) => !isMark(tokens[at]) && (at === 0 || isMark(tokens[at - 1])));
  const first = starts[0] ?? 0;
  let best = first;
  let rank: Rank = 0;
  for (const at of starts.slice(0, clausesMax)) {
    const clause = clauseAt(tokens, at);
    if (at > first && isTakenBack(clause)) rank = 0;
    const named = namedAt(clause, asked);
    const other = named > 0 || isProper(clause) ? 4 : rankOf(clause, at > first, asked);
    const isAside = rank >= 2 && !opens.some((words) => standsAt(tokens, at, words)) && other < 4;
    if (other > rank && !isAside) [best, rank] = [at + named, other];
  }
  return best === first ? 0 : best;
}

/** The first clause that plainly answers, whatever else is said; none of the tokens where none does. */
export function surestClause(tokens: readonly Token[], asked: string): readonly Token[] {
  const starts = [...tokens.keys()].filter((at) => !isMark(tokens[at]) && (at === 0 || isMark(tokens[at - 1])));
  const clauses = starts.slice(0, clausesMax).map((at) => clauseAt(tokens, at));
  return clauses.find((clause) => namedAt(clause, asked) > 0 || rankOf(clause, false, asked) >= 3) ?? [];
}

function clauseAt(tokens: readonly Token[], at: number): readonly Token[] {
  const end = tokens.findIndex((one, index) => index > at && isMark(one));
  return tokens.slice(at, Math.min(end < 0 ? tokens.length : end, at + clauseTokensMax));
}

/** "No it isn't", "no I sold that". */
const isTakenBack = (clause: readonly Token[]): boolean =>
  /^(?:no|nope)$/.test(clause[0]!.text) &&
  clause.length > 2 &&
  clause.some(({ text }) => /n't$|^(?:not|sold|old|wrong)$/.test(text));

const subject = /^(?:i|we|you|he|she|it|they|that|there)(?:'\w+)?$/;
const opens = [
  `i think it is`,
  `i think it's`,
  `i believe it's`,
  `i think that's`,
  `i guess it's`,
  `so it's`,
  `so now it's`,
  `now it's`,
  `it'd be`,
  `it would be`,
  `it'll be`,
  `that'd be`,
  `that would be`,
  `but it's`,
  `but now it's`,
  `but mostly`,
  `but mainly`,
  `but i live`,
  `but we live`,
  `i'm pretty sure it's`,
  `pretty sure it's`,
  `well i'm`,
  `well it's`,
  `actually it's`,
  `so just put`,
  `so put`,
  `but put`,
  `so we'll say`,
  `maybe`,
  `probably`,
  `perhaps`,
  `let's say`,
  `let's go`,
  `let's have`,
  `i'll say`,
  `i'll have`,
  `i'll go`,
  `but i think it's`,
  `he said it's`,
  `but he's`,
  `but she's`,
].map((words) => words.split(' '));
const talks = wordSet('let hang hold wait give bear');
const sighs = wordSet('ha haha oh well um ah');
const remarked = wordSet(`been being a-bit quite really very too so such not no for like all just about pretty what`);

function rankOf(clause: readonly Token[], isLater: boolean, asked: string): Rank {
  const known = new Set(wordsOf(asked));
  if (clause.every(({ text }) => known.has(text) || determiners.has(text) || sighs.has(text))) return 0;
  if (isOver(clause)) return 0;
  const lead = leadLength(clause, 'item', asked);
  const rest = clause.slice(lead);
  const first = rest[0];
  if (first === undefined || first.text === 'not' || first.text === 'no' || first.text.endsWith("n't")) return 0;
  if (rest.every(({ text }) => prepositions.has(text) || objects.has(text))) return 0;
  const hasName = clause.some((_, index) => isName(clause, index));
  if ((talks.has(clause[0]!.text) || /^(?:let|if|when)$/.test(clause[0]!.text)) && !hasName) return 0;
  const isNamed = clause
    .slice(0, -1)
    .some(
      ({ text }, at) =>
        (at < lead && /^(?:name|name's|names)$/.test(text)) ||
        (/^(?:called|named)$/.test(text) && at > 0 && !/^(?:i|we|you|they|who|just)$/.test(clause[at - 1]!.text)),
    );
  if (subject.test(first.text) || finite.has(first.text)) return 0;
  if (isNamed && isNameAsked(asked)) return 4;
  if (opens.some((words) => standsAt(clause, 0, words))) return 3;
  const isTalk = rest.some(
    ({ text }, index) => !isName(rest, index) && (subjects.has(text.split("'")[0]!) || text.endsWith("n't")),
  );
  // "On the form".
  if (!isLater && isNameAsked(asked) && /^(?:on|in|at|by|as|according)$/.test(clause[0]!.text)) return 1;
  if (isTalk && !first.isCapital) return 1;
  const hasLead = clause.slice(0, lead).some(({ text }) => !small.has(text) && !adverbs.has(text));
  return hasLead && isLater && remarked.has(first.text) ? 1 : 2;
}

/** "Danielle left", "that was last year", "that's mill as in windmill": of what is not the answer. */
const isOver = (clause: readonly Token[]): boolean =>
  /^\S+ (?:left|retired|closed|died|moved)$|\bthinking of\b|^(?:that was|it was|was) last (?:year|time|week|month)$|^that's \S{2,} as in\b/.test(
    clause.map((one) => one.text).join(' '),
  );

/** "Darren Pascoe is his proper name". */
const isProper = (clause: readonly Token[]): boolean =>
  / is (?:my|his|her|their|the) (?:proper|real|full|actual|legal|official) name$/.test(
    clause.map((one) => one.text).join(' '),
  );

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
function namedAt(clause: readonly Token[], asked: string): number {
  const from = /^(?:but|and|so)$/.test(clause[0]!.text) ? 1 : 0;
  const is = clause.findIndex(
    ({ text }, at) =>
      at > from + 1 &&
      (/^(?:is|was|called)$/.test(text) || (text === 'be' && /^(?:would|will|'d)$|'d$/.test(clause[at - 1]!.text))) &&
      clause[at + 1] !== undefined,
  );
  if (is < 0 || !determiners.has(clause[from]!.text)) return 0;
  if (clause.slice(1, is).some((_, at) => isName(clause, at + 1))) return 0;
  const next = clause[is + 1]!.text;
  const isFirst = isName(clause, is + 1);
  const isOne =
    (isNameAsked(asked) || isProperAsked(asked)) &&
    !auxiliaries.has(next) &&
    !determiners.has(next) &&
    !remarked.has(next);
  return isFirst || isOne ? is + 1 : 0;
}

/** "Sorry to bother you on a weekend, but". */
function apologyEnd(tokens: readonly Token[]): number {
  const sorry = tokens.findIndex((_, at) => at < 4 && standsAt(tokens, at, ['sorry', 'to']));
  const but = tokens.findIndex(({ text }, at) => text === 'but' && at > sorry && at < sorry + apologyWordsMax);
  return sorry < 0 || but === tokens.length - 1 ? 0 : but + 1;
}
const apologyWordsMax = 12;

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
