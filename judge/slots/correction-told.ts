/** Corrections by how they are said: "other way round, …", "half nine you mean", "Elm Court" to "Elm Street?", letters. */
import { no, trailing, yes } from './confirmation-words.ts';
import { isSentence } from './correction-value.ts';
import { determiners, prepositions, small } from './text-words.ts';
import { isMark, standsAt, type Token, tokensOf, wordSet } from './tokens.ts';

type Clause = readonly Token[];

/** The words that are to stand instead of those that were asked for; null where nothing plainly corrects them. */
export function toldInstead(tokens: readonly Token[], asked: string): readonly Token[] | null {
  const clauses = clausesOf(withoutSigh(tokens));
  const known = new Set(tokensOf(asked).map((one) => one.text));
  const told =
    turnedRound(tokens) ?? youMean(clauses) ?? introduced(clauses) ?? varied(clauses, known) ?? denied(clauses, known);
  return told && withoutRemark(told);
}

const sighs = wordSet('ha haha oh ah ooh ach well um actually so hey hmm');

function withoutSigh(tokens: readonly Token[]): readonly Token[] {
  let from = 0;
  while (sighs.has(tokens[from]?.text ?? '') || (from > 0 && isMark(tokens[from]))) from++;
  return tokens.slice(from);
}

/** The words in which something may be told: without a sigh, without a question back, without what is right as it is. */
export function toldIn(tokens: readonly Token[]): readonly Token[] {
  const plain = withoutSigh(tokens);
  const question = plain.findLastIndex((one) => one.text === '?') + 1;
  const told = question > 0 && question < plain.length ? plain.slice(question) : plain;
  const rest = told.findIndex((one, at) => at > 0 && isMark(one) && isRest(told, at + 1));
  return rest > 0 ? told.slice(0, rest) : told;
}

/** A value without what is said of it: "five of us", "Denise, Chantelle's on holiday", "BX44TG, G for golf". */
export function valueAlone(value: Clause): Clause {
  const plain = withoutRemark(withoutEnd(value));
  const comma = plain.findIndex(
    (one, at) =>
      at > 0 &&
      isMark(one) &&
      isSentence(plain.slice(at + 1, at + 4).map((word) => ({ ...word, text: word.text.replace(/'s$/, "'ve") }))),
  );
  return comma > 0 ? plain.slice(0, comma) : plain;
}

/** Marks within a time or an amount part nothing. */
const isBreak = (tokens: readonly Token[], at: number): boolean =>
  isMark(tokens[at]) && !(tokens[at]!.glued && tokens[at + 1]?.glued === true);

/** Without questions back and without what is right: "F for Freddie? No, S", "everything else is right". */
function clausesOf(tokens: readonly Token[]): Clause[] {
  const clauses: Clause[] = [];
  for (let from = 0, at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && !isBreak(tokens, at)) continue;
    const isQuestion = tokens[at]?.text === '?';
    if (at > from && !isQuestion && !isRest(tokens, from)) clauses.push(tokens.slice(from, at));
    from = at + 1;
  }
  return clauses;
}

const rests = [['everything', 'else'], ['the', 'rest'], ['all', 'the', 'rest'], ['otherwise'], ['the', 'others']];
const isRest = (tokens: readonly Token[], at: number): boolean =>
  rests.some((words) => standsAt(tokens, at, words) || standsAt(tokens, at + 1, words));

function turnedRound(tokens: readonly Token[]): Clause | null {
  const at = tokens.findIndex((_, index) => standsAt(tokens, index, ['other', 'way']));
  if (at < 0 || !/^(?:round|around|about)$/.test(tokens[at + 2]?.text ?? '')) return null;
  const rest = tokens.slice(at + 3);
  const from = rest.findIndex((one) => !isMark(one));
  return rest.length - from > 2 && from >= 0 ? rest.slice(from) : null;
}

/** "Half nine at night you mean". */
function youMean(clauses: readonly Clause[]): Clause | null {
  const clause = clauses.find(
    (words) =>
      words.length > 2 && /^(?:mean|meant)$/.test(words.at(-1)!.text) && /^(?:you|i)$/.test(words.at(-2)!.text),
  );
  return clause?.slice(0, -2) ?? null;
}

const introductions = [
  `let's say`,
  `let's make it`,
  `let's do`,
  `let's go with`,
  `make it`,
  `make that`,
  `it should be`,
  `should be`,
  `it should say`,
  `put`,
  `i said`,
  `i meant`,
  `change it to`,
  `change that to`,
  `it needs to be`,
  `it's supposed to be`,
  `call it`,
  `so it's`,
  `so that's`,
  `so`,
].map((words) => words.split(' '));
const answers = (words: Clause): boolean =>
  words.every(({ text }) => yes.has(text) || no.has(text) || trailing.has(text));

/** Behind a clause of its own: "that didn't last, let's say seven hundred". */
function introduced(clauses: readonly Clause[]): Clause | null {
  for (const clause of clauses.slice(1).toReversed()) {
    const words = introductions.find((phrase) => standsAt(clause, 0, phrase));
    const rest = words && withoutEnd(clause.slice(words.length));
    if (rest && rest.length > 0 && !answers(rest) && !isSentence(rest)) return rest;
  }
  const almost = clauses[0]?.findIndex((one, at, all) => at > 2 && one.text === 'so' && all.length > at + 1) ?? -1;
  const second = clauses.find((words, at) => at > 0 && words.some((one, index) => index > 2 && one.text === 'so'));
  const said = almost > 2 ? clauses[0]! : second;
  const so = said?.findLastIndex((one) => one.text === 'so') ?? -1;
  const behind = said?.slice(so + 1) ?? [];
  const isTaken = cue.has(clauses[0]?.[0]?.text ?? '');
  return isTaken && behind.length > 0 && !isSentence(behind) ? behind : null;
}

const cue = wordSet('no nope nah almost nearly close sorry wait not false incorrect');
const wordsMax = 7;

/** Words of the question with others in their place: "Elm Court" to "Elm Street?". */
function varied(clauses: readonly Clause[], known: ReadonlySet<string>): Clause | null {
  const clause = clauses.find((words) => !answers(words));
  const words = clause && withoutEnd(withoutCue(clause));
  if (!words || words.length < 2 || words.length > wordsMax || isSentence(words)) return null;
  const isOpen = ({ text }: Token): boolean =>
    !prepositions.has(text) && !determiners.has(text) && !small.has(text) && !trailing.has(text) && !/^\W$/.test(text);
  const open = words.filter(isOpen);
  const isPart = open.some(({ text }) => known.has(text)) && open.some(({ text }) => !known.has(text));
  return isPart && !open.some(({ text }) => talk.has(text) || cue.has(text)) ? words : null;
}

/** "No no, by card": whatever it is, it is named behind a denial. */
function denied(clauses: readonly Clause[], known: ReadonlySet<string>): Clause | null {
  const first = clauses[0];
  if (!first) return null;
  const isAlone = cue.has(first[0]!.text) && withoutCue(first).length === 0;
  const clause = isAlone ? clauses[1] : clauses.length === 1 ? withoutCue(first) : undefined;
  const words = clause && withoutEnd(clause);
  if (
    !words ||
    words.length === 0 ||
    words.length > 5 ||
    isSentence(words) ||
    words.every(({ text }) => known.has(text))
  )
    return null;
  const isSaid = words.some(({ text }) => talk.has(text) || yes.has(text) || no.has(text) || trailing.has(text));
  const isNear = isAlone && /^(?:close|almost|nearly)$/.test(first[0]!.text);
  return isSaid || !(isNear || (prepositions.has(words[0]!.text) && words.length > 1)) ? null : words;
}

const talk =
  wordSet(`forget leave stop cancel hon honey bother first yet mixed wrong right correct fine perfect happy thanks don't
  way chance idea that's fault mind not never problem good great lovely matter still quite almost nearly what how why which
  works suits minute moment phone course now time then me all better best sure please yes spelling spelled different`);

function withoutCue(clause: Clause): Clause {
  let from = 0;
  const isSkipped = ({ text }: Token): boolean =>
    cue.has(text) || sighs.has(text) || /^(?:mate|sir|madam|ma'am|love|it's|its|that's|but)$/.test(text);
  while (from < clause.length && isSkipped(clause[from]!)) from++;
  return clause.slice(from);
}

const ends = [
  ['instead'],
  ['please'],
  ['thanks'],
  ['actually'],
  ['rather'],
  ['of', 'us'],
  ['of', 'them'],
  ['will', 'do'],
].concat(
  [`'d be`, 'would be', 'will be'].flatMap((verb) =>
    ['better', 'plenty', 'best', 'great', 'good', 'fine', 'perfect', 'ideal', 'enough', 'lovely', 'easier'].map(
      (word) => [...verb.split(' '), word],
    ),
  ),
);

function withoutEnd(words: Clause): Clause {
  const end = ends.find(
    (phrase) => words.length > phrase.length && standsAt(words, words.length - phrase.length, phrase),
  );
  if (end) return withoutEnd(words.slice(0, -end.length));
  // "Every second week'd be plenty".
  const verb = words.findIndex(({ text }, at) => at > 0 && /'(?:d|ll)$/.test(text) && words[at + 1]?.text === 'be');
  return verb > 0 && words.length - verb <= 4 ? words.slice(0, verb + 1) : words;
}

/** "BX44TG, G for golf", "Pedersen with a D": how it is spelled. */
function withoutRemark(words: Clause): Clause {
  const at = words.findIndex(
    (one, index) =>
      index > 0 &&
      ((/^[a-z]$/.test(one.text) && /^(?:for|as)$/.test(words[index + 1]?.text ?? '')) ||
        (one.text === 'with' &&
          /^(?:an?|the)$/.test(words[index + 1]?.text ?? '') &&
          words[index + 2]?.text.length === 1)),
  );
  return at > 0 ? words.slice(0, isMark(words[at - 1]) ? at - 1 : at) : words;
}
