/** Corrections in plain sentences: "no it's Doctor Campbell", "we'd said the late one", "under the flowerpot not the mat". */
import { no } from './confirmation-words.ts';
import { knownWords } from './confirmation-known.ts';
import { isSentence, isTalk, isValue, isVaried, small, trimmed, valueWordsMax } from './correction-value.ts';
import { withBreaks } from './text-breaks.ts';
import { relatives } from './text-words.ts';
import { isMark, standsAt, type Token, tokensOf, wordSet, wordsOf } from './tokens.ts';
import { isValueWord } from './value-words.ts';

type Clause = readonly Token[];

/** The words that are to stand instead of those that were asked for; null where no clause plainly says so. */
export function plainlyTold(tokens: readonly Token[], asked: string): Clause | null {
  const known = knownWords(asked.replace(tag, ''));
  let isDenied = false;
  let wasDenied = false;
  for (const clause of clausesIn(tokens).slice(0, clausesMax).flatMap(parted)) {
    const cue = cueLength(clause);
    isDenied ||=
      isTurned(clause) ||
      clause.slice(0, cue).some(({ text }) => no.has(text) || takesBack.has(text) || text === 'but');
    wasDenied ||= isDenied;
    isDenied ||= clause.length > 2 && standsAt(clause, clause.length - 2, ['you', 'mean']);
    isDenied ||= wasDenied && clause[0]!.text === 'so';
    const told = clause.slice(cue);
    if (told.length === 0) continue;
    const value =
      butNot(told, known) ??
      contrasted(told, known) ??
      (wasDenied ? wished(told) : null) ??
      introduced(told, known) ??
      (isDenied || /^(?:just|only)$/.test(told[0]!.text) ? bare(told, known) : null) ??
      (wasDenied ? reordered(told, asked, known) : null);
    if (value && !isOnlyKin(value, asked)) return value;
    isDenied = isDenied && !isSentence(told);
  }
  return null;
}

const clausesMax = 12;
const tag = /[,.]?\s*(?:(?:is|was) (?:that|this) )?(?:all )?(?:right|correct|okay|ok|alright|yes|true)\W*$/i;

/** "The right door, sorry, if I said left", "one is vegetarian so five": two clauses without a mark between them. */
function parted(clause: Clause): Clause[] {
  const at = clause.findIndex(({ text }, index) => index > 0 && (text === 'sorry' || (text === 'so' && index > 2)));
  const before = clause.slice(0, at);
  if (at < 0) return [clause];
  return [clause[at]!.text === 'sorry' ? [clause[at]!, ...before] : before, clause.slice(at)];
}

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
  'what no',
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
    `nearer(?: to)?|closer to|more like|(?:i|we|he|she|they)(?:'ve|'d)? only \\S+|(?:he|she|it|they)(?:'s|'ve| has| have)? (?:just )?turned`,
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
    `(?:so )?(?:just|only)(?: for| in| at| on| to)?`,
    `try|send (?:it|him|her|them) to|go with|put`,
  ].join('|')})(?= )`,
);

/** "I don't want to close it, I want to rename it": what is to be done, as a whole. */
function wished(told: Clause): Clause | null {
  const leads = told.map((_, at) => (/^(?:i|we)/.test(told[at]!.text) ? wishLength(told.slice(at, at + 8)) : 0));
  const at = leads.findLastIndex((length) => length > 0);
  const value = at < 0 ? [] : trimmed(told.slice(at + leads[at]!));
  const isDone = !/^(?:talk|speak|know|say|ask|be|have|check|change)$/.test(value[0]?.text ?? 'be');
  return isDone && value.length <= wishWordsMax ? value : null;
}
const wishLength = (words: Clause): number =>
  /^(?:i|we)(?:'m|'re| am| are|'d)?(?: just| only| actually| really)* (?:want|need|wanted|looking|hoping|trying|like|calling|ringing|planning) to(?= )/
    .exec(words.map((one) => one.text).join(' '))?.[0]
    .split(' ').length ?? 0;
const wishWordsMax = 5;

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

/** "It ends in two two one": words of the question, in an order that it does not have. */
function reordered(told: Clause, asked: string, known: ReadonlySet<string>): Clause | null {
  const lead = introductions.exec(told.map((one) => one.text).join(' '))?.[0];
  const value = trimmed(lead === undefined ? told : told.slice(lead.split(' ').length));
  const said = ` ${value.map((one) => one.text).join(' ')} `;
  const isOther =
    value.length > 1 && value.some(isValueWord) && value.every(({ text }) => known.has(text)) && !isSentence(value);
  return isOther && !` ${wordsOf(asked).join(' ')} `.includes(said) ? value : null;
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
  if (told.length > bareWordsMax || value.some(({ text }) => no.has(text))) return null;
  return isVaried(value, known) || isValue(value, known) ? value : null;
}
