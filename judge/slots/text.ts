/** Free text in a caller's words, without what leads to it and what trails it. */
import { isTakenBack } from './settle.ts';
import type { SlotContext, SlotResult } from './slot.ts';
import { writtenForm } from './text-spoken.ts';
import { isMark, standsAt, type Token, wordSet, wordsOf } from './tokens.ts';

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
  you're speaking with, it's reference, i am staying in, i'm staying in, staying in, living in, i am living in, i live in, i'm living in,
  i'm with, i am with, i work at, i work in, i'm working for, i am working for, i'm working with, i am working with, i'm working at, i am working at,
  you're speaking to, you are speaking to, you're talking to, speaking to, myself, me i am called, me i am, me i'm, i come from, i came from,
  i come from the, i am coming from, i'm originally from, originally from, the thing i bought was, i bought, i bought the, could it say, can it say, can you put, could you put,
  i'm a, i'm an, i am a, i am an, it's kinda, it's kind of, kind of, kinda, it's sort of, sort of, one of them, one of those, it's one of them,
  everybody calls me, people call me, friends call me, most people call me, folks call me, let me think, i'd have to go with, i'd have to say, i'd say, i would say,
  i'll go with, i'm going to go with, go with, up in, down in, over in, out in, yeah nah, nah, basically, right, well basically, late, mr, mrs, miss, shri, smt, sri, sir, in,
  should be in, it should be, should be, it's in, it reads, reads, the name on the card reads, it's double barrelled, double barrelled, make it, make that,
  the street is, the road is, it's called, it is called, called, they're called, the city is, the town is, city of, the city of, in the city of, town of, from,
  the name would be, it goes, that's spelled, good name is, my good name is, madam my name is, sir my name is, he is called, she is called, he's called, she's called,
  my middle name, middle name, middle name is, my middle name is, here is, ship it to, send it to, i work as, i work as a, i'm working as, registered with, i'm registered with, near to, near, below in, i'm below in,
  i guess just, i guess just an, just, just an, the thing i bought was the, i passed out from, i passed from, i bought was, i bought was the, patient name is, patient name, patient is, the reference number is, reference number, booking reference, the code, the company name is, the product is, the colour is, the color is`);

const tails = phrases(`please, thanks, thank you, thank you very much, speaking, calling, here, is my name, is the name,
  that's it, that's all, that's my name, if possible, you know, yeah, okay, only, mate, like, by trade, by profession, did, does, love, dear, ma'am, madam, sir,
  i think, i guess, i believe, for short, if that helps, if that's okay, as usual, or so, right, just that, nothing else, so far, to be precise, exactly,
  that's the one, that's the name, no number, at your service, for my sins, in this firm, in two words, so i am, so it is, to be exact, things, in one word, two words, in germany, in italy, in france, in india, in spain, in england`);

/** Said while thinking, or to see whether somebody is there: no answer. */
const empty = phrases(`hello, hello hello, hi, well, so, you know, i don't know, i do not know, i have no idea, no idea,
  not sure, i'm not sure, i'd rather not say, i would rather not say, one moment, one second, just a second, just a moment,
  hold on, wait, let me think, let me see, uh huh`);

/** Words of somebody who does not answer: a refusal, a delay, a hint at what is known already. */
const evasions =
  phrases(`i'd rather not, i would rather not, i'd prefer not, prefer not to, rather not say, hang on, hold on i, let me find, need to find, need to look, let me check,
  should already have, already have that, already gave, already told, i told your, i told you, told your colleague, don't have it, do not have it, haven't got it, have not got it,
  same as, the same as, same one, the same one, as last time, as before, is this a, are you a, talk to a person, speak to a person, speak to a human, talk to a human, real person, can't remember,
  cannot remember, can not remember, don't remember, do not remember, forgot, forgotten, why do you, what do you need, none of your, no idea, not telling, don't want to, do not want to, not sure, ask my, depends, which one,
  you tell me, do you mean, you mean, don't know, do not know, can i, could i, do i have to, look it up, to look, one sec, gimme a, one minute, one moment, just a minute, just a moment, give me a second, give me a minute, bear with me, it's private, that's private, on file, in your system`);

/** Begins a question back. */
const questions = phrases(`what, why, how, who, which, sorry, pardon, excuse me, can you repeat, could you repeat,
  what was, what do, why do, do you, can i, could you, can you say, come again, say again, sorry what`);

const leadsMax = 6;
const takeBacks =
  phrases(`no sorry, no wait, sorry, wait, i mean, i meant, actually, no actually, scratch that, correction,
  or rather, or no, oh no, no i mean, wait no, sorry i mean, wait i mean, actually it's, no it's`);

export function extractText(text: string, all: readonly Token[], { asked }: SlotContext): SlotResult {
  const tokens = withoutRemarks(all);
  const words = tokens.filter((one) => !isMark(one));
  if (words.length === 0) return { ok: false, why: 'nothing' };
  const last = afterTakeBack(tokens);
  const meant = trimmed(tokens.slice(last));
  if (meant.length === 0 || isOnly(trimMarks(tokens), empty)) return { ok: false, why: 'nothing' };
  if (meant.length === 1 && /^(?:the|an?)$/.test(meant[0]!.text)) return { ok: false, why: 'nothing' };
  if (meant[0]!.text === 'not' || (last === 0 && isQuestion(text, tokens))) return { ok: false, why: 'unclear' };
  if (asked !== undefined && words.some((_, at) => evasions.some((phrase) => standsAt(words, at, phrase)))) {
    return { ok: false, why: 'unclear' };
  }
  const value = text.slice(meant[0]!.from, meant.at(-1)!.to).replace(/\s+/g, ' ');
  const clause = asked === undefined ? null : lastClause(meant);
  if (clause && clause.length < meant.length) {
    const spoken = writtenForm(clause, asked!) ?? clause.map((one) => text.slice(one.from, one.to)).join(' ');
    if (isText(spoken)) return { ok: true, value: spoken, said: value, sure: false };
  }
  const written = asked === undefined ? null : writtenForm(meant, asked);
  if (written !== null && isText(written)) return { ok: true, value: written, said: value, sure: false };
  return { ok: true, value, said: value, sure: last === 0 && tokens.length === all.length };
}

/** Something to read, on one line, with nothing around it. */
export const isText = (value: string): boolean => /^\S(?:[^\p{Cc}]*\S)?$/u.test(value) && /[\p{L}\p{N}]/u.test(value);

/** Behind "her name is", "please put" and the like, from a word that is said twice, and up to what it is not. */
function lastClause(meant: readonly Token[]): readonly Token[] {
  let words = meant;
  const not = words.findIndex((one, at) => at > 0 && one.text === 'not');
  if (not > 0) words = words.slice(0, not);
  const isIntro = (one: Token, at: number): boolean =>
    introduces.test(one.text) || (one.text === 'that' && words[at - 1]?.text === 'make');
  const intro = words.findLastIndex((one, at) => isIntro(one, at) && at < words.length - 1);
  if (intro >= 0 && words.length > 2) {
    const from = /^(?:is|was|as)$/.test(words[intro + 1]?.text ?? '') ? intro + 2 : intro + 1;
    if (from < words.length) words = words.slice(from);
  }
  const like = words.findIndex(
    (one, at) => at > 0 && one.text === 'like' && /^(?:the|in|a)$/.test(words[at + 1]?.text ?? ''),
  );
  if (like > 0) words = words.slice(0, like);
  const so = words.findIndex((one, at) => at > 0 && one.text === 'so');
  if (so > 0 && so < words.length - 1) {
    const [before, behind] = [words.slice(0, so), words.slice(so + 1)];
    const isSame = behind.every((one) => one.text === 'and' || before.some((other) => other.text === one.text));
    if (isSame) words = before;
    else if (behind.length <= 2) words = behind;
  }
  const again = words.findLastIndex(
    (one, at) =>
      at > 0 &&
      one.text.length > 3 &&
      !/^(?:double|triple|treble|five|seven|three|eight|nine|four)$/.test(one.text) &&
      words.slice(0, at).some((other) => other.text === one.text),
  );
  if (again > 0 && again < words.length - 1) words = words.slice(again);
  return trimmed(words);
}

const introduces = /^(?:name|names|put|that's)$/;

/** "With one t", "with an s on the end", "not with a y": how it is spelled, where the usual way is meant. */
function withoutRemarks(all: readonly Token[]): readonly Token[] {
  const at = all.findIndex(
    (one, index) =>
      index > 0 &&
      one.text === 'with' &&
      all.slice(index + 1, index + 3).some((next) => /^[a-z]$/.test(next.text) && next.text !== 'a'),
  );
  if (at < 0) return all;
  let to = at + 1;
  while (to < all.length && (/^[a-z]$/.test(all[to]!.text) || remark.has(all[to]!.text))) to++;
  return [...all.slice(0, at), ...all.slice(to)];
}

const remark = wordSet('an one two double the and not with on in at end of it no');

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
