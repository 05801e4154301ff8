/** Free text in a caller's words, without what leads to it and what trails it. */
import { isTakenBack } from './settle.ts';
import type { SlotResult } from './slot.ts';
import { isMark, standsAt, type Token, wordsOf } from './tokens.ts';

const phrases = (text: string): string[][] =>
  text
    .split(',')
    .map((phrase) => phrase.trim().split(/\s+/))
    .toSorted((a, b) => b.length - a.length);

/** What introduces an answer; the longest first. Some are stripped again after another: "well, my name is". */
const leads =
  phrases(`yes, yeah, yep, yes please, sure, of course, actually, okay, ok, well, so, oh, hi, hello, hey, good morning,
  good afternoon, good evening, let me see, you know, like, i mean, it is like, it's like, it's, it is, that's, that is,
  that would be, it would be, it'd be, that'd be, this is, i'm, i am, i said, name, my name, the name, my name is, my name's, name is, name's, the name is,
  the name's, first name, last name, full name, my first name, my last name, my full name, my surname, surname, my family name,
  first name is, last name is, full name is, my first name is, my last name is, my full name is, my surname is, surname is,
  my family name is, his name is, her name is, their name is, you can call me, call me, they call me, everyone calls me,
  i am called, i'm called, my company is, the company is, my company is called, the company is called, we are called, we're called,
  i work for, i'm calling from, i am calling from, calling from, i'm from, i am from, i'm in, it's under, it is under, under,
  under the name, under the name of, the booking is under, the reservation is under, put it under, please put it under,
  put down, just put, it's for, it is for, it's about, it is about, the problem is, the problem is that, the issue is,
  the issue is that, the reason is, my address is, the address is, i live at, my city is, the city is, order number,
  my order number, the order number, my order number is, order number is, the order number is, reference, the reference,
  the reference is, my reference is, reference number is, my reference number is, the code is, my code is, account number is,
  my account number is, my policy number is, policy number is, the number is, the model is, it's spelled, spelled, i'd like,
  i would like, can you put it under, could you put it under, the patient's name is, the patient is, my dog's name is,
  my wife's name is, my husband's name is, my son's name is, my daughter's name is, speaking with, you are speaking with,
  you're speaking with, it's reference`);

const tails = phrases(`please, thanks, thank you, thank you very much, speaking, calling, here, is my name, is the name,
  that's it, that's all, that's my name, if possible, you know, yeah, okay`);

/** Said while thinking, or to see whether somebody is there: no answer. */
const empty = phrases(`hello, hello hello, hi, well, so, you know, i don't know, i do not know, i have no idea, no idea,
  not sure, i'm not sure, i'd rather not say, i would rather not say, one moment, one second, just a second, just a moment,
  hold on, wait, let me think, let me see, uh huh`);

/** Begins a question back. */
const questions = phrases(`what, why, how, who, which, sorry, pardon, excuse me, can you repeat, could you repeat,
  what was, what do, why do, do you, can i, could you, can you say, come again, say again, sorry what`);

const leadsMax = 6;
const takeBacks =
  phrases(`no sorry, no wait, sorry, wait, i mean, i meant, actually, no actually, scratch that, correction,
  or rather, no i mean, wait no, sorry i mean, wait i mean, actually it's, no it's`);

export function extractText(text: string, tokens: readonly Token[]): SlotResult {
  const words = tokens.filter((one) => !isMark(one));
  if (words.length === 0) return { ok: false, why: 'nothing' };
  const last = afterTakeBack(tokens);
  const meant = trimmed(tokens.slice(last));
  if (meant.length === 0 || isOnly(trimMarks(tokens), empty)) return { ok: false, why: 'nothing' };
  if (meant[0]!.text === 'not' || (last === 0 && isQuestion(text, tokens))) return { ok: false, why: 'unclear' };
  const value = text.slice(meant[0]!.from, meant.at(-1)!.to).replace(/\s+/g, ' ');
  return { ok: true, value, said: value, sure: last === 0 };
}

/** Something to read, on one line, with nothing around it. */
export const isText = (value: string): boolean => /^\S(?:[^\p{Cc}]*\S)?$/u.test(value) && /[\p{L}\p{N}]/u.test(value);

/** Where the words begin that stand for what was said before: "Smith, no sorry, Smyth". */
function afterTakeBack(tokens: readonly Token[]): number {
  let start = 0;
  for (let at = 1; at < tokens.length; at++) {
    const phrase = takeBacks.find((words) => standsAt(tokens, at, words));
    if (!phrase || at + phrase.length >= tokens.length) continue;
    const gap = tokens.slice(at, at + phrase.length);
    const isClause = gap.length > 1 || isMark(tokens[at - 1]) || tokens.length <= 5;
    if (isClause && isTakenBack(gap) && trimmed(tokens.slice(start, at)).length > 0) start = at + phrase.length;
    at += phrase.length - 1;
  }
  return start;
}

function trimMarks(tokens: readonly Token[]): Token[] {
  let from = 0;
  let to = tokens.length;
  while (from < to && isMark(tokens[from])) from++;
  while (to > from && isMark(tokens[to - 1])) to--;
  return tokens.slice(from, to);
}

function trimmed(all: readonly Token[]): Token[] {
  let tokens = trimMarks(all);
  for (let times = 0; times < leadsMax; times++) {
    const lead = leads.find((words) => standsAt(tokens, 0, words));
    if (!lead) break;
    const rest = trimMarks(tokens.slice(lead.length));
    tokens = rest;
  }
  for (let times = 0; times < 3; times++) {
    const tail = tails.find(
      (words) => tokens.length >= words.length && standsAt(tokens, tokens.length - words.length, words),
    );
    if (!tail) break;
    tokens = trimMarks(tokens.slice(0, -tail.length));
  }
  return tokens;
}

const isOnly = (tokens: readonly Token[], list: readonly (readonly string[])[]): boolean => {
  const words = tokens.filter((one) => !isMark(one));
  return list.some((phrase) => phrase.length === words.length && standsAt(words, 0, phrase));
};

function isQuestion(text: string, tokens: readonly Token[]): boolean {
  const words = trimMarks(tokens);
  const begins = questions.some((phrase) => standsAt(words, 0, phrase));
  return begins || (text.trimEnd().endsWith('?') && wordsOf(text).length > 2);
}
