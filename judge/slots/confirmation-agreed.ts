/** Agreement and denial by more than their own words: repeated words of the question, small talk behind a yes, asides. */
import { trailing, yes } from './confirmation-words.ts';
import { auxiliaries, subjects } from './text-words.ts';
import { isMark, standsAt, type Token, tokensOf, wordSet } from './tokens.ts';
import { isValueWord } from './value-words.ts';

const conditions =
  /\b(?:if (?:(?:that|it)(?:'s| is) (?:at all )?(?:possible|okay|ok|alright|all right|no trouble|not too much trouble|no bother|fine|convenient|allowed)(?: with you)?|(?:you|i) (?:can|could|would|may|please|don't mind|wouldn't mind|like|will)(?=\W|$)(?! \w)|possible)|as long as (?:that|it)'s (?:okay|ok|possible|alright))\b,?/gi;
const vocatives =
  /,?\s*\b(?:hon|hun|honey|sweetheart|sweetie|buddy|pal|guv|boss|bro|dude|doll|petal|duck|chief|my friend|my love|my dear|young man|young lady)\b(?=\W*$|\s*,)/gi;
const delays =
  /^\W*(?:(?:um|uh|oh|ooh|sorry|well)\W+)*(?:let me think|let's see|hang on|hold on|hold up|wait|one (?:sec|second|moment)|just a (?:sec|second|moment))\W+(?:(?:um|uh)\W+)*(?=(?:no|nope|yes|yeah|yep)\b)/i;
const thinking = /^\W*(?:(?:um|uh|oh|ooh|well)\W+)*(?:let me think|let's see)\b\W*(?=\w)/i;

/** The answer without a wait, a polite condition or a form of address. */
export function withoutAsides(text: string): string {
  const plain = text.replace(delays, '').replace(thinking, '').replace(conditions, ' ').replace(vocatives, '').trim();
  return /[\p{L}\p{N}]/u.test(plain) ? plain.replace(/^[\s,.]+/, '') : text;
}

type Clause = readonly Token[];

const clausesOf = (tokens: readonly Token[]): Clause[] => {
  const clauses: Token[][] = [[]];
  for (const [at, one] of tokens.entries()) {
    if (isMark(one) && !(one.glued && tokens[at + 1]?.glued === true)) clauses.push([]);
    else clauses.at(-1)!.push(one);
  }
  return clauses.filter((clause) => clause.length > 0);
};

const strong = wordSet(
  'perfectly very quite totally absolutely completely entirely still definitely certainly always exactly',
);
const plain =
  wordSet(`the a an in on at to for of with by and from my our your that's it's is it that this these those as
  i i'm i'd we we're we'd you me us just so`);
const answering = /^(?:do|does|did|will|is|am|are|was|were|would|should|can|could|has|have|had|must)$/;
const denying = /^(?:no|not|never|none|nothing|but|except|only|wrong|instead|unless|nor|neither|cannot)$|n't$/;

/** Whether the words agree by what they repeat: "perfectly happy", "yes, he should", "yes, medium, it's for my niece". */
export function isAgreedBy(tokens: readonly Token[], asked: string): boolean {
  const known = new Set(tokensOf(asked).map((one) => one.text));
  if (tokens.some((one) => one.text === '?' || one.text === 'or')) return false;
  const clauses = clausesOf(tokens);
  const talkAt = clauses.findIndex((clause) => !isAgreeing(clause, known));
  const agreed = talkAt < 0 ? clauses : clauses.slice(0, talkAt);
  const talk = talkAt < 0 ? [] : clauses.slice(talkAt);
  const isDone = agreed.length > 1 && /^(?:do|did|does|will)$/.test(agreed[0]![0]!.text) && agreed[0]!.length === 1;
  const hasYes = isDone || agreed.some((clause) => isYes(clause, known));
  return hasYes && talk.every((clause) => isSmallTalk(clause));
}

/** A clause that itself says yes. */
function isYes(clause: Clause, known: ReadonlySet<string>): boolean {
  const isEcho = clause.every(({ text }) => known.has(text) || strong.has(text) || plain.has(text));
  const isStrong =
    !clause.some(isValueWord) &&
    strong.has(clause[0]!.text) &&
    clause.length > 1 &&
    isEcho &&
    clause.some((one) => isOpen(one, known));
  return clause.some(({ text }) => yes.has(text)) || isStrong || isPraise(clause) || isEndorsed(clause, known);
}

/** "Monday works", "Monday it is". */
function isEndorsed(clause: Clause, known: ReadonlySet<string>): boolean {
  const length = /^(?:works|suits)$/.test(clause.at(-1)!.text)
    ? 1
    : standsAt(clause, clause.length - 2, ['it', 'is'])
      ? 2
      : 0;
  const rest = clause.slice(0, -length);
  return length > 0 && rest.some((one) => isOpen(one, known)) && rest.every(({ text }) => known.has(text));
}

const isOpen = ({ text }: Token, known: ReadonlySet<string>): boolean =>
  known.has(text) && !plain.has(text) && !auxiliaries.has(text);

function isAgreeing(clause: Clause, known: ReadonlySet<string>): boolean {
  if (clause.some(({ text }) => denying.test(text))) return isPraise(clause);
  if (isPraise(clause) || isEndorsed(clause, known)) return true;
  const isSaid = ({ text }: Token): boolean =>
    yes.has(text) || trailing.has(text) || known.has(text.replace(/'s$/, '')) || strong.has(text) || plain.has(text);
  const said = clause.filter((one) => !yes.has(one.text) && !trailing.has(one.text));
  const [subject, verb] = said.map((one) => one.text);
  const isShort =
    (said.length === 2 && subjects.has(subject!) && answering.test(verb!)) ||
    (said.length === 1 && clause.length === 1 && /^(?:do|did|does|will)$/.test(subject!));
  return clause.every(isSaid) || isShort;
}

/** These agree where they are all that a clause says. */
const whole = new Set([
  'do it',
  'do that',
  'book it',
  'lock it in',
  'go with that',
  'sign me up',
  'deal',
  'done',
  'right you are',
  'word for word',
  'to the letter',
  'good to go',
  'proceed',
  'carry on',
  'as you say',
  'as you said',
  "that's him",
  "that's her",
  "that's us",
  "that's them",
  "that's mine",
  "that's my number",
  "that's my name",
  'so it is',
  'that was it',
  'that is the case',
  "i'd say so",
  'i would say so',
  'no changes',
  'nothing to change',
  'happy days',
  'thumbs up',
  'all correct',
  'all fine',
  'no objection',
]);

const isWhole = (clause: Clause): boolean =>
  whole.has(
    clause
      .map((one) => one.text)
      .filter((word) => !/^(?:yes|yeah|please|then|ok|okay)$/.test(word))
      .join(' '),
  );

const praised = [
  'well done',
  'good job',
  'great job',
  'nice job',
  'nicely done',
  'nice one',
  'first try',
  'well spelled',
  'well pronounced',
  'very good',
  'good man',
  'good woman',
  'clever you',
].map((words) => words.split(' '));
const isPraise = (clause: Clause): boolean =>
  isWhole(clause) || (clause.length <= 5 && praised.some((words) => standsAt(clause, 0, words)));

const talkers =
  /^(?:they|he|she|nobody|everybody|everyone|people|god|thank|thanks|cheers|see|sorry|bless|looking|can't|oh)(?:'\w+)?$/;
const own = /^(?:my|our|the)$/;
const unsafe =
  /^(?:no|not|but|except|only|wrong|instead|unless|actually|want|wants|wanted|need|needs|rather|prefer|should|change|cancel|meant|mean|said|ask|asked|make|put|or|if|could|before|after|again|wait|likes?|loves?|would|d|they'd|he'd|she'd|i'd|we'd)$/;

/** What somebody would like, too, is a value that may be another. */
export const isWish = ({ text }: Token): boolean => unsafe.test(text);

/** Behind a yes: a remark on others that can change nothing of what was asked. */
function isSmallTalk(clause: Clause): boolean {
  const words = clause.map((one) => one.text);
  if (words.some((word, at) => (unsafe.test(word) && !(word === 'not' && at > 0)) || /\d/.test(word))) return false;
  const isOfOthers = talkers.test(words[0]!) || (own.test(words[0]!) && words.length > 3 && words.some(isVerb));
  const isFor =
    /^(?:it's|its|that's)$/.test(words[0]!) &&
    words[1] === 'for' &&
    own.test(words[2] ?? '') &&
    (words[4] === undefined || /^(?:and|who|she|he|they|she's|he's)$/.test(words[4]));
  const isReason =
    /^(?:i|we|i've|we've|i'm|we're|i'll|we'll)$/.test(words[0]!) &&
    /^(?:know|knew|remember|checked|hope|appreciate|looking)$/.test(words[1] ?? '');
  const isShort = !clause.some((one, at) => at > 0 && one.isCapital && !/^i\b/.test(one.text));
  return isShort && (isOfOthers || isFor || isReason);
}

const isVerb = (word: string): boolean =>
  auxiliaries.has(word) || /(?:ed|'s|knows|said|told|says|goes|likes|loves)$/.test(word);

const assured =
  /^(?:that's right|that's correct|still good|all good|that is right|that is correct|that's the one|spot on)$/;
const states = /^(?:i'm|we're|i|we)$/;

/** "Still good, we're not moving till spring": what is denied is another thing. */
export function isAssured(tokens: readonly Token[]): boolean {
  const [first = [], ...rest] = clausesOf(tokens);
  const isOther = rest.every(
    (clause) =>
      states.test(clause[0]!.text) &&
      clause[1]?.text === 'not' &&
      clause[2]?.text.endsWith('ing') === true &&
      !clause.some(({ text }) => /^(?:but|except|that|it|this)$/.test(text)),
  );
  return rest.length > 0 && isOther && assured.test(first.map((one) => one.text).join(' '));
}

/** "Uh-uh", "nuh-uh". */
export const isHummedNo = (text: string): boolean =>
  /^\W*(?:n?uh|nu|mm|m)[\s-]+(?:uh|mm|nuh)\b(?!\s*-?huh)\W*(?:no|nope)?\W*$/i.test(text) && !/hm/i.test(text);
