/** How callers correct themselves and others: "no, I meant Tuesday", "not Monday, Tuesday", "change it to five". */
import { digitOf } from './cardinals.ts';
import { trailing, yes } from './confirmation-words.ts';
import { isMark, standsAt, type Token, tokensOf, wordSet } from './tokens.ts';

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
const behindIt = [
  'at the end',
  'at the start',
  'at the beginning',
  'to be exact',
  'for me',
  'if you please',
  "if you don't mind",
  'if you do not mind',
].map((each) => each.split(' '));

/** The words that are to stand instead, with what may lead to them; null where none correct anything. */
export function correctionIn(tokens: readonly Token[], asked: string): readonly Token[] | null {
  const words = tokens.filter((one) => /[\p{L}\p{N}+]/u.test(one.text));
  return spelledOut(tokens) ?? contrasted(tokens, asked) ?? behindCue(words);
}

function behindCue(words: readonly Token[]): readonly Token[] | null {
  let from = 0;
  while (from < words.length && leads.has(words[from]!.text) && !isZero(words, from)) from++;
  const cue = words.slice(0, from);
  let rest = words.slice(from);
  const hasInstead = /^(?:instead|actually|rather)$/.test(rest.at(-1)?.text ?? '');
  const isCorrecting = hasInstead || cue.some((one) => takesBack.has(one.text));
  rest = withoutTail(rest);
  if (!isCorrecting || rest.length === 0 || isAnswer(rest) || asks.test(rest[0]!.text)) return null;
  while (from > 0 && /^(?:the|my)$/.test(words[from - 1]!.text) && keptLeads.has(words[from - 1]!.text)) from--;
  return words.slice(from, words.indexOf(rest.at(-1)!) + 1);
}

/** "Not fifteen, fifty" to "fifteen": what is left. */
function wanted(asked: string, words: readonly Token[]): Token[] | null {
  const known = new Set(tokensOf(asked).map((one) => one.text));
  let from = 0;
  while (from < words.length && known.has(words[from]!.text)) from++;
  const rest = withoutTail(words.slice(from));
  return from > 0 && rest.length > 0 && !isAnswer(rest) && !leads.has(rest[0]!.text) ? rest : null;
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
    const tail = behindIt.find(
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
function spelledOut(all: readonly Token[]): Token[] | null {
  const tokens = all.filter((one, at) => !isMark(one) || at < all.length - 1);
  let from = tokens.length;
  while (from > 0 && /^[a-z]$/.test(tokens[from - 1]!.text)) from--;
  const letters = tokens.slice(from);
  return letters.length >= lettersMin && !tokens.slice(0, from).some((one) => yes.has(one.text)) ? letters : null;
}

/** "Right", "fine", "I don't know": no value. */
export function isAnswer(words: readonly Token[]): boolean {
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
  const comma = tokens.findIndex((one, index) => index > at && one.text === ',');
  const behind = comma > at + 1 ? words(tokens.slice(comma + 1)) : [];
  const isRemark = /^(?:right|correct|quite|it|exactly|what|really)$/.test(tokens[at + 1]?.text ?? '');
  if (behind.length > 0) return isRemark ? null : behind;
  return before.length === from ? wanted(asked, words(tokens.slice(at + 1))) : null;
}
