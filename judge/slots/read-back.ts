/** What is asked for a slot, and how a value is read back: digits in groups, dates in words, email addresses spelled. */
import { dayNumber, parseIso, weekdayOf } from './calendar.ts';
import { callingCodeOf } from './phone-plans.ts';
import type { SlotChoice, SlotType } from './slot.ts';

/** As much of a slot's definition as its questions need. */
export type AskedSlot = {
  name: string;
  description?: string;
  type: SlotType;
  prompt?: string;
  retryPrompt?: string;
  choices?: readonly SlotChoice[];
};

/** The question for a slot. `attempt` counts from 1; later ones say what form of answer helps. */
export function slotQuestion(slot: AskedSlot, attempt: number): string {
  if (attempt <= 1) return slot.prompt || firstQuestion(slot);
  return slot.retryPrompt || `Sorry, I didn't get that. ${hintOf(slot)}`;
}

const nameOf = (slot: AskedSlot): string => (slot.description || slot.name).replace(/_/g, ' ').trim();

function firstQuestion(slot: AskedSlot): string {
  if (slot.type === 'choice') return `For the ${nameOf(slot)}, would you like ${listed(slot)}?`;
  return `What is the ${nameOf(slot)}, please?`;
}

function hintOf(slot: AskedSlot): string {
  const name = nameOf(slot);
  switch (slot.type) {
    case 'phone':
      return `Could you say the ${name} digit by digit, with the area code?`;
    case 'date':
      return `Could you say the ${name} with day and month, like the third of May?`;
    case 'email':
      return `Could you spell the ${name}, with at and dot?`;
    case 'number':
      return `Could you say the ${name} as one number?`;
    case 'choice':
      return `Please choose ${listed(slot)}.`;
    case 'text':
      return `Could you say the ${name} again, please?`;
  }
}

function listed(slot: AskedSlot): string {
  const values = (slot.choices ?? []).map((choice) => choice.value);
  return values.length < 2 ? (values[0] ?? 'one of them') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

/** "I have plus one, two one two, five five five, oh one four seven. Is that right?" `value` is canonical. */
export function confirmationQuestion(type: SlotType, value: string): string {
  return `I have ${spoken(type, value)}. Is that right?`;
}

/** A canonical value as a voice says it. A value that isn't of its type is said as it stands. */
export function spoken(type: SlotType, value: string): string {
  switch (type) {
    case 'phone':
      return spokenPhone(value);
    case 'date':
      return spokenDate(value);
    case 'email':
      return spokenEmail(value);
    default:
      return value;
  }
}

const digitWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const spell = (digits: string): string => [...digits].map((digit) => digitWords[Number(digit)]).join(' ');

/** Groups of three, and what is left in twos or a four: people repeat no more than four digits safely. */
function spokenPhone(value: string): string {
  const digits = value.replace(/^\+/, '');
  const code = callingCodeOf(digits);
  if (code === null || !/^\+[0-9]+$/.test(value)) return value;
  return [`plus ${spell(code)}`, ...groups(digits.slice(code.length)).map(spell)].join(', ');
}

function groups(digits: string): string[] {
  if (digits.length <= 4) return digits === '' ? [] : [digits];
  return [digits.slice(0, 3), ...groups(digits.slice(3))];
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = 'January February March April May June July August September October November December'.split(' ');
const ordinals =
  `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
  fifteenth sixteenth seventeenth eighteenth nineteenth twentieth`.split(/\s+/);

/** The weekday is said too: callers notice a wrong one sooner than a wrong date. */
function spokenDate(value: string): string {
  const day = parseIso(value);
  if (!day) return value;
  return `${weekdays[weekdayOf(dayNumber(day))]}, the ${ordinal(day.day)} of ${months[day.month - 1]} ${day.year}`;
}

function ordinal(day: number): string {
  if (day <= 20) return ordinals[day - 1]!;
  if (day === 30) return 'thirtieth';
  return `${day < 30 ? 'twenty' : 'thirty'} ${ordinals[(day % 10) - 1]}`;
}

const signs: Readonly<Record<string, string>> = { '.': 'dot', '-': 'dash', _: 'underscore', '+': 'plus', '@': 'at' };
/** Said as words, for everybody knows them. */
const known = new Set(['gmail', 'hotmail', 'outlook', 'yahoo', 'icloud', 'com', 'net', 'org']);

/** Letter by letter, the well-known providers as words. */
function spokenEmail(value: string): string {
  const at = value.lastIndexOf('@');
  if (at < 0) return value;
  const parts = (text: string): string[] => text.split(/([.\-_+@])/).filter((part) => part !== '');
  const words = parts(value).map((part) => signs[part] ?? (known.has(part) ? part : letters(part)));
  return words.join(', ');
}

const letters = (text: string): string => [...text].map((one) => digitWords[Number(one)] ?? one).join(' ');
