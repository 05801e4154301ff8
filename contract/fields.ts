/**
 * The fields that every document is made of: bounded texts, numbers, lists. Nothing in a document is unbounded. The error
 * of each says what would be right; what is wrong is told by problems.ts. Source: design contract.md section 1.
 */
import * as z from 'zod';

/** The longest fixed message or instruction, in characters. */
export const messageMax = 1_000;
/** The longest system prompt, in characters. */
export const promptMax = 100_000;

/** An object that knows all its fields: a field it does not know is an error, which lists those it does. */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const fields = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `The fields here are: ${fields}.` : `Give an object with: ${fields}.`,
  });
}

/** A text of `min` to `max` characters. */
export function text(max: number, min = 0) {
  const error =
    min === 0 ? `Give a text of at most ${grouped(max)} characters.` : `Give ${min} to ${grouped(max)} characters.`;
  return z.string({ error }).min(min, { error }).max(max, { error });
}

/** Words spoken, or an instruction to the model for them; empty where none are wanted. */
export const message = text(messageMax);

/** A length of time in seconds; fractions are allowed. */
export function seconds(min: number, max: number) {
  const error = `Give a number of seconds from ${min} to ${max}.`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** A length of time in seconds, or null for none. */
export function secondsOrNull(min: number, max: number) {
  const error = `Give a number of seconds from ${min} to ${max}, or null for none.`;
  return z.number({ error }).min(min, { error }).max(max, { error }).nullable();
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number) {
  const error = `Give a whole number from ${min} to ${max}.`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A number from `min` to `max`. */
export function number(min: number, max: number) {
  const error = `Give a number from ${min} to ${max}.`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** One word of a closed list. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `Give one of: ${words.join(', ')}.` });
}

export const flag = z.boolean({ error: 'Give true or false.' });

/** A list of at most `max` entries. */
export function list<Item extends z.ZodType>(item: Item, max: number) {
  const error = `Give a list of at most ${grouped(max)} entries.`;
  return z.array(item, { error }).max(max, { error });
}

/** A text that matches `pattern`; `right` says in words what the pattern wants. */
export function formed(pattern: RegExp, right: string) {
  return z.string({ error: right }).regex(pattern, { error: right });
}

const nameRight =
  'Give a name of letters, digits and underscores that does not begin with a digit, at most 64 characters.';

/** A name that a model, a rule or a message can call something by. */
export const name = formed(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, nameRight);

/** An id that the user may choose. */
export const id = formed(/^[a-zA-Z0-9_-]{1,64}$/, 'Give 1 to 64 letters, digits, underscores or hyphens.');

/** What came of a call, as the user calls it: `completed`, `lead_collected`. */
export const outcomeTags = list(text(64, 1), 20).default([]);

/** Who can be dialled: an international number or a SIP address. */
export const dialable = formed(
  /^(\+[1-9][0-9]{6,14}|sips?:[^\s<>"@]{1,100}@[^\s<>"@]{1,150}|sips?:[^\s<>"@]{1,150})$/,
  'Give a number with + and country code, like +15550100, or an address like sip:desk@pbx.example.',
);

/** Whom a call comes from: a number, or the user part of a SIP address. */
export const dialsAs = formed(
  /^(\+[1-9][0-9]{6,14}|[a-zA-Z0-9._-]{1,64})$/,
  'Give a number with + and country code, like +15550100, or for a SIP call a name like reception.',
);

/** The calling code of a country, in digits. */
export const callingCode = formed(/^[1-9][0-9]{0,2}$/, 'Give a country calling code in digits, like 1 or 49.');

/** A web address; `{{variables}}` may stand in it. Never shown in an error: it may hold a key. */
export const webAddress = text(2_000, 1).refine(isWebAddress, {
  error: 'Give a full address that begins with https:// or http://.',
});

function isWebAddress(address: string): boolean {
  const filled = address.replace(/\{\{[^{}]{0,200}\}\}/g, 'x');
  return /^https?:\/\//i.test(filled) && !/\s/.test(filled) && URL.canParse(filled);
}

/** An instant, RFC 3339. */
export const instant = z.iso.datetime({ offset: true, error: 'Give an instant like 2026-11-20T10:00:00Z.' });

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
