/** Corrections in plain sentences: "no it's Doctor Campbell", "we'd said the late one", "under the flowerpot not the mat". */
import { no, trailing, yes } from './confirmation-words.ts';
import { knownWords } from './confirmation-known.ts';
import { withBreaks } from './text-breaks.ts';
import { auxiliaries, courtesies, finite, relatives, subjects } from './text-words.ts';
import { isMark, standsAt, type Token, tokensOf, wordSet } from './tokens.ts';

type Clause = readonly Token[];

/** The words that are to stand instead of those that were asked for; null where no clause plainly says so. */
export function plainlyTold(tokens: readonly Token[], asked: string): Clause | null {
  const known = knownWords(asked);
  let isDenied = false;
  for (const clause of clausesIn(tokens).slice(0, clausesMax)) {
    const cue = cueLength(clause);
    isDenied ||=
      isTurned(clause) ||
      clause.slice(0, cue).some(({ text }) => no.has(text) || takesBack.has(text) || text === 'but');
    const told = clause.slice(cue);
    if (told.length === 0) continue;
    const value =
      butNot(told, known) ??
      contrasted(told, known) ??
      introduced(told, known) ??
      (isDenied || /^(?:just|only)$/.test(told[0]!.text) ? bare(told, known) : null);
    if (value && !isOnlyKin(value, asked)) return value;
    isDenied = isDenied && !isSentence(told);
  }
  return null;
}

const clausesMax = 12;

/** The clauses of a turn; marks within a time, an address or an amount part nothing. */
export function clausesIn(tokens: readonly Token[]): Clause[] {
  const clauses: Token[][] = [[]];
  const all = withBreaks(tokens);
  for (const [at, one] of all.entries()) {
    if (isMark(one) && !(one.glued && all[at + 1]?.glued === true)) clauses.push([]);
    else if (one.text === 'but') clauses.push([one]);
    else clauses.at(-1)!.push(one);
  }
  return clauses.filter((clause) => clause.length > 0);
}

const takesBack = wordSet('wrong almost nearly close sorry wait actually nearly incorrect false');
const cues =
  wordSet(`no nope nah non nee nein sorry wait actually well um uh oh ooh ah ach ha haha er so yes yeah yep but and almost nearly close wrong
  incorrect sir madam ma'am mate love dear please hmm god lord gosh false hey look rather now`);
const cuePhrases = [
  'not quite',
  'not exactly',
  'i think',
  'i wish',
  'hang on',
  'hold on',
  "that's wrong",
  "it's wrong",
  'other way round',
  'wrong way about',
  "i'm afraid",
  'my mistake',
  'to be honest',
].map((words) => words.split(' '));

/** "On reflection", "I've changed my mind": something else follows. */
const isTurned = (clause: Clause): boolean => turns.some((words) => standsAt(clause, 0, words));
const turns = [
  'on second thoughts',
  'on second thought',
  'on reflection',
  "i've changed my mind",
  'i changed my mind',
  "we've changed our minds",
  "that isn't right",
  "that's not right",
  "that's incorrect",
  "it isn't right",
].map((words) => words.split(' '));

function cueLength(clause: Clause): number {
  let at = 0;
  while (at < clause.length) {
    const phrase = [...turns, ...cuePhrases].find((words) => standsAt(clause, at, words));
    if (phrase) at += phrase.length;
    else if (cues.has(clause[at]!.text)) at++;
    else break;
  }
  return at;
}

const introductions = new RegExp(
  `^(?:${[
    `(?:i|we)(?:'ve| have)? (?:just )?(?:moved|changed|switched|swapped) (?:it |that )?to`,
    `(?:i|we)(?:'d|'ve| had| have| did)? (?:(?:just|actually|definitely|only) )*(?:told you|agreed on|agreed|said|say|meant|mean|asked for|ask for|wanted|want|needed|need|ordered|booked|chose|picked|gave|prefer|would like|would prefer|live (?:at|on|in)|like to have|like|rather have|rather be|rather go for|rather|go by)`,
    `(?:i'll|we'll|i will|we will|let's|i'd|we'd) (?:just |actually )?(?:have|take|go for|go with|make it|pay|come|do|say|prefer|like|need)`,
    `(?:i'm|we're|i am|we are|he's|she's|they're|he is|she is|they are)(?: actually| really| just| now| only| called)*(?: in| at| on| from| with| under)?`,
    `(?:it|that|number) (?:ends|finishes|starts|begins)(?: in| with)?`,
    `(?:it|that|this)(?:'s|'d| is| was| should| would| will|'ll| has to| needs to| ought to)?(?: actually| really| just| now| all| definitely| probably| certainly)*(?: supposed to| meant to)?(?: be| say| read| go to| going to| for| under| called| spelled)?`,
    `its|thats|mine's|mine is|ours is`,
    `(?:the )?last (?:\\S+ )?(?:digits|numbers) (?:are|is)`,
    `there(?:'s|'re| are| is| will be|'ll be)(?: gonna be| going to be)?(?: only| just| actually)*`,
    `(?:my|his|her|our|their|the) (?:\\S+ )?(?:name|number|surname|address|street|email|postcode|car|dog|cat|date|code)(?:'s| is| ends in| ends)`,
    `(?:make|change|move|put|call|book|switch) (?:it|that|me|us)(?: down)?(?: to| for| as| in| on)?`,
    `(?:can|could|would|may|should) (?:you|we|i|it) (?:please |just |maybe |not |actually )*(?:make|change|move|say|do|have|put|book|get|switch|be|send|swap|try)(?: (?:it|that|them|those|me|us|him|her))?(?: down)?(?: to| for| as| in)?`,
    `(?:should|supposed to) (?:be|say|read|have been)|you want|any chance of|would|as in|rather|better make (?:it|that)|i wonder if (?:we|i|you) could (?:do|have|make it)|(?:it|that)(?:'s| has) been (?:changed|moved) to`,
    `try|send (?:it|him|her|them) to|go with|put`,
  ].join('|')})(?= )`,
);

/** "It's in my husband's name, Alasdair": none of the name. */
const behindIntroduction =
  /^(?:(?:in|under) (?:my|his|her|our|their|the) (?:\S+ )?name(?: of)?|under(?: the name(?: of)?)?|called|going to|spelled)(?= )/;

function introduced(told: Clause, known: ReadonlySet<string>): Clause | null {
  const words = told.map((one) => one.text).join(' ');
  const lead = introductions.exec(words)?.[0];
  if (lead === undefined) return behindThought(told, known);
  const rest = told.slice(lead.split(' ').length);
  const under = behindIntroduction.exec(rest.map((one) => one.text).join(' '))?.[0];
  const value = trimmed(under === undefined ? rest : rest.slice(under.split(' ').length));
  const isDoing = /^(?:i'm|we're|i am|we are)$/.test(lead) && value[0]?.text.endsWith('ing') === true;
  if (!isValue(value, known) || isDoing || value[0]!.text === 'to') return behindThought(told.slice(1), known);
  // "Can you do the afternoon".
  return /^(?:can|could|would|may) /.test(lead) && value[0]!.text === 'the' ? value.slice(1) : value;
}

/** "I'm pretty sure it's the fourth": behind the thought. */
function behindThought(told: Clause, known: ReadonlySet<string>): Clause | null {
  const at = told.findIndex(
    ({ text }, index) =>
      /^(?:it's|it|that's|i'm|we're|make)$/.test(text) &&
      /^(?:think|believe|sure|reckon|find|guess|afraid|remember|hoping|know|see|so|mind|late|to|now|better)$/.test(
        told[index - 1]?.text ?? '',
      ),
  );
  return at > 0 ? introduced(told.slice(at), known) : null;
}

/** "She's my wife": whose name it is, and none. */
const isOnlyKin = (value: Clause, asked: string): boolean =>
  value.length <= 2 &&
  relatives.has(value.at(-1)!.text) &&
  !/\b(?:for|holder|contact|who|relation)\b/i.test(asked) &&
  !tokensOf(asked).some((one) => relatives.has(one.text));

/** "Not Thursday, Tuesday": behind what is denied. */
function butNot(told: Clause, known: ReadonlySet<string>): Clause | null {
  if (told[0]?.text !== 'not' || !known.has(told[1]?.text ?? '')) return null;
  const from = told.findIndex((one, at) => at > 0 && !known.has(one.text));
  const value = from < 0 ? [] : trimmed(told.slice(from));
  return isValue(value, known) && !small.has(value[0]!.text) ? value : null;
}

/** "Ten miles not kilometres": what stands before "not" is meant. */
function contrasted(told: Clause, known: ReadonlySet<string>): Clause | null {
  const at = told.findIndex((one) => one.text === 'not');
  if (at < 1 || at === told.length - 1) return null;
  const before = told.slice(0, at);
  const lead = introductions.exec([...before.map((one) => one.text), 'not'].join(' '))?.[0];
  const value = trimmed(lead === undefined ? before : before.slice(lead.split(' ').length));
  const isOther = told.slice(at + 1).some(({ text }) => known.has(text));
  return isOther && value.length > 0 && value.length <= valueWordsMax && !isSentence(value) && !isTalk(value)
    ? value
    : null;
}

const bareWordsMax = 6;

/** "No, the doctor". */
function bare(told: Clause, known: ReadonlySet<string>): Clause | null {
  const value = trimmed(told);
  return told.length <= bareWordsMax && isValue(value, known) ? value : null;
}

const valueWordsMax = 10;

function isValue(value: Clause, known: ReadonlySet<string>): boolean {
  if (value.length === 0 || value.length > valueWordsMax || isSentence(value) || isTalk(value)) return false;
  const isPart = /^(?:just|only)$/.test(value[0]!.text) && value.length > 1;
  return isPart || value.some(({ text }) => !known.has(text) && !small.has(text));
}

const small = wordSet(
  'the a an my our your his her their in at on for to of with one just only please and it that this so',
);
const talk =
  wordSet(`wrong mistake nothing right correct fine good okay ok great perfect lovely everything anything anyone anybody someone somebody none neither mind
  idea bother chance way thanks thank sure true false same different better worse later too very yet never not again old cancel changed change sorry worry worries problem question
  expensive possible necessary happy cross fault point need want like think know said say mean thought call check ask leave forget stop start over all
  clear breaking hear voice line bad joking kidding sense case matter afraid interested supposed ready done gone off moment minute second more enough longer nowhere else holiday away back stolen ago husband's wife's incorrect person order along heard anyway unfortunately booked`);
const isTalk = (value: Clause): boolean =>
  standsAt(value, 0, ['last', 'time']) ||
  value.some(({ text }) => talk.has(text)) ||
  value.every(({ text }) => yes.has(text) || trailing.has(text) || no.has(text));
const isSentence = (value: Clause): boolean =>
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
    'in fact',
    'to be exact',
    'as far as i know',
    'far as i know',
    'this time',
    'be possible',
  ].map((words) => words.split(' ')),
];

/** Without what is said behind it: "please", "hadn't we", a spelling of the same word. */
function trimmed(words: Clause): Clause {
  const cut = words.findIndex(
    ({ text }, at) =>
      at > 0 &&
      (text.endsWith("n't") ||
        (/^(?:with|without)$/.test(text) &&
          words.slice(at + 1).some((one) => /^[a-z]'?s?$/.test(one.text) && one.text !== 'a')) ||
        /^(?:because|cos|since|who|instead|not|if|which|when|so)$/.test(text)),
  );
  let value = cut > 0 ? words.slice(0, cut) : words;
  for (let times = 0; times < 4; times++) {
    const end = ends.find(
      (phrase) => value.length > phrase.length && standsAt(value, value.length - phrase.length, phrase),
    );
    if (!end) break;
    value = value.slice(0, -end.length);
  }
  return withoutLetters(value);
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
