/** What a caller says to "is that right?". */
import { isAffirmed } from './confirmation-affirmed.ts';
import { knownWords } from './confirmation-known.ts';
import { isHummedNo, withoutAsides } from './confirmation-asides.ts';
import { praise } from './confirmation-talk.ts';
import { assents, denials, no, phrases, questions, trailing, yes } from './confirmation-words.ts';
import { readCorrection } from './correction.ts';
import { slotTextCharsMax } from './slot.ts';
import { adverbs, auxiliaries, determiners, dwells, gives, objects, prepositions, subjects } from './text-words.ts';
import { isMark, standsAt, type Token, tokensOf, wordSet } from './tokens.ts';
import { isValueWord } from './value-words.ts';

export type Confirmation = 'yes' | 'no' | 'unclear';

/**
 * `no` also where the caller goes on to say what is right. Anything but a plain answer is unclear. `asked`: the question;
 * what only repeats words of it agrees.
 */
export function readConfirmation(told: string, asked = ''): Confirmation {
  if (told.length > slotTextCharsMax) return 'unclear';
  if (hums.test(told)) return 'yes';
  if (isHummedNo(told)) return 'no';
  const text = withoutAsides(told);
  const tokens = tokensOf(text);
  const words = tokens.filter((one) => /\p{L}|\p{N}/u.test(one.text));
  if (words.length === 0 || isBoth(words)) return 'unclear';
  const has = (list: readonly (readonly string[])[]): boolean =>
    words.some((_, at) => list.some((phrase) => standsAt(words, at, phrase)));
  const isReturned = lookedUp.test(text) && tokens.some((one, at) => yes.has(one.text) && isMark(tokens[at - 1]));
  if (!isReturned && (has(questions) || (!yes.has(words[0]!.text) && elsewhere.test(text)))) return 'unclear';
  const denied = positive.exec(words.map((one) => one.text).join(' '));
  if (denied && /\bnot\b|\bnever\b|n't\b/i.test(asked)) return yes.has(denied[1] ?? '') ? 'unclear' : 'no';
  if (formerly.test(text)) return 'no';
  if (isSame(words, asked) || (!isEitherOr(asked) && isAffirmed(tokens, asked))) return 'yes';
  const isPraise = has(praises);
  if (!isPraise && (has(denials) || has(orders))) return 'no';
  if (isPraise || (has(assents) && !isRestricted(words, asked) && !isUndone(words) && !isValued(words, asked)))
    return 'yes';
  if (isPlainRefusal(words)) return 'no';
  if (no.has(words[0]!.text) || no.has(words[sighsLength(words)]?.text ?? '')) return 'no';
  if (words[0]!.text === 'is' || words.some((one) => no.has(one.text))) return 'unclear';
  const isAgreed = words.some((one) => yes.has(one.text)) || isShortYes(tokens, asked) || hummed.test(text);
  if (isAgreed && isEitherOr(asked)) return 'unclear';
  if (isAgreed && words.every((one) => yes.has(one.text) || trailing.has(one.text))) return 'yes';
  if (isAgreed && isOnlyTalk(words, asked)) return 'yes';
  return yes.has(words[0]!.text) && readCorrection(text) !== null ? 'no' : 'unclear';
}

const hums = /^\W*(?:m+[\s-]*h+m+|uh[\s-]*huh|a+ha)\W*$/i;
const hummed = /^\W*(?:m+[\s-]*h+m+|uh[\s-]*huh|a+ha)\b/i;
const lookedUp =
  /^\W*(?:\w+ )?(?:let me (?:check|look|see)|hold on|hang on|one (?:sec|second|moment)|just a (?:sec|second|moment))\b/i;

/** Whoever cannot look or talk now says nothing of what was asked. */
const elsewhere =
  /\bcan't (?:really )?(?:talk|speak)\b|\b(?:haven't|don't|not) (?:got |have )?.{0,30}\b(?:in front of me|on me|to hand)\b|\b(?:ring|call|phone) me (?:back|later|tomorrow)\b/i;
/** "I do, actually" to "You don't need one?"; behind a yes it can be meant either way. */
const positive =
  /^(?:(?:oh|well|um|actually|no) )*(?:(yes|yeah|yep) )?(?:actually )?(?:i|we|it|they|he|she|there) (?:do|does|did|is|are|am|was|were|have|has|would|will|can)(?: (?:actually|indeed|though|please|too))*$/;
const formerly = /^\W*(?:(?:i|we|he|she|they|it|well|no|oh)\W+)*used to(?: be)?\W*$/i;

/** "It couldn't be better": denials by their words alone. */
const praises =
  phrases(`can't fault, cannot fault, couldn't be better, couldn't be more, could not be more, could not be better, not wrong, nothing wrong, no complaints, can't argue, cannot argue, can't complain,
  wouldn't change a thing, couldn't have put it better, not changing our mind, not changing our minds, not changing my mind, nothing to add, no doubt, not a problem, nah yeah, yeah nah yeah, yeah nah that's it, yeah nah that's the one, yeah nah that's right`);

const orders = phrases(
  `please do not, please don't, do not book, do not do, do not change, do not cancel, do not send, do not put, rather not, better not`,
);

/** "It is and it isn't". */
const isBoth = (words: readonly Token[]): boolean => {
  const said = words.map((one) => one.text).join(' ');
  return /\b(?:is and it isn't|does and it doesn't|is and isn't)\b/.test(said);
};

/** "Everything is right except the time", "that's right, only …": less than a yes. */
function isRestricted(words: readonly Token[], asked: string): boolean {
  const restricts = words.some((one) => /^(?:except|only|apart|unless|wait|actually|or|if)$/.test(one.text));
  const known = new Set(tokensOf(asked).map((one) => one.text));
  const isOther = (one: Token): boolean =>
    isValueWord(one) && !known.has(one.text) && !/^(?:oh|o|one|first|second|hundred|ten|four|a|zero)$/.test(one.text);
  return restricts || (asked !== '' && words.some(isOther));
}

/** "That's it, cash": behind it stands a bare value that was not asked for. */
function isValued(words: readonly Token[], asked: string): boolean {
  if (asked === '') return false;
  const known = knownWords(asked);
  const at = words.findLastIndex((_, index) => assents.some((phrase) => standsAt(words, index, phrase)));
  const phrase = assents.findLast((each) => standsAt(words, at, each))!;
  const rest = words.slice(at + phrase.length);
  const isSaid = ({ text }: Token): boolean =>
    known.has(text) ||
    yes.has(text) ||
    trailing.has(text) ||
    praise.has(text) ||
    text.endsWith('ly') ||
    plain.some((list) => list.has(text)) ||
    besides.has(text);
  return rest.length > 0 && rest.length <= valueWordsMax && rest.every((one) => !isSaid(one));
}
const valueWordsMax = 2;

/** "Please do not": an assent by its first words alone. */
const isUndone = (words: readonly Token[]): boolean =>
  words.some((one) => /^(?:none|neither|nobody|hardly|barely)$/.test(one.text)) ||
  words.some((one, at) => one.text === 'agreed' && /^(?:on|to|that)$/.test(words[at + 1]?.text ?? '')) ||
  words.some(
    (one, at) =>
      one.text === 'not' && /^(?:do|does|is|am|are|would|will|sounds|agree)$/.test(words[at - 1]?.text ?? ''),
  );

const sighs = wordSet('well oh god um uh ah ach lord gosh hmm sorry');

/** "Oh God no", "I'm sorry, no". */
function sighsLength(words: readonly Token[]): number {
  let at = standsAt(words, 0, ["i'm", 'sorry']) ? 2 : 0;
  while (sighs.has(words[at]?.text ?? '')) at++;
  return at;
}

const refusal = /^(?:i|we|it|that|you|he|she|they|please)$/;

/** "Don't cancel it", "Monday doesn't work". */
function isPlainRefusal(words: readonly Token[]): boolean {
  const at = words.findIndex((one) =>
    /^(?:don't|doesn't|won't|wouldn't|isn't|aren't|can't|cannot|wasn't|didn't|never)$/.test(one.text),
  );
  const next = words[at + 1]?.text ?? '';
  return (
    at >= 0 &&
    !/^(?:know|mind|think|forget|been|worry|remember|care|see|had)$/.test(next) &&
    (at <= 2 || refusal.test(words[at - 1]!.text))
  );
}

/** Words that name nothing: besides them and those of the question, a yes holds nothing else. */
const plain = [subjects, objects, auxiliaries, prepositions, determiners, adverbs, gives, dwells] as const;
const besides =
  wordSet(`my mine so as there then believe know think hope same always before here said told badly totally definitely
  perfectly entirely completely unfortunately sadly luckily mind again all everything every bit thing`);
const restricting = wordSet(
  'not no never actually wait instead rather change but or if unless except only should sorry mean meant',
);

function isOnlyTalk(words: readonly Token[], asked: string): boolean {
  if (words.some((one, at) => restricting.has(one.text) && words[at + 1]?.text !== 'been')) return false;
  const wanted = new Set(tokensOf(asked).map((one) => one.text));
  // "At work".
  const isPlace = words.some(
    (one, at) =>
      prepositions.has(one.text) && dwells.has(words[at + 1]?.text ?? '') && !wanted.has(words[at + 1]!.text),
  );
  if (isPlace) return false;
  return words.every(({ text }) => {
    const stem = text.replace(/'(?:m|s|re|d|ll|ve)$/, '');
    const isKnown = yes.has(text) || trailing.has(text) || wanted.has(text) || besides.has(stem);
    return isKnown || plain.some((list) => list.has(text) || list.has(stem));
  });
}

/** "Fifteen or fifty?", but neither "yes or no" nor "fifteen or so, is that right?": a yes answers those. */
function isEitherOr(asked: string): boolean {
  const question = asked.split(/[.!?]\s+/).at(-1)!;
  return /(?<!\byes )\bor\b(?! not\b)/i.test(question) && !/\b(?:right|correct|okay|ok)\W*$/i.test(question);
}

const negative = /^(?:not|none|never|no|nothing)$|n't$/;
const negated = /\b(?:no|not|without|never|none)\b|n't\b/i;

/** "Fifteen, yes" to "You said fifteen?", and "no I don't" to "You don't have one, right?". */
function isSame(words: readonly Token[], asked: string): boolean {
  const wanted = knownWords(asked);
  const told = words.filter((one) => !yes.has(one.text) && !trailing.has(one.text));
  const isNo = no.has(words[0]!.text);
  // "Thursday is no good".
  if (words.some((one, at) => at > 0 && one.text === 'no' && /^(?:good|use)$/.test(words[at + 1]?.text ?? '')))
    return false;
  if (negated.test(asked)) {
    const rest = told.filter((one) => !no.has(one.text));
    const plain = /^(?:i|we|it|there|don't|not|haven't|isn't|none|never|right)$|^(?:do|have|is)$/;
    const isDenied = told.some(({ text }) => negative.test(text)) || rest.length === 0;
    return (
      rest.every((one) => plain.test(one.text) || wanted.has(one.text)) &&
      isDenied &&
      (isNo || rest.length < words.length)
    );
  }
  if (isNo || told.length === 0 || told.some((one) => one.text === 'not')) return false;
  return told.every((one) => wanted.has(one.text)) && words.some((one) => yes.has(one.text));
}

/** "It is", "I do indeed", "I would, thanks". */
function isShortYes(tokens: readonly Token[], asked: string): boolean {
  const said = firstClause(tokens).map((one) => one.text);
  const [subject = '', verb = '', ...rest] = said;
  const isClause =
    /^(?:i|we|it|that|they|he|she)$/.test(subject) &&
    /^(?:do|am|are|is|would|did|will|have|was|were|does|has|can|agree|should)$/.test(verb);
  return isClause && !negated.test(asked) && rest.every((word) => yes.has(word) || trailing.has(word));
}

const firstClause = (tokens: readonly Token[]): readonly Token[] => {
  const end = tokens.findIndex((one) => /^[,.…;!]$/.test(one.text));
  return tokens.slice(0, end < 0 ? tokens.length : end);
};
