/** What a caller says to "is that right?", and what is to stand instead. */
import { digitOf } from './cardinals.ts';
import { slotTextCharsMax } from './slot.ts';
import { standsAt, type Token, tokensOf, wordSet } from './tokens.ts';

export type Confirmation = 'yes' | 'no' | 'unclear';

const phrases = (text: string): string[][] => text.split(',').map((phrase) => phrase.trim().split(/\s+/));

/** These outweigh a yes or no before them. */
const denials =
  phrases(`not right, not correct, not quite, not exactly, not really, not my, not what, not it, isn't right, isn't correct,
  wasn't, is not, it isn't, it's not, that's not, incorrect, wrong, false, negative, didn't say, afraid not, i don't think so, don't think so,
  but, almost, nearly, close but, instead, actually make, actually it's, i meant, should be, change it, change that,
  never said, you did not, you didn't, you have not, you haven't, fraid not, amiss, way off, miles off, a bit off, misheard, heard wrong,
  mistake, mixed up, mix up, no way, far from it, not at all, not even, start over, start again, does not sound right,
  doesn't sound right, ain't right, try again, changed my mind, yeah nah, uh uh, nuh uh, other way round, other way around, you've got me wrong`);
const assents =
  phrases(`that's right, that's correct, that is right, that is correct, that's fine, that is fine, that's it, that's okay, that's ok,
  that's good, that's perfect, all right, all good, no problem, you got it, you've got it, got it, sounds good, sounds right, looks good,
  spot on, why not, that's the one, it's right, it's correct, it is correct, is correct, is right, too right, ten four, roger,
  go on then, go on, go ahead, go for it, no doubt, no question, you're good, you are good, we're good, all good, bang on, sure is,
  that's me, that is me, that'll do, that will do, fair enough, works for me, this is good, is good, no worries, no complaints,
  nothing wrong, nothing to add, couldn't be more, could not be more, about right, sounds about right, you have it, you have got it, that's true,
  that is true, it is true, it's true, it does, it sure does, that's what i said, that is what i said, as i said, you bet, a hundred percent,
  hundred percent, one hundred percent, that works, i confirm, confirmed, put it down, leave it like that, leave it, on the money,
  on the nose, you nailed it, nailed it, you heard right, heard me right, dead right, quite right, that's how, that is how, i can confirm,
  nah yeah, bingo, can't argue, cannot argue, not a problem, i believe so, it right, perfectly right, no objection, no objections,
  tis indeed, tis, can't complain, no complaint`);
const yes =
  wordSet(`yes yeah yep yup ya yah correct right exactly perfect sure okay ok mhm mmhm absolutely definitely indeed
  affirmative precisely fine aye si totally certainly alright great true agreed haan ja oui hai da grand lovely brilliant
  cool cheers ta naturally obviously yessir good excellent surely genau exacto esatto bien`);
const no = wordSet('no nope nah non nein nee nej nyet');
const trailing =
  wordSet(`please thanks thank you very much it is that's that this i think so guess the one of course all good thing
  very uh huh mm hm yes no well oh and sir ma'am madam totally very mate love dear darling pal only sadly unfortunately
  luckily indeed again go now you are sure am i'm afraid to say like a`);

/**
 * `no` also where the caller goes on to say what is right. Anything but a plain answer is unclear. `asked`: the question;
 * what only repeats words of it agrees.
 */
export function readConfirmation(text: string, asked = ''): Confirmation {
  if (text.length > slotTextCharsMax) return 'unclear';
  if (/^\W*(?:m+[\s-]*h+m+|uh[\s-]*huh|a+ha)\W*$/i.test(text)) return 'yes';
  const words = tokensOf(text).filter((one) => /\p{L}|\p{N}/u.test(one.text));
  const has = (list: readonly (readonly string[])[]): boolean =>
    words.some((_, at) => list.some((phrase) => standsAt(words, at, phrase)));
  if (words.length === 0 || has(questions)) return 'unclear';
  if (isSame(words, asked)) return 'yes';
  if (has(denials)) return 'no';
  if (has(assents)) return 'yes';
  if (no.has(words[0]!.text)) return 'no';
  if (words[0]!.text === 'is' || words.some((one) => no.has(one.text))) return 'unclear';
  const isAgreed = words.some((one) => yes.has(one.text)) || isItIs(words);
  if (isAgreed && isEitherOr(asked)) return 'unclear';
  if (isAgreed && words.every((one) => yes.has(one.text) || trailing.has(one.text))) return 'yes';
  return yes.has(words[0]!.text) && readCorrection(text) !== null ? 'no' : 'unclear';
}

/** "Fifteen or fifty?", but neither "yes or no" nor "fifteen or so, is that right?": a yes answers those. */
function isEitherOr(asked: string): boolean {
  const question = asked.split(/[.!?]\s+/).at(-1)!;
  return /(?<!\byes )\bor\b(?! not\b)/i.test(question) && !/\b(?:right|correct|okay|ok)\W*$/i.test(question);
}

/** Said of what was asked, they are no answer to it. */
const questions =
  phrases(`what did you, what was that, what do you mean, could you repeat, can you repeat, could you say, can you say, say that again,
  say again, come again, repeat that, repeat it, didn't hear, did not hear, not heard, haven't heard, didn't catch, did not catch, pardon,
  hang on, hold on a, one second, one moment, just a second, let me check, let me look, let me see, not sure, don't know, do not know, no idea,
  i guess, i suppose, maybe, might be, could be, possibly, who is this, who are you, what for, why do you`);

const negated = /\b(?:no|not|without|never|none)\b|n't\b/i;

/** "Fifteen, yes" to "You said fifteen?", and "no I don't" to "You don't have one, right?". */
function isSame(words: readonly Token[], asked: string): boolean {
  const wanted = new Set(tokensOf(asked).map((one) => one.text));
  const told = words.filter((one) => !yes.has(one.text) && !trailing.has(one.text));
  const isNo = no.has(words[0]!.text);
  if (negated.test(asked)) {
    const rest = told.filter((one) => !no.has(one.text));
    const plain = /^(?:i|we|it|there|don't|do|not|haven't|have|isn't|is|isn|none|never|right)$/;
    return rest.every((one) => plain.test(one.text) || wanted.has(one.text)) && (isNo || rest.length < words.length);
  }
  if (isNo || told.length === 0 || told.some((one) => one.text === 'not')) return false;
  return told.every((one) => wanted.has(one.text)) && words.some((one) => yes.has(one.text));
}

const isItIs = (words: readonly Token[]): boolean => words.length <= 3 && standsAt(words, 0, ['it', 'is']);

const takesBack =
  wordSet(`no nope nah sorry wait actually meant mean make rather correction scratch oops change should wrong said
  almost but`);
const leads =
  wordSet(`no nope nah sorry wait actually meant mean make rather correction scratch oops change should wrong said i it
  it's that's that the to be is let's lets on second thought thoughts well oh yes yeah my bad hold not right quite can we could you
  can please i'd say almost but correct just and um quite sir madam ma'am mate love changed mind there's nearly false
  incorrect hang still he she they we you've got have it'll`);
const keptLeads = wordSet('the on my i');
const asks =
  /^(?:could|can|would|what|what's|which|how|who|why|repeat|say|start|doubt|hear|did|does|need|let|do|go|speak|talk|stop|try|never|none|you)$/;
const behind = [
  'at the end',
  'at the start',
  'at the beginning',
  'to be exact',
  'for me',
  'if you please',
  "if you don't mind",
  'if you do not mind',
].map((each) => each.split(' '));

/**
 * The words that are to stand instead of a value: "Tuesday" of "no, I meant Tuesday". Null if the words correct nothing.
 * They still have to go through `extractSlot`.
 */
export function readCorrection(text: string, asked = ''): string | null {
  if (text.length > slotTextCharsMax || /^\W*(?:m+[\s-]*h+m+|uh[\s-]*huh|a+ha)\W*$/i.test(text)) return null;
  const tokens = tokensOf(text);
  const words = tokens.filter((one) => /[\p{L}\p{N}+]/u.test(one.text));
  const contrast = contrasted(tokens, asked);
  if (contrast) return textOf(text, contrast);
  const other = asked === '' ? null : otherThan(words, asked);
  if (other) return textOf(text, other);
  const spelled = spelledOut(words);
  if (spelled) return textOf(text, spelled);
  let from = 0;
  while (from < words.length && leads.has(words[from]!.text) && !isZero(words, from)) from++;
  const cue = words.slice(0, from);
  let rest = words.slice(from);
  const hasInstead = /^(?:instead|actually|rather)$/.test(rest.at(-1)?.text ?? '');
  const isCorrecting = hasInstead || cue.some((one) => takesBack.has(one.text));
  rest = withoutTail(rest);
  if (!isCorrecting || rest.length === 0 || isAnswer(rest) || asks.test(rest[0]!.text)) return null;
  while (from > 0 && /^(?:the|my)$/.test(words[from - 1]!.text) && keptLeads.has(words[from - 1]!.text)) from--;
  return textOf(text, words.slice(from, words.indexOf(rest.at(-1)!) + 1));
}

/** "Not fifteen, fifty" to "fifteen": what is left. */
function wanted(asked: string, words: readonly Token[]): Token[] | null {
  const known = new Set(tokensOf(asked).map((one) => one.text));
  let from = 0;
  while (from < words.length && known.has(words[from]!.text)) from++;
  const rest = withoutTail(words.slice(from));
  return from > 0 && rest.length > 0 && !isAnswer(rest) && !leads.has(rest[0]!.text) ? rest : null;
}

const introductions = phrases(
  `i am in, i'm in, i'm from, i live in, digits are, number is, name is, it's, it is, we are, we're, there are, at the, i'm`,
);

/** "It's Doctor Campbell", "we are nine": told without a no, but other than what was asked. */
function otherThan(words: readonly Token[], asked: string): Token[] | null {
  const known = new Set(tokensOf(asked).map((one) => one.text));
  for (let at = words.length - 1; at >= 0; at--) {
    const lead = introductions.find((phrase) => standsAt(words, at, phrase));
    if (!lead || words.slice(0, at).some((one) => yes.has(one.text))) continue;
    const rest = withoutTail(words.slice(at + lead.length));
    const isNew = rest.some((one) => !known.has(one.text) && !trailing.has(one.text) && !yes.has(one.text));
    const isValue = rest.length > 0 && isNew && !isAnswer(rest) && !asks.test(rest[0]!.text) && rest[0]!.text !== 'not';
    if (isValue && !rest.some((one) => /^(?:right|correct|wrong|fine|good|true|false|sure|afraid)$/.test(one.text)))
      return rest;
  }
  return null;
}

/** "Oh one eight four": a digit, and no sigh. */
function isZero(words: readonly Token[], at: number): boolean {
  return (
    words[at]!.text === 'oh' && digitOf(words[at + 1]?.text) !== undefined && digitOf(words[at + 2]?.text) !== undefined
  );
}

function withoutTail(words: readonly Token[]): Token[] {
  let rest = [...words];
  for (let times = 0; times < 4; times++) {
    const tail = behind.find(
      (phrase) => rest.length > phrase.length && standsAt(rest, rest.length - phrase.length, phrase),
    );
    if (tail) rest = rest.slice(0, -tail.length);
    else if (/^(?:instead|please|thanks|actually|rather|mate|sir|madam|love|though)$/.test(rest.at(-1)?.text ?? ''))
      rest.pop();
    else break;
  }
  return rest;
}

const lettersMin = 3;

/** The letters with which the words end. */
function spelledOut(words: readonly Token[]): Token[] | null {
  let from = words.length;
  while (from > 0 && /^[a-z]$/.test(words[from - 1]!.text)) from--;
  const letters = words.slice(from);
  return letters.length >= lettersMin && !words.slice(0, from).some((one) => yes.has(one.text)) ? letters : null;
}

/** "Right", "fine", "I don't know": no value. */
function isAnswer(words: readonly Token[]): boolean {
  if (/^(?:don't|didn't|isn't|problem|fine|thank|thanks|idea|really|exactly)$/.test(words[0]!.text)) return true;
  return words.every((one) => yes.has(one.text) || trailing.has(one.text));
}

/** "Not Monday, Tuesday" and "Tuesday, not Monday". */
function contrasted(tokens: readonly Token[], asked: string): Token[] | null {
  const at = tokens.findIndex((one) => one.text === 'not');
  if (at < 0) return null;
  const words = (list: readonly Token[]): Token[] => list.filter((one) => /[\p{L}\p{N}]/u.test(one.text));
  const before = words(tokens.slice(0, at));
  let from = 0;
  while (from < before.length && leads.has(before[from]!.text)) from++;
  const isClause = /^(?:have|has|had|did|do|does|am|are|could|can|would|will|should|i'm|was|were)$/.test(
    before.at(-1)?.text ?? '',
  );
  if (!isClause && from < before.length && !isAnswer(before.slice(from)) && !asks.test(before[from]!.text))
    return before.slice(from);
  const behindNot = wanted(asked, words(tokens.slice(at + 1)));
  if (before.length === from && behindNot) return behindNot;
  const comma = tokens.findIndex((one, index) => index > at && one.text === ',');
  const behind = comma > at + 1 ? words(tokens.slice(comma + 1)) : [];
  const isRemark = /^(?:right|correct|quite|it|exactly|what|really)$/.test(tokens[at + 1]?.text ?? '');
  return behind.length > 0 && !isRemark ? behind : null;
}

const textOf = (text: string, tokens: readonly Token[]): string => text.slice(tokens[0]!.from, tokens.at(-1)!.to);
