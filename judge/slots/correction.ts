/** What is to stand instead of a value that was read back. */
import { trailing, yes } from './confirmation-words.ts';
import { isHummedNo, withoutAsides } from './confirmation-asides.ts';
import { isAffirmed } from './confirmation-affirmed.ts';
import { correctionIn, isAnswer } from './correction-cues.ts';
import { clausesIn, plainlyTold } from './correction-plain.ts';
import { valueAlone } from './correction-value.ts';
import { slotTextCharsMax } from './slot.ts';
import { leadLength } from './text-lead.ts';
import { isSpelled } from './text-spoken.ts';
import { withoutMarks, withoutTail } from './text-tail.ts';
import {
  auxiliaries,
  determiners,
  dwells,
  gives,
  nouns,
  objects,
  prepositions,
  small,
  subjects,
} from './text-words.ts';
import { isMark, standsAt, type Token, tokensOf, wordSet } from './tokens.ts';
import { isValueWord } from './value-words.ts';

/**
 * The words that are to stand instead of a value: "Tuesday" of "no, I meant Tuesday". Null if the words correct nothing.
 * They still have to go through `extractSlot`. `asked`: the question with the value; other words than its own that are
 * told in answer to it correct it, too.
 */
export function readCorrection(said: string, asked = ''): string | null {
  if (said.length > slotTextCharsMax || isHummedNo(said)) return null;
  const text = asked === '' ? said : withoutAsides(said);
  if (/^\W*(?:m+[\s-]*h+m+|uh[\s-]*huh|a+ha)\W*$/i.test(text)) return null;
  const tokens = asked === '' ? tokensOf(text) : toldIn(tokensOf(text));
  const told = correctionIn(tokens, asked);
  if (asked === '') return told && textOf(text, told);
  const letters = isAgreeing(tokens) ? null : lettersOf(tokens);
  if (letters !== null) return letters;
  if (isAffirmed(tokensOf(text), asked)) return null;
  const instead = plainlyTold(tokens, asked);
  if (instead) return textOf(text, instead);
  const value =
    (told && valueOf(withSubject(told, tokens), asked)) ?? (isAgreeing(tokens) ? null : anyValue(tokens, asked));
  return value && /[\p{L}\p{N}]/u.test(textOf(text, value)) && !isTalk(tokens, value) ? textOf(text, value) : null;
}

const sighs = wordSet('ha haha oh ah ooh ach well um actually so hey hmm');

function withoutSigh(tokens: readonly Token[]): readonly Token[] {
  let from = 0;
  while (sighs.has(tokens[from]?.text ?? '') || (from > 0 && isMark(tokens[from]))) from++;
  return tokens.slice(from);
}

/** The words in which something may be told: without a sigh, without a question back, without what is right as it is. */
function toldIn(tokens: readonly Token[]): readonly Token[] {
  const plain = withoutSigh(tokens);
  const question = plain.findLastIndex((one) => one.text === '?') + 1;
  const told = question > 0 && question < plain.length ? plain.slice(question) : plain;
  const rest = told.findIndex((one, at) => at > 0 && isMark(one) && isRest(told, at + 1));
  return rest > 0 ? told.slice(0, rest) : told;
}

const rests = [['everything', 'else'], ['the', 'rest'], ['all', 'the', 'rest'], ['otherwise'], ['the', 'others']];
const isRest = (tokens: readonly Token[], at: number): boolean =>
  rests.some((words) => standsAt(tokens, at, words) || standsAt(tokens, at + 1, words));

/** "I'm working then", "there's been a mix up": the words of a sentence that names nothing. */
function isTalk(tokens: readonly Token[], value: readonly Token[]): boolean {
  const clause = clausesIn(tokens).find((words) => words.includes(value[0]!)) ?? [];
  const before = clause.slice(0, clause.indexOf(value[0]!));
  const hasSubject = before.some(({ text }) =>
    /^(?:i|we|he|she|they|you|there|that|it)(?:'\w+)?$|n't$|^(?:not|never)$/.test(text),
  );
  return hasSubject && !value.some((one) => isValueWord(one) || one.isCapital);
}

/** "Week'd be": the verb is none of the value. */
const textOf = (text: string, tokens: readonly Token[]): string =>
  text.slice(tokens[0]!.from, tokens.at(-1)!.to).replace(/['’](?:d|ll)$/i, '');

const lettersMin = 3;

/** "Pugh, P-U-G-H", "spelling is different, D-I-L-E-E-P": the letters at the end, as one word. */
function lettersOf(tokens: readonly Token[]): string | null {
  const words = withoutMarks(tokens).filter((one) => !(one.text === '-' && one.glued));
  const from = words.findLastIndex((one) => !/^[a-z]$/.test(one.text)) + 1;
  const letters = words.slice(from).map((one) => one.text);
  const isName = letters.length >= lettersMin && withoutMarks(tokens).some((one) => one.text === '-');
  return isName ? letters[0]!.toUpperCase() + letters.slice(1).join('') : null;
}

/** "It is, under the sink". */
const isShortly = ([subject, verb, mark]: readonly Token[]): boolean =>
  /^(?:i|we|it|that|they|he|she)$/.test(subject?.text ?? '') &&
  /^(?:do|am|are|is|would|did|will|have|was|were|does|has)$/.test(verb?.text ?? '') &&
  (mark === undefined || isMark(mark));

const isAgreeing = (tokens: readonly Token[]): boolean =>
  (yes.has(tokens[0]?.text ?? '') || isShortly(tokens)) &&
  !tokens.some((one) => /^(?:but|except|only|actually|apart|instead)$/.test(one.text));

const clausesMax = 8;

/** From the clause that most likely tells a value: behind "but" and "it's", else the first one. */
function anyValue(tokens: readonly Token[], asked: string): readonly Token[] | null {
  const places = [...tokens.keys()];
  const first = places.filter(
    (at) => at > 0 && (/^(?:but|except)$/.test(tokens[at - 1]!.text) || opens.test(tokens[at]!.text)),
  );
  const rest = places.filter((at) => at === 0 || isMark(tokens[at - 1]));
  for (const start of [...first.slice(0, clausesMax), ...rest.slice(0, clausesMax)]) {
    const value = valueOf(tokens.slice(start), asked);
    if (value) return value;
  }
  return null;
}

const opens = /^(?:it's|its|that's|i'm|we're|make)$/;

/** With the subject that a cue has swallowed: "no, I arrive at". */
function withSubject(told: readonly Token[], tokens: readonly Token[]): readonly Token[] {
  let from = tokens.indexOf(told[0]!);
  while (from > 0 && subjects.has(tokens[from - 1]!.text)) from--;
  return from < 0 ? told : tokens.slice(from, tokens.indexOf(told.at(-1)!) + 1);
}

const valueWordsMax = 12;
const noValue =
  wordSet(`wrong wrongly mistake nothing expensive too right correct fine good okay ok same else idea nearly almost
  everything great true false sure afraid perfect mind somebody someone not no nope nah yes question moment different negative incorrect misheard anymore fraid non nee
  sort kind word possible later easier better worse forget leave hon first yet mixed can't don't won't happy cancel bother ask plan person works deal check look years ages
  if done way chance`);

/** What is told, without the talk around it; null where that is none of a value, or what was asked. */
function valueOf(told: readonly Token[], asked: string): readonly Token[] | null {
  const tokens = withoutMarks(told);
  const behind = tokens.slice(leadLength(tokens, 'item'));
  const value = isSpelled(behind) ? behind : valueAlone(withoutTail(behind, 'item'));
  const words = value.filter((one) => !isMark(one));
  const known = new Set(tokensOf(asked).map((one) => one.text));
  const isNew = words.some((one) => !known.has(one.text) && (isValueWord(one) || !isPlain(one)));
  if (!isNew || words.length > valueWordsMax || isRefusal(behind, value.length)) return null;
  return isAnswer(words) || asks.test(words[0]!.text) ? null : value;
}

/** "Dr. Lowe's right", "way too expensive": what is said of a value, and none. */
function isRefusal(behind: readonly Token[], length: number): boolean {
  const said = behind.slice(0, length + 1);
  return (
    said.some(
      (one, at) => noValue.has(one.text.replace(/'s$/, '')) && !(said[at + 1]?.text === '-' && said[at + 1]!.glued),
    ) ||
    (length === 1 && said[0]!.text === 'close')
  );
}

const asks =
  /^(?:what|what's|which|how|who|why|where|when|repeat|hear|hello|pardon|huh|eh|hmm|wait|start|stop|again|er)$/;
const closed = [
  subjects,
  objects,
  auxiliaries,
  prepositions,
  determiners,
  gives,
  dwells,
  nouns,
  small,
  trailing,
  yes,
] as const;
const isPlain = ({ text }: Token): boolean =>
  text.length === 1 ? !/^[a-z0-9]$/.test(text) : closed.some((list) => list.has(text));
