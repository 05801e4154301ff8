/**
 * Where an answer begins behind what leads to it: "well, we'd be looking for a", "her name is", "just put". Read by what
 * the words do in a sentence, so that no lead has to be foreseen as a whole.
 */
import { digitOf, wordValue } from './cardinals.ts';
import { isJobAsked, type Kind } from './text-question.ts';
import { calledAt, nounAt, relativeAt } from './text-nouns.ts';
import {
  adverbs,
  auxiliaries,
  determiners,
  dwells,
  gives,
  modals,
  objects,
  prepositions,
  small,
  smallPhrases,
  subjects,
} from './text-words.ts';
import { isDigits, isMark, standsAt, type Token, wordSet, wordsOf } from './tokens.ts';

/** What the words before a place did; behind `verb` an answer may follow, behind `subject` only a verb. */
type Role = 'start' | 'small' | 'subject' | 'modal' | 'be' | 'verb' | 'preposition' | 'determiner' | 'noun';
export type Step = { to: number; role: Role };
export type Place = { tokens: readonly Token[]; at: number; before: Role; kind: Kind; asked: ReadonlySet<string> };

/** The number of tokens before the answer; all of them where there is none. */
export function leadLength(tokens: readonly Token[], kind: Kind, question = ''): number {
  const asked = new Set(wordsOf(question).filter((word) => word.length > 2));
  let at = 0;
  let before: Role = 'start';
  while (at < tokens.length) {
    const step = stepAt({ tokens, at, before, kind, asked });
    if (!step) break;
    at = step.to;
    before = step.role;
  }
  return at;
}

function stepAt(place: Place): Step | null {
  const { tokens, at } = place;
  if (isMark(tokens[at])) return { to: at + 1, role: 'small' };
  if (isName(tokens, at) || isLetters(tokens, at)) return null;
  return (
    smallAt(place) ??
    calledAt(place) ??
    nounAt(place) ??
    (isJob(place.asked) ? null : relativeAt(place)) ??
    subjectAt(place) ??
    verbAt(place) ??
    linkAt(place)
  );
}

const isJob = (asked: ReadonlySet<string>): boolean => [...asked].some((word) => isJobAsked(word));

/** Written with a capital letter within a sentence: part of a name, whatever else the word may be. */
export const isName = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]!.isCapital && at > 0 && !isMark(tokens[at - 1]) && !/^i\b/.test(tokens[at]!.text);

/** "A b four": letters of a code, and no article. */
const isLetters = (tokens: readonly Token[], at: number): boolean =>
  /^[a-z]$/.test(tokens[at]!.text) && /^(?:[b-hj-z]|double|[0-9]+)$/.test(tokens[at + 1]?.text ?? '');

function smallAt({ tokens, at, before, asked }: Place): Step | null {
  const phrase = smallPhrases.find((words) => standsAt(tokens, at, words));
  if (phrase) return { to: at + phrase.length, role: 'small' };
  const { text } = tokens[at]!;
  // "Called Sir Nibbles".
  if (/^(?:called|named)$/.test(tokens[at - 1]?.text ?? '') && tokens[at + 1] !== undefined) return null;
  // "Oh one eight": a digit.
  if (text === 'oh' && digitOf(tokens[at + 1]?.text) !== undefined) return null;
  const isVerbLike = before === 'subject' || before === 'modal';
  // "Severely allergic".
  if (
    /^[a-z]{5,}ly$/.test(text) &&
    /^(?:be|subject|modal)$/.test(before) &&
    tokens[at + 1] !== undefined &&
    !tokens[at]!.isCapital &&
    !asked.has('name') &&
    !asked.has('who')
  )
    return { to: at + 1, role: before };
  if (isVerbLike) return adverbs.has(text) ? { to: at + 1, role: before } : null;
  return small.has(text) || adverbs.has(text) ? { to: at + 1, role: before === 'start' ? 'small' : before } : null;
}

const things = /^(?:it|that|this|there|he|she|here|name|who)$/;

/** "I'd", "we are", "it has to be". */
function subjectAt({ tokens, at, before, kind }: Place): Step | null {
  const { text } = tokens[at]!;
  const [stem, short] = /^(\w+?)('m|'s|'re|'d|'ll|'ve)$/.exec(text)?.slice(1) ?? [
    text.replace(/^(?:its|thats)$/, 'it'),
    '',
  ];
  if (!subjects.has(stem!)) return /^(?:i|d)m$/.test(text) ? { to: at + 1, role: 'be' } : null;
  if (before === 'verb' && objects.has(stem!) && short === '') return { to: at + 1, role: 'verb' };
  const next = tokens[at + 1]?.text ?? '';
  const isBe = short === '' ? text !== stem || /^(?:is|was|are|am|were)$/.test(next) : /'(?:m|s|re)/.test(short!);
  const isSubject = !determiners.has(stem!) || auxiliaries.has(next) || adverbs.has(next);
  const to = at + (isBe && short === '' && text === stem ? 2 : 1);
  const role: Role = isBe ? 'be' : 'subject';
  if (kind === 'item') {
    if (short === '' && !isBe && !isSubject) return { to, role: 'determiner' };
    return { to, role: short !== '' && !isBe ? 'modal' : role };
  }
  const isThing = things.test(stem!);
  // "It's cold at the top": a sentence, but not "it's about the bins", "it's a rear-end collision".
  if (kind === 'statement' && isBe && stem === 'there') return null;
  if (kind === 'statement' && isBe && stem!.startsWith('it')) {
    const behind = tokens.slice(to).find((one) => !adverbs.has(one.text) && !small.has(one.text))?.text ?? '';
    if (!(determiners.has(behind) || /^(?:about|for|regarding|because|to|cos|more)$/.test(behind))) return null;
  }
  // "It's been throbbing": a sentence, and no introduction.
  if (kind === 'statement' && short === "'s" && /^(?:been|got|gone|not|too|started|stopped|\w+ing)$/.test(next))
    return null;
  if (isBe && (isThing || kind === 'any')) return { to, role };
  // "It would be", "I live in", "we come from": the verb has to be one that leads to an answer.
  const verb = tokens
    .slice(at + 1, at + 4)
    .findIndex((one) => dwells.has(one.text) || one.text === 'be' || one.text === 'like');
  const isLeading =
    verb >= 0 &&
    tokens
      .slice(at + 1, at + 1 + verb)
      .every((one) => auxiliaries.has(one.text) || adverbs.has(one.text) || objects.has(one.text));
  if (!isLeading) return null;
  const place = at + 1 + verb;
  if (tokens[place]!.text === 'be') return isThing ? { to: place + 1, role: 'be' } : null;
  if (tokens[place]!.text === 'like')
    return kind === 'any' && /'d|would/.test(`${short}${next}`) && tokens[place + 1]?.text !== 'to'
      ? { to: place + 1, role: 'verb' }
      : null;
  return dwellAt(tokens, place, kind);
}

/** "Live in", "coming from the", "called", "calling about". */
function dwellAt(tokens: readonly Token[], at: number, kind: Kind): Step | null {
  const { text } = tokens[at]!;
  if (!dwells.has(text)) return null;
  const next = tokens[at + 1]?.text ?? '';
  if (/^(?:called|named|spelled|spelt)$/.test(text)) return { to: at + 1, role: 'verb' };
  if (/^calls?$/.test(text) && objects.has(next)) return { to: at + 2, role: 'verb' };
  if (kind === 'statement')
    return /^(?:calling|ringing|phoning)$/.test(text) && /^(?:about|because|regarding)$/.test(next)
      ? { to: at + 2, role: 'preposition' }
      : null;
  const place = prepositions.has(next)
    ? at + 1
    : adverbs.has(next) && prepositions.has(tokens[at + 2]?.text ?? '')
      ? at + 2
      : 0;
  return place === 0 ? null : { to: place + 1, role: 'preposition' };
}

const orders = wordSet('put write say make call use');

/** Verbs and what belongs to them: "would like to", "have him ask", "put it". */
function verbAt({ tokens, at, before, kind }: Place): Step | null {
  const { text } = tokens[at]!;
  const next = tokens[at + 1]?.text ?? '';
  const isAsking = auxiliaries.has(text) && /^(?:i|we|you|it)$/.test(next);
  if (kind === 'item') return isAsking ? { to: at + 2, role: 'modal' } : itemVerbAt(tokens, at, before);
  if (isAsking && orders.has(tokens[at + 2]?.text ?? '')) return { to: at + 2, role: 'modal' };
  const isObject = before === 'verb' && (objects.has(next) || /^(?:down|under|in|as|to)$/.test(text));
  if (isObject) return { to: at + 1, role: 'verb' };
  if (
    orders.has(text) &&
    (objects.has(next) ||
      before === 'modal' ||
      before === 'small' ||
      /^(?:down|that)$/.test(next) ||
      (before === 'start' && kind === 'any' && text === 'put'))
  ) {
    const to = objects.has(next) ? at + 2 : at + 1;
    return { to: /^(?:down|under|in|as)$/.test(tokens[to]?.text ?? '') ? to + 1 : to, role: 'verb' };
  }
  return dwellAt(tokens, at, kind);
}

const infinitive = wordSet('to not');

function itemVerbAt(tokens: readonly Token[], at: number, before: Role): Step | null {
  const { text } = tokens[at]!;
  const next = tokens[at + 1]?.text ?? '';
  const isAuxiliary =
    auxiliaries.has(text) || /^(?:can't|couldn't|wouldn't|won't|don't|didn't|haven't|hasn't)$/.test(text);
  const isCount = isDigits(tokens[at]) || (wordValue(text) !== undefined && before === 'subject');
  if ((before === 'subject' || before === 'modal') && !isCount) {
    if (/^(?:am|is|are|was|were|be|been)$/.test(text)) return { to: at + 1, role: 'be' };
    const isVerb = !isAuxiliary || /^(?:have|has|had|got|do|did)$/.test(text);
    return { to: at + 1, role: isVerb && !auxiliaries.has(next) ? 'verb' : 'modal' };
  }
  const fondness = before === 'be' || before === 'modal' ? fondLength(tokens, at) : 0;
  if (fondness > 0) return { to: at + fondness, role: 'preposition' };
  if (before === 'be' && standsAt(tokens, at + 1, ['to', 'be'])) return { to: at + 3, role: 'be' };
  if (before === 'be' && (text === 'be' || text === 'been')) return { to: at + 1, role: 'be' };
  if (auxiliaries.has(text) && next === 'be') return { to: at + 2, role: 'be' };
  if (isAuxiliary && before !== 'start' && before !== 'small' && before !== 'determiner')
    return { to: at + 1, role: modals.has(text) ? 'be' : 'verb' };
  const follows = determiners.has(next) || prepositions.has(next) || objects.has(next) || infinitive.has(next);
  const isVerb = gives.has(text) || dwells.has(text);
  // "Pop it under".
  const isOrder =
    (before === 'start' || before === 'small') &&
    /^(?:it|me|them|us|him|her)$/.test(next) &&
    tokens[at + 2] !== undefined;
  if (isOrder) return { to: at + 2, role: 'verb' };
  const isBehindVerb = before === 'verb' || before === 'preposition';
  if (
    isVerb &&
    (follows ||
      /^(?:called|named|using|put|say|wanted)$/.test(text) ||
      (isBehindVerb && tokens[at - 1]!.text !== 'for' && !determiners.has(tokens[at - 1]!.text)))
  )
    return { to: at + 1, role: 'verb' };
  if ((before === 'verb' || before === 'be') && objects.has(text)) return { to: at + 1, role: 'verb' };
  if (before === 'be' && text.endsWith('ing') && (follows || adverbs.has(next))) return { to: at + 1, role: 'verb' };
  return text === 'to' && (before === 'verb' || before === 'be') ? { to: at + 1, role: 'preposition' } : null;
}

/** "Dead set on", "more comfortable in", "allergic to". */
const fondLength = (tokens: readonly Token[], at: number): number =>
  /^(?:be )?(?:(?:more|most|dead|really|very|quite|so|pretty|mad) )*(?:keen|set|interested|comfortable|happy|happier|happiest|best|better|allergic|fond) (?:on|in|with|about|of|at|to)(?= )/
    .exec(
      tokens
        .slice(at, at + 7)
        .map((one) => one.text)
        .join(' '),
    )?.[0]
    .split(' ').length ?? 0;

/** "I'd like to", "we need to", "I'm calling to". */
function wishLength(tokens: readonly Token[], at: number, asked: ReadonlySet<string>): number {
  const words = tokens
    .slice(at, at + 5)
    .map((one) => one.text)
    .join(' ');
  const isHelp = asked.has('help') || (asked.has('can') && asked.has('for'));
  if (!isHelp && /^(?:i|we)(?:'d| would) like/.test(words)) return 0;
  return (
    /^(?:i|we)(?:'d|'m|'re| would| am| are| was| were)? (?:just )?(?:like|calling|ringing|phoning) to(?= )/
      .exec(words)?.[0]
      .split(' ').length ?? 0
  );
}

/** "Can you let her know that", "just say to", "write": before words that are to be passed on. */
function toldLength(tokens: readonly Token[], at: number): number {
  const words = tokens
    .slice(at, at + 10)
    .map((one) => one.text)
    .join(' ');
  return (
    /^(?:(?:can|could|would|will) (?:you|it|they) |it (?:should|just|can|could|has to|needs to) (?=say|read)|i'd like (?:it|you) to |i want (?:it|you) to |(?:just|please|maybe|so|yes|yeah) )*(?:(?:tell|let|inform) (?:him|her|them|us|everyone|everybody)(?: know)?|say|read|put|write|something like|that(?= \S+ \S+))(?: that| to(?= (?:leave|call|ring|phone|bring|come|put|wait|use|go|knock|give|take|park|pick|drop))| down)?(?= )/
      .exec(words)?.[0]
      .split(' ').length ?? 0
  );
}

/** Prepositions and articles before an item; of a statement they are a part. */
function linkAt({ tokens, at, before, kind, asked }: Place): Step | null {
  const { text } = tokens[at]!;
  const next = tokens[at + 1];
  // "Allergic to", asked "what are you allergic to?"
  const isEcho =
    kind === 'item' && asked.has(text) && (prepositions.has(next?.text ?? '') || determiners.has(next?.text ?? ''));
  if (isEcho && next!.text !== 'and') return { to: at + 1, role: 'verb' };
  if (kind === 'item' && standsAt(tokens, at, ['as', 'far', 'as'])) return { to: at + 3, role: 'preposition' };
  // "Says XR-200", "try Fenwick".
  const isSaid = /^(?:says|reads|try|called)$/.test(text) && (before === 'start' || before === 'small');
  if (kind === 'item' && isSaid && next?.isCapital === true) return { to: at + 1, role: 'verb' };
  if (text === 'me' || text === 'myself') return { to: at + 1, role: 'small' };
  // "The one in Harrogate".
  if (kind === 'item' && text === 'one' && before === 'determiner' && prepositions.has(next?.text ?? ''))
    return { to: at + 1, role: 'verb' };
  if (next === undefined) return determiners.has(text) && at > 0 ? { to: at + 1, role: 'determiner' } : null;
  if (kind !== 'item') {
    if (text === 'about' || (text === 'for' && before === 'be'))
      return before === 'be' ? { to: at + 1, role: 'preposition' } : null;
    const isLead = before === 'start' || before === 'small' || before === 'modal';
    if (kind === 'statement' && isLead && /^(?:because|cause|cos|since)$/.test(text))
      return { to: at + 1, role: 'small' };
    const wish = kind === 'statement' && isLead ? wishLength(tokens, at, asked) : 0;
    if (wish > 0) return { to: at + wish, role: 'verb' };
    const order = kind === 'statement' && isLead ? toldLength(tokens, at) : 0;
    if (order > 0) return { to: at + order, role: 'small' };
    if (kind === 'statement') return /^an?$/.test(text) ? { to: at + 1, role: 'determiner' } : null;
    const isUnder = text === 'under' || /^(?:with|under|in|from)$/.test(text);
    return isUnder && (before === 'be' || text === 'under') ? { to: at + 1, role: 'preposition' } : null;
  }
  if (prepositions.has(text)) return { to: at + 1, role: 'preposition' };
  if (determiners.has(text)) return { to: at + 1, role: 'determiner' };
  const isCount = text === 'one' && before !== 'start' && /^\p{L}{3,}$/u.test(next.text) && !isDigits(next);
  return isCount ? { to: at + 1, role: 'determiner' } : null;
}
