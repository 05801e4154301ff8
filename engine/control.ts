/** What the reply filter takes out of a model's reply, and the matcher of tags. Source: design ending.md section 3. */

/**
 * One control found in a reply. `quoted`: a quotation mark stands directly before it, so the model may be talking about
 * it rather than using it. `dropped` is text that was kept from the caller without effect, known by name only.
 * Source: design ending.md section 3.
 */
export type Control =
  /** `evidence`: the tag as it was written. */
  | { type: 'end_call'; evidence: string; quoted: boolean }
  /** `to`: digits with an optional leading +, or a sip: address. */
  | { type: 'transfer'; to: string; quoted: boolean }
  | { type: 'send_sms'; text: string; quoted: boolean }
  /** Bounded to 0..30. */
  | { type: 'wait'; seconds: number; quoted: boolean }
  /** `reason`: as written, at most 200 characters, empty when the model gave none. */
  | { type: 'end_command'; reason: string; quoted: boolean }
  /** A tool call that the model printed as text. `name` is spelled as in the configured tool names. */
  | { type: 'printed_call'; name: string; arguments: Record<string, unknown>; quoted: boolean }
  | { type: 'dropped'; name: string; why: DropCause };

type DropCause = 'unknown' | 'malformed' | 'unterminated';

/** No control is longer than this, so nothing longer is ever held back. Source: design ending.md section 3. */
export const controlCharsMax = 1200;

/**
 * What follows the text that a matcher sees: perhaps more (`open`), nothing (`ended`), or it does not matter because
 * the text has the greatest length of a control (`full`).
 */
export type Tail = 'open' | 'ended' | 'full';

/**
 * A matcher's word on the text from a candidate position on: it is none, it may become one, or it is one of this
 * length. A verdict other than `more` holds whatever text follows; this makes the filter indifferent to splits.
 */
export type Verdict = 'no' | 'more' | { length: number; control: Control };

export function dropped(length: number, name: string, why: DropCause): Verdict {
  return { length, control: { type: 'dropped', name: name.slice(0, 64), why } };
}

/** Letters of every script, digits, underscore; false for the empty string before the reply's first character. */
export function isWordCharacter(character: string): boolean {
  return (
    character === '_' || (character >= '0' && character <= '9') || character.toLowerCase() !== character.toUpperCase()
  );
}

/** The pattern of a text that ends after some or all of these units. The first unit is required. */
export function endsInside(units: readonly string[]): string {
  return units.reduceRight((rest, unit) => (rest === '' ? `${unit}$` : `${unit}(?:$|${rest})`), '');
}

export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

type TagName = 'END_CALL' | 'TRANSFER' | 'SEND_SMS' | 'WAIT';
type KnownTag = { name: TagName; start: number; end: number };

const tagNames: readonly TagName[] = ['END_CALL', 'TRANSFER', 'SEND_SMS', 'WAIT'];
const separators = '[-_ \\t\\u00a0]+';
const openings = tagNames.map((name) => {
  const units = [...name].map((letter) => (letter === '_' ? separators : letter));
  return { name, whole: new RegExp(units.join(''), 'iy'), begun: new RegExp(endsInside(units), 'iy') };
});

/** Fewer letters than these of a known name, at the end of a reply, are speech. */
const prefixLettersMin = 3;
const waitSecondsMax = 30;

/** Matches a tag at the start of `text`, which begins with `[`. */
export function matchTag(text: string, tail: Tail, quoted: boolean): Verdict {
  const start = skipSpaces(text, 1);
  const known = knownTagAt(text, start);
  if (known && !isWordCharacter(text.charAt(known.end))) {
    return matchKnownTag(text, known, tail, quoted);
  }
  const begun = openings.find((opening) => matchesAt(opening.begun, text, start));
  if (begun && tail === 'ended' && text.slice(start).replace(/[^a-z]/gi, '').length >= prefixLettersMin) {
    return dropped(text.length, begun.name, 'unterminated');
  }
  if ((begun || start === text.length) && tail === 'open') return 'more';
  return matchUnknownTag(text, tail);
}

function knownTagAt(text: string, start: number): KnownTag | null {
  for (const { name, whole } of openings) {
    if (matchesAt(whole, text, start)) return { name, start, end: whole.lastIndex };
  }
  return null;
}

function matchKnownTag(text: string, tag: KnownTag, tail: Tail, quoted: boolean): Verdict {
  const next = skipSpaces(text, tag.end);
  if (text[next] === ']') return completeTag(text.slice(0, next + 1), tag.name, '', quoted);
  if (text[next] === ':') return matchArgument(text, tag, next + 1, tail, quoted);
  if (next === text.length && tail === 'open') return 'more';
  if (next === text.length && tail === 'ended') return brokenTag(text, tag.name, 'unterminated', quoted);
  const written = text.slice(tag.start, tag.end);
  const surelyTag = written.includes('_') || written === written.toUpperCase();
  return surelyTag ? brokenTag(text.slice(0, tag.end), tag.name, 'malformed', quoted) : 'no';
}

/** A colon makes the tag sure in any case of letters: from here on nothing of it is speech. */
function matchArgument(text: string, tag: KnownTag, start: number, tail: Tail, quoted: boolean): Verdict {
  const stop = indexFrom(tag.name === 'SEND_SMS' ? /[[\]]/g : /[[\]\n\r]/g, text, start);
  if (stop < 0 && tail === 'open') return 'more';
  if (stop < 0 && tail === 'full') return dropped(text.length, tag.name, 'unterminated');
  if (stop < 0) return brokenTag(text, tag.name, 'unterminated', quoted);
  if (text[stop] !== ']') return brokenTag(text.slice(0, stop), tag.name, 'malformed', quoted);
  return completeTag(text.slice(0, stop + 1), tag.name, text.slice(start, stop).trim(), quoted);
}

/** The name is certain and the rest is not: an end is still meant, anything else lacks what it needs. */
function brokenTag(written: string, name: TagName, why: 'malformed' | 'unterminated', quoted: boolean): Verdict {
  if (name !== 'END_CALL') return dropped(written.length, name, why);
  return { length: written.length, control: { type: 'end_call', evidence: written.trim(), quoted } };
}

function completeTag(written: string, name: TagName, argument: string, quoted: boolean): Verdict {
  const control = readTag(written, name, argument, quoted);
  return control ? { length: written.length, control } : dropped(written.length, name, 'malformed');
}

function readTag(written: string, name: TagName, argument: string, quoted: boolean): Control | null {
  if (name === 'END_CALL') return { type: 'end_call', evidence: written, quoted };
  if (name === 'SEND_SMS') return argument ? { type: 'send_sms', text: argument, quoted } : null;
  if (name === 'WAIT') {
    const seconds = readSeconds(argument);
    return seconds === null ? null : { type: 'wait', seconds, quoted };
  }
  const to = readAddress(argument);
  return to === null ? null : { type: 'transfer', to, quoted };
}

function readSeconds(argument: string): number | null {
  const number = /^([+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+))\s*(?:s|secs?|seconds?)?$/i.exec(argument)?.[1];
  if (number === undefined) return null;
  return Math.min(waitSecondsMax, Math.max(0, Number(number.replace(',', '.'))));
}

function readAddress(argument: string): string | null {
  if (/^sips?:[^\s<>"]{1,250}$/i.test(argument)) return argument;
  const digits = argument.replace(/[\s().\-\u2010-\u2013]/g, '');
  return /^\+?\d{2,20}$/.test(digits) ? digits : null;
}

/** A `[` inside is not part of an unknown tag, so that it cannot swallow a known one. */
function matchUnknownTag(text: string, tail: Tail): Verdict {
  const name = /^\[([A-Z][A-Z0-9_]*)/.exec(text)?.[1];
  if (name === undefined) return 'no';
  const after = name.length + 1;
  const open = tail === 'open' ? 'more' : 'no';
  if (after === text.length) return open;
  if (name.length < 2) return 'no';
  if (text[after] === ']') return dropped(after + 1, name, 'unknown');
  if (text[after] !== ':') return 'no';
  const stop = indexFrom(/[[\]\n\r]/g, text, after);
  if (stop < 0) return open;
  return text[stop] === ']' ? dropped(stop + 1, name, 'unknown') : 'no';
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\u00a0') at++;
  return at;
}

function matchesAt(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

/** The index of the pattern's next match, -1 if there is none. `pattern` must be global. */
export function indexFrom(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}
