/** What can be a value that stands instead of another, and where it ends. */
import { no, trailing, yes } from './confirmation-words.ts';
import { months } from './date-words.ts';
import { auxiliaries, courtesies, finite, remarkPhrases, subjects } from './text-words.ts';
import { isMark, standsAt, type Token, wordSet } from './tokens.ts';

type Clause = readonly Token[];

/** "The back bumper", asked for the front one, whatever else "back" may say. */
export const isVaried = (value: Clause, known: ReadonlySet<string>): boolean =>
  value.length === 3 &&
  /^(?:the|my|our|an?)$/.test(value[0]!.text) &&
  !known.has(value[1]!.text) &&
  known.has(value[2]!.text) &&
  !/^(?:wrong|same|other|whole)$/.test(value[1]!.text) &&
  !small.has(value[2]!.text);

export const valueWordsMax = 10;

export function isValue(value: Clause, known: ReadonlySet<string>): boolean {
  if (isOnlyOne(value, known)) return true;
  if (value.length === 0 || value.length > valueWordsMax || isSentence(value) || isTalk(value)) return false;
  const isPart = /^(?:just|only)$/.test(value[0]!.text) && value.length > 1;
  return isPart || value.some(({ text }) => !known.has(text) && !small.has(text));
}

/** "I only bought one", "half one": another number of the same. */
const isOnlyOne = (value: Clause, known: ReadonlySet<string>): boolean =>
  value.at(-1)?.text === 'one' &&
  !known.has('one') &&
  numbers.some((word) => known.has(word)) &&
  value.every(({ text }) => known.has(text) || text === 'one' || text === 'only' || text === 'just');
const numbers = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
export const small = wordSet(
  'the a an my our your his her their in at on for to of with one just only please and it that this so',
);
const talk =
  wordSet(`wrong mistake nothing right correct fine good okay ok great perfect lovely everything anything anyone anybody someone somebody none neither mind
  idea bother chance way thanks thank sure true false same different better worse later too very yet never not again old cancel changed change sorry worry worries problem question
  expensive possible necessary happy cross fault point need want like think know said say mean thought call check ask leave forget stop start over all
  clear breaking hear voice line bad joking kidding sense case matter afraid interested supposed ready done gone off moment minute second more enough longer nowhere else holiday away back stolen ago husband's wife's incorrect person order along heard anyway unfortunately booked`);
export const isTalk = (value: Clause): boolean =>
  standsAt(value, 0, ['last', 'time']) ||
  value.some(({ text }) => talk.has(text)) ||
  value.every(({ text }) => yes.has(text) || trailing.has(text) || no.has(text));
export const isSentence = (value: Clause): boolean =>
  value.some(
    ({ text }, at) =>
      (subjects.has(text) &&
        !(text === 'i' && at === value.length - 1) &&
        !/^(?:us|here|this|these|those|that|friends|people|folks)$/.test(text)) ||
      (auxiliaries.has(text) && !/^(?:may|will|might)$/.test(text)) ||
      (finite.has(text) && at > 0 && !/^(?:will|might|went|looks|works|suits|blew|seems)$/.test(text)) ||
      /'(?:m|re|d|ll|ve|t)$|^(?:it|that|he|she)'s$/.test(text),
  );

const ends = [
  ...courtesies,
  ...[
    'now',
    'these days',
    'nowadays',
    'instead',
    'rather',
    'then',
    'though',
    'would you',
    'could you',
    'for me',
    'of us',
    'of them',
    'you mean',
    'will do',
    'actually',
    ...['better', 'plenty', 'best', 'great', 'good', 'fine', 'perfect', 'ideal', 'enough', 'lovely', 'easier'].flatMap(
      (word) => [`'d be ${word}`, `would be ${word}`, `will be ${word}`],
    ),
    'in fact',
    'to be exact',
    'as far as i know',
    'far as i know',
    'this time',
    'be possible',
  ].map((words) => words.split(' ')),
];

/** "In June", "last year", "two years ago". */
const saidWhen = new RegExp(
  `^(?:in (?:${[...months.keys()].join('|')})|(?:last|this) (?:year|month|week|spring|summer|autumn|fall|winter)|(?:\\S+ )?(?:years|months|weeks) ago|recently)(?= |$)`,
);

/** Behind these nothing belongs to a value. */
const behind = [...courtesies, ...remarkPhrases].filter((phrase) => phrase.length > 1);
const behindMax = 12;

/** Without what is said behind it: "please", "hadn't we", a spelling of the same word. */
export function trimmed(words: Clause): Clause {
  const cut = words.findIndex(
    ({ text }, at) =>
      at > 0 &&
      (text.endsWith("n't") ||
        (/^(?:with|without)$/.test(text) &&
          words.slice(at + 1).some((one) => /^[a-z]'?s?$/.test(one.text) && one.text !== 'a')) ||
        /^(?:because|cos|since|who|instead|not|if|which|when|so|now|sorry)$/.test(text) ||
        (/^(?:i|we)$/.test(text) && (words[at + 1]?.text.length ?? 2) > 1) ||
        (at < behindMax && behind.some((phrase) => standsAt(words, at, phrase))) ||
        saidWhen.test(
          words
            .slice(at, at + 3)
            .map((one) => one.text)
            .join(' '),
        )),
  );
  return withoutLetters(withoutEnd(cut > 0 ? words.slice(0, cut) : words));
}

const endsMax = 4;
function withoutEnd(words: Clause): Clause {
  let value = words;
  for (let times = 0; times < endsMax; times++) {
    const end = ends.find(
      (phrase) => value.length > phrase.length && standsAt(value, value.length - phrase.length, phrase),
    );
    if (!end) break;
    value = value.slice(0, -end.length);
  }
  return value;
}

/** "Lin l i n". */
function withoutLetters(value: Clause): Clause {
  const from = value.findLastIndex((one) => one.text.length > 1) + 1;
  const letters = value
    .slice(from)
    .map((one) => one.text)
    .join('');
  return from > 0 && letters.length > 2 && value[from - 1]!.text === letters ? value.slice(0, from) : value;
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
