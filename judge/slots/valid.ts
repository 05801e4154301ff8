/** Whether a value can stand in a slot, whoever extracted it. */
import { parseIso } from './calendar.ts';
import { isEmail } from './email.ts';
import { isNumber } from './number.ts';
import { isPhone } from './phone-plans.ts';
import { type SlotContext, type SlotType, slotTextCharsMax } from './slot.ts';
import { isText } from './text.ts';

/**
 * True for a value in canonical form that can be right: a day of the calendar on the side of today that the context
 * asks for, a telephone number that its country's plan allows, a configured choice.
 */
export function validSlotValue(type: SlotType, value: string, context: SlotContext): boolean {
  if (value.length > slotTextCharsMax) return false;
  switch (type) {
    case 'text':
      return isText(value);
    case 'number':
      return isNumber(value);
    case 'phone':
      return isPhone(value);
    case 'email':
      return isEmail(value);
    case 'choice':
      return (context.choices ?? []).some((choice) => choice.value === value);
    case 'date':
      if (parseIso(value) === null) return false;
      // ISO dates sort as text.
      return context.dates === 'past'
        ? value <= context.now.date
        : context.dates !== 'future' || value >= context.now.date;
  }
}
