/** What a caller says to "is that right?", and what is to stand instead. */
import { slotTextCharsMax } from './slot.ts';
import { standsAt, type Token, tokensOf, wordSet } from './tokens.ts';

export type Confirmation = 'yes' | 'no' | 'unclear';

const phrases = (text: string): string[][] => text.split(',').map((phrase) => phrase.trim().split(/\s+/));

/** These outweigh a yes or no before them. */
const denials =
  phrases(`not right, not correct, not quite, not exactly, not really, not my, not what, not it, isn't right, isn't correct,
  wasn't, is not, it isn't, it's not, that's not, incorrect, wrong, false, negative, didn't say, afraid not, i don't think so, don't think so,
  but, almost, nearly, close but, instead, actually make, actually it's, i meant, should be, change it, change that`);
const assents =
  phrases(`that's right, that's correct, that is right, that is correct, that's fine, that is fine, that's it, that's okay, that's ok,
  that's good, that's perfect, all right, all good, no problem, you got it, you've got it, got it, sounds good, sounds right, looks good,
  spot on, why not, that's the one, it's right, it's correct, it is correct, is correct, is right`);
const yes =
  wordSet(`yes yeah yep yup ya yah correct right exactly perfect sure okay ok mhm mmhm absolutely definitely indeed
  affirmative precisely fine aye si totally certainly alright great`);
const no = wordSet('no nope nah');
const trailing =
  wordSet(`please thanks thank you very much it is that's that this i think so guess the one of course all good thing
  very uh huh mm hm yes no well oh and sir ma'am madam totally very`);

/** `no` also where the caller goes on to say what is right. Anything but a plain answer is unclear. */
export function readConfirmation(text: string): Confirmation {
  if (text.length > slotTextCharsMax) return 'unclear';
  if (/^\W*(?:m+[\s-]*h+m+|uh[\s-]*huh|a+ha)\W*$/i.test(text)) return 'yes';
  const words = tokensOf(text).filter((one) => /\p{L}|\p{N}/u.test(one.text));
  const has = (list: readonly (readonly string[])[]): boolean =>
    words.some((_, at) => list.some((phrase) => standsAt(words, at, phrase)));
  if (words.length === 0) return 'unclear';
  if (has(denials)) return 'no';
  if (has(assents)) return 'yes';
  if (no.has(words[0]!.text)) return 'no';
  if (words[0]!.text === 'is' || words.some((one) => no.has(one.text))) return 'unclear';
  const isAgreed = words.some((one) => yes.has(one.text)) || isItIs(words);
  if (isAgreed && words.every((one) => yes.has(one.text) || trailing.has(one.text))) return 'yes';
  return yes.has(words[0]!.text) && readCorrection(text) !== null ? 'no' : 'unclear';
}

const isItIs = (words: readonly Token[]): boolean => words.length <= 3 && standsAt(words, 0, ['it', 'is']);

const takesBack =
  wordSet(`no nope nah sorry wait actually meant mean make rather correction scratch oops change should wrong said
  almost but`);
const leads =
  wordSet(`no nope nah sorry wait actually meant mean make rather correction scratch oops change should wrong said i it
  it's that's that the to be is let's lets on second thought thoughts well oh yes yeah my bad hold not right quite can we could you
  can please i'd say almost but correct just and um quite`);
const keptLeads = wordSet('the on my i');

/**
 * The words that are to stand instead of a value: "Tuesday" of "no, I meant Tuesday". Null if the words correct nothing.
 * They still have to go through `extractSlot`.
 */
export function readCorrection(text: string): string | null {
  if (text.length > slotTextCharsMax || /^\W*(?:m+[\s-]*h+m+|uh[\s-]*huh|a+ha)\W*$/i.test(text)) return null;
  const tokens = tokensOf(text);
  const words = tokens.filter((one) => /[\p{L}\p{N}+]/u.test(one.text));
  const contrast = contrasted(tokens);
  if (contrast) return textOf(text, contrast);
  let from = 0;
  while (from < words.length && leads.has(words[from]!.text)) from++;
  const cue = words.slice(0, from);
  let rest = words.slice(from);
  const hasInstead = rest.at(-1)?.text === 'instead';
  const isCorrecting = hasInstead || cue.some((one) => takesBack.has(one.text));
  while (rest.length > 0 && /^(?:instead|please|thanks)$/.test(rest.at(-1)!.text)) rest = rest.slice(0, -1);
  if (!isCorrecting || rest.length === 0 || isAnswer(rest)) return null;
  while (from > 0 && /^(?:the|my)$/.test(words[from - 1]!.text) && keptLeads.has(words[from - 1]!.text)) from--;
  return textOf(text, words.slice(from, words.indexOf(rest.at(-1)!) + 1));
}

/** "Right", "fine", "I don't know": no value. */
function isAnswer(words: readonly Token[]): boolean {
  if (/^(?:don't|didn't|isn't|problem|fine|thank|thanks|idea|really|exactly)$/.test(words[0]!.text)) return true;
  return words.every((one) => yes.has(one.text) || trailing.has(one.text));
}

/** "Not Monday, Tuesday" and "Tuesday, not Monday". */
function contrasted(tokens: readonly Token[]): Token[] | null {
  const at = tokens.findIndex((one) => one.text === 'not');
  if (at < 0) return null;
  const words = (list: readonly Token[]): Token[] => list.filter((one) => /[\p{L}\p{N}]/u.test(one.text));
  const before = words(tokens.slice(0, at));
  let from = 0;
  while (from < before.length && leads.has(before[from]!.text)) from++;
  if (from < before.length && !isAnswer(before.slice(from))) return before.slice(from);
  const comma = tokens.findIndex((one, index) => index > at && one.text === ',');
  const behind = comma > at + 1 ? words(tokens.slice(comma + 1)) : [];
  const isRemark = /^(?:right|correct|quite|it|exactly|what|really)$/.test(tokens[at + 1]?.text ?? '');
  return behind.length > 0 && !isRemark ? behind : null;
}

const textOf = (text: string, tokens: readonly Token[]): string => text.slice(tokens[0]!.from, tokens.at(-1)!.to);
