/**
 * What a caller's words give for a slot, by rules for English. Pure: no network, no clock; time is linear in the length
 * of the turn, which is bounded. Source: design contract.md section 2.
 *
 * How the rules work: tokens.ts makes tokens of a turn; each type finds all that could be a value of its kind (one file
 * a type); settle.ts decides which is meant when a caller corrects or contradicts himself. What stays doubtful gives no
 * value, so that a question follows and not a wrong booking.
 */
import { extractChoice } from './choice.ts';
import { extractDate } from './date.ts';
import { extractEmail } from './email.ts';
import { extractNumber } from './number.ts';
import { extractPhone } from './phone.ts';
import { type SlotContext, type SlotResult, type SlotType, slotTextCharsMax } from './slot.ts';
import { extractText } from './text.ts';
import { tokensOf } from './tokens.ts';
import { validSlotValue } from './valid.ts';

export { readConfirmation } from './confirmation.ts';
export { readCorrection } from './correction.ts';
export type { SlotContext, SlotResult, SlotType } from './slot.ts';
export { validSlotValue } from './valid.ts';

/** Never throws. A value that it gives is valid by `validSlotValue`. */
export function extractSlot(type: SlotType, text: string, context: SlotContext): SlotResult {
  if (text.length > slotTextCharsMax) return { ok: false, why: 'unclear' };
  const result = extract(type, text, context);
  return result.ok && !validSlotValue(type, result.value, context) ? { ok: false, why: 'invalid' } : result;
}

function extract(type: SlotType, text: string, context: SlotContext): SlotResult {
  const tokens = tokensOf(text);
  switch (type) {
    case 'text':
      return extractText(text, tokens, context);
    case 'number':
      return extractNumber(text, tokens, context);
    case 'date':
      return extractDate(text, tokens, context);
    case 'phone':
      return extractPhone(text, tokens, context);
    case 'email':
      return extractEmail(text, tokens);
    case 'choice':
      return extractChoice(text, tokens, context);
  }
}
