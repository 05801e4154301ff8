/** A yes, and behind it talk that changes nothing: "it is indeed, he's sat right here". */
import {
  asksElse,
  assent,
  praise,
  remarks,
  restricting,
  saying,
  sighs,
  talks,
  unsureVerb,
} from './confirmation-talk.ts';
import { no, trailing, yes } from './confirmation-words.ts';
import { knownWords } from './confirmation-known.ts';
import { goesOn, isReadOut } from './confirmation-echo.ts';
import { clausesIn, plainlyTold } from './correction-plain.ts';
import {
  adverbs,
  auxiliaries,
  courtesies,
  determiners,
  nouns,
  objects,
  prepositions,
  relatives,
  small,
  subjects,
} from './text-words.ts';
import { standsAt, type Token, wordSet } from './tokens.ts';
import { isValueWord } from './value-words.ts';

type Clause = readonly Token[];

const negated = /\b(?:no|not|without|never|none)\b|n't\b/i;

/** Whether the words say yes, and no more that could be of what was asked. */
export function isAffirmed(tokens: readonly Token[], asked: string): boolean {
  if (asked === '' || tokens.some((one) => one.text === '?')) return false;
  const known = knownWords(asked);
  const isNegative = negated.test(asked);
  if (isNegative) return isNegativeAgreed(tokens, known);
  if (isReadOut(tokens, asked)) return true;
  let isYes = false;
  for (const clause of clausesIn(tokens)) {
    const assent = Math.max(assentLength(clause), echoLength(clause, known));
    isYes ||= assent > 0;
    const rest = clause.slice(assent);
    const isEcho = rest.every(({ text }) => known.has(text) || yes.has(text) || plain.has(text));
    if (rest.length === 0 || (isEcho && (isYes || rest.some(({ text }) => yes.has(text))))) {
      isYes ||= rest.some(({ text }) => yes.has(text));
      continue;
    }
    if (isToldYes(clause, known) || isStrongly(clause, known) || isPraised(clause, known)) isYes = true;
    else if (!(isYes && goesOn(rest, asked, known)) && !isHarmless(rest, known)) return false;
  }
  return isYes;
}

const plain = wordSet('one ones the a an in on at to for of with by and from my our your that it is so just');
/** The words at the start that say yes. */
function assentLength(clause: Clause): number {
  let at = 0;
  let end = 0;
  while (at < clause.length) {
    const words = clause
      .slice(at, at + assentWordsMax)
      .map((one) => one.text)
      .join(' ');
    const phrase = assent.exec(words)?.[0];
    if (phrase !== undefined) end = at += phrase.split(' ').length;
    else if (yes.has(clause[at]!.text)) end = ++at;
    else if (
      sighs.has(clause[at]!.text) ||
      (end > 0 && /^(?:and|sir|madam|ma'am|mate|love|dear|please|thanks)$/.test(clause[at]!.text))
    )
      at++;
    else break;
  }
  return end;
}
const assentWordsMax = 12;

/** "That's what the agent told us, yes". */
const isToldYes = (clause: Clause, known: ReadonlySet<string>): boolean =>
  /^(?:yes|yeah|yep|correct)$/.test(clause.at(-1)!.text) &&
  /^(?:that's|that is) (?:what|how|where|when|who|my|our|his|her|their) /.test(
    clause.map((one) => one.text).join(' '),
  ) &&
  !clause.some((one) => restricting.has(one.text) || (isValueWord(one) && !known.has(one.text)));

/** "Thursday's perfect". */
const isPraised = ([first, second, ...rest]: Clause, known: ReadonlySet<string>): boolean =>
  rest.length === 0 &&
  first!.text.endsWith("'s") &&
  known.has(first!.text.slice(0, -2)) &&
  (praise.has(second?.text ?? '') || yes.has(second?.text ?? ''));

/** "Perfectly happy" to "you're happy with that?". */
const isStrongly = ([first, ...rest]: Clause, known: ReadonlySet<string>): boolean =>
  /^(?:perfectly|very|quite|totally|absolutely|completely|entirely|still|definitely|certainly)$/.test(first!.text) &&
  rest.some(({ text }) => known.has(text) && !plain.has(text)) &&
  rest.every((one) => (known.has(one.text) || plain.has(one.text)) && !isValueWord(one));

/** "Since Monday, yes": up to the yes. */
function echoLength(clause: Clause, known: ReadonlySet<string>): number {
  const at = clause.findIndex(({ text }) => yes.has(text));
  return at > 0 && clause.slice(0, at).every(({ text }) => known.has(text) || plain.has(text)) ? at + 1 : 0;
}

/** Talk about others, about oneself or about how well it was heard, in which nothing is told that could be another value. */
function isHarmless(told: Clause, known: ReadonlySet<string>): boolean {
  const from = told.findIndex(
    ({ text }) => !/^(?:and|too|sadly|unfortunately|luckily|because|cos|since|as|oh|ah|well|please)$/.test(text),
  );
  const rest = from < 0 ? [] : told.slice(from);
  if (rest.length === 0) return true;
  const words = rest.map((one) => one.text);
  const first = words[0]!;
  const next = words[1] ?? '';
  if (/^(?:it|that)'s the (?:first|second|third|fourth|fifth|umpteenth|last) time\b/.test(words.join(' '))) return true;
  const [stem = '', short = ''] = first.split("'");
  if (
    rest.some(
      (one) =>
        isValueWord(one) && !known.has(one.text) && !/^(?:one|a|first|second|o|oh|sat|sun|may|march)$/.test(one.text),
    )
  )
    return false;
  if (/^(?:they|people|everyone|everybody|nobody|most)$/.test(stem)) return !words.includes('but') && !isMeant(words);
  if (courtesies.some((phrase) => standsAt(rest, 0, phrase) && phrase.length === rest.length)) return true;
  if (
    words.every(
      (word) => praise.has(word) || trailing.has(word) || yes.has(word) || small.has(word) || adverbs.has(word),
    )
  )
    return !words.includes('no') && !words.includes('only');
  if (remarks.some((phrase) => standsAt(rest, 0, phrase))) return !rest.some((one, at) => at > 0 && one.isCapital);
  if (asksElse.some((phrase) => standsAt(rest, 0, phrase))) return true;
  const idiom = talks.find((phrase) => standsAt(rest, 0, phrase));
  if (idiom) return words.slice(idiom.length).every((word) => known.has(word) || isPlain(word));
  if (first === 'but') return isRequest(words.slice(1));
  if (first === 'only') return false;
  const isKin =
    /^(?:my|our)$/.test(first) &&
    relatives.has(next.replace(/'s$/, '')) &&
    (words.length > 2 || next.endsWith("'s")) &&
    !rest.some((one, at) => at > 0 && one.isCapital);
  if (isKin && !words.some((word) => isMeantWord(word))) return true;
  const isOwnNot = /^(?:i|we|my|our|he|she)$/.test(stem) && words.some((word) => word.endsWith("n't"));
  if (
    words.some(
      (word, at) =>
        restricting.has(word) &&
        !(word === 'not' && isOwnNot) &&
        !(word === 'only' && /^(?:he|she)$/.test(stem)) &&
        !(word === 'with' && at > 2),
    )
  )
    return false;
  if (/^(?:he|she)$/.test(stem))
    return short !== ''
      ? isState(next) || (/^(?:my|our)$/.test(next) && relatives.has(words[2] ?? ''))
      : !/^(?:is|was)$/.test(next) || /^(?:my|our|so|very|not)$/.test(words[2] ?? '');
  if (/^(?:my|our)$/.test(first))
    return (
      words.length > 2 &&
      !nouns.has(next.replace(/'s$/, '')) &&
      !isMeant(words) &&
      words.some(
        (word, at) =>
          at > 0 &&
          (isVerb(word) ||
            (word.endsWith("'s") && at < words.length - 1) ||
            (at > 1 && /[a-z]{3}s$/.test(word) && at < words.length - 1) ||
            (word === 'call' && words[at + 1] === 'me')),
      )
    );
  if (/^(?:can|could|would|will)$/.test(first))
    return (
      (next === 'you' &&
        /^(?:ring|call|text|remind|tell|let|confirm|email)$/.test(
          words.find((word, at) => at > 1 && !/^(?:please|just)$/.test(word)) ?? '',
        )) ||
      (next === 'i' && words[2] === 'bring')
    );
  if (/^(?:i|we)$/.test(stem)) {
    const verb =
      short === '' || /^(?:'|d|ve|ll)$/.test(short)
        ? words.find((word, at) => at > 0 && !auxiliaries.has(word) && !adverbs.has(word) && !word.endsWith("n't"))
        : next;
    if (unsureVerb.test(next))
      return words.length > 2 && !saying.has(verb ?? '') && !/^(?:have|do|did|had)$/.test(verb ?? '');
    if (/^(?:book|order)/.test(verb ?? '')) return words.some((word) => /^(?:it|that|them)$/.test(word));
    if (short === 'd' || saying.has(verb ?? '')) return false;
    if (/^(?:m|re)$/.test(short)) return isState(next);
    return !/^(?:in|at|on|from|under|called|a|an|the|not|take|have|get|go|try|pay|do|make|say|be|am|are|was|were)$/.test(
      verb ?? '',
    );
  }
  if (first === 'you' || first === "you've")
    return /^(?:heard|got|have|spelled|pronounced|said|are|read|nailed|must|know)$/.test(next);
  if (/^(?:it|that|this|its|thats)$/.test(stem)) {
    const behind =
      short === 's' || /^(?:its|thats)$/.test(stem) ? next : /^(?:is|was)$/.test(next) ? (words[2] ?? '') : '';
    if (behind !== '')
      return (
        /^(?:where|what|why|how|when|all|been|for|because|so|very|really|everything|great|lovely|fine|grand|gorgeous|just)$/.test(
          behind,
        ) || /^(?:my|our)$/.test(behind)
      );
    return (
      /^(?:wants|needs|does|hurts|has|keeps|sounds|works|suits|looks|seems|makes|will|would|means)$/.test(next) &&
      !/^(?:be|say|read|to)$/.test(words[2] ?? '')
    );
  }
  if (first === 'for') return /^(?:today|now|my|our|me|us|him|her|them)$/.test(next) && rest.length <= 4;
  if (first === 'just' && /^(?:by|near|off|opposite|past|behind)$/.test(next)) return true;
  // Whatever else is a sentence, and introduces nothing.
  const hasSubject = words.some((word) => /^(?:i|we|they|he|she|you|everyone)(?:'\w+)?$/.test(word));
  return (
    hasSubject &&
    !words.some((word) => /^(?:is|was|are|'s|called)$|'s$/.test(word)) &&
    !rest.some((one, at) => at > 0 && one.isCapital && one.text !== 'i') &&
    plainlyTold(rest, [...known].join(' ')) === null
  );
}

/** Behind "he's", "I'm": how somebody is, or what he does. */
const isState = (word: string): boolean =>
  /^(?:very|so|really|only|just|not|all|been|got|always|sat|stood|here|there|fed|happy|glad|sure|certain|positive|impressed|delighted|desperate|afraid|a)$|[a-z]{3}(?:ing|ed)$/.test(
    word,
  );

/** Words that name nothing that could stand instead. */
const closed = [adverbs, small, subjects, objects, auxiliaries, prepositions, determiners, trailing, yes] as const;
const besides =
  wordSet(`there then soon day week girl lady time earlier before usual ever last morning letter card long enough plan well see forward to luck anything said told mentioned booked hurry not
  changed in book through over done put send`);
const isPlain = (word: string): boolean => besides.has(word) || closed.some((list) => list.has(word));

/** "Yes, but tell the driver to call me": of something else. */
const isRequest = (words: readonly string[]): boolean =>
  /^(?:tell|ask|remind|let|don't|can|could|please|will)$/.test(words[0] ?? '') &&
  !words.some((word) => /^(?:make|change|instead|not|it|that|say|rather|move|put|be|at|on|for|have|do)$/.test(word));

const isMeantWord = (word: string): boolean =>
  /^(?:should|want|wants|wanted|need|needs|instead|said|says|prefers|likes|likes|thinks|asked|reckons|calls|spells|would|not|no|but|is|was)$/.test(
    word,
  );
const isMeant = (words: readonly string[]): boolean =>
  words.some((word) => /^(?:should|want|wants|wanted|need|needs|instead|said|says|prefer|prefers|likes?)$/.test(word));
const isVerb = (word: string): boolean =>
  auxiliaries.has(word) ||
  /(?:ed|n't|knows|said|told|says|goes|likes|loves|needs|wants|runs|got|gave|went|keeps)$/.test(word);

/** "No, he never showed up" to "he never showed up, right?". */
function isNegativeAgreed(tokens: readonly Token[], known: ReadonlySet<string>): boolean {
  const words = tokens.map((one) => one.text).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (!no.has(words[0] ?? '') && !yes.has(words[0] ?? '')) return false;
  const rest = words.slice(1);
  const isDenied = rest.some((word) => /n't$|^(?:not|never|none|nothing|nobody|no)$/.test(word));
  const isOther = rest.some(
    (word) =>
      /^(?:said|say|told|mean|meant|think|know|but|actually|right|correct|true|wrong|it's|that's|sorry|wait|sure|not)$/.test(
        word,
      ) && !known.has(word),
  );
  const isRight = rest.join(' ').startsWith("you're right");
  const isNew = tokens.some((one) => isValueWord(one) && !known.has(one.text) && one.text !== 'one');
  return (
    isDenied &&
    !isNew &&
    (!isOther || (isRight && !rest.some((word) => /^(?:but|wrong|not)$/.test(word)))) &&
    rest.length <= negativeWordsMax
  );
}
const negativeWordsMax = 8;
