/** What the rules for slots take and give. Source: design contract.md section 2. */

export type SlotType = 'text' | 'number' | 'date' | 'phone' | 'email' | 'choice';

/** A choice is given by its own words or by those that somebody configured to mean the same. */
export type SlotChoice = { value: string; synonyms?: readonly string[] };

export type SlotContext = {
  /** Today in the agent's time zone, `YYYY-MM-DD`. */
  now: { date: string };
  /** BCP 47. Its region tells whether 5/3 is in March or in May; without one that is unclear. */
  language?: string;
  /** Which dates can be meant: `past` for a date of birth, `future` for an appointment. Default: `any`. */
  dates?: 'any' | 'future' | 'past';
  /** Country calling code of numbers said without one, in digits. Default: `1`. */
  callingCode?: string;
  /** The caller's own number in E.164, for "the number I'm calling from". */
  callerNumber?: string;
  /** What the slot is asked for with: a unit in it tells what a number is to count. */
  asked?: string;
  /** Nobody reads the value back: only a choice that was named counts. */
  isFinal?: true;
  /** In the order in which they were offered. */
  choices?: readonly SlotChoice[];
};

/**
 * What a caller's words give for a slot. `value` is canonical: trimmed text, a decimal number, `YYYY-MM-DD`, E.164, an
 * email address in lower case, or a choice as configured. `said`: the words that it was taken from. Not `sure`: to be
 * confirmed before it is used. Why there is none: `nothing` of the kind was said, it is `unclear` what was meant, or
 * what was meant is `invalid` (no such day, no such number). Each of these asks for another question.
 */
export type SlotResult = { ok: true; value: string; said: string; sure: boolean } | { ok: false; why: SlotFault };
export type SlotFault = 'nothing' | 'unclear' | 'invalid';

/** A longer turn is unclear: half of one could hold half of a number. */
export const slotTextCharsMax = 2000;
