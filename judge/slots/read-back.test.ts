/** A value read back says no more and no less than the value: who repeats it gives the same one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayNumber, dayOf, isoOf } from './calendar.ts';
import { extractSlot, validSlotValue } from './index.ts';
import { confirmationQuestion, slotQuestion, spoken } from './read-back.ts';

const context = { now: { date: '2026-11-18' } };

test.each([
  ['phone', '+12125550147', 'plus one, two one two, five five five, zero one four seven'],
  ['phone', '+442079460018', 'plus four four, two zero seven, nine four six, zero zero one eight'],
  ['date', '2027-05-03', 'Monday, the third of May 2027'],
  ['date', '2026-12-31', 'Thursday, the thirty first of December 2026'],
  ['email', 'j.doe7@gmail.com', 'j, dot, d o e seven, at, gmail, dot, com'],
  ['number', '2.5', '2.5'],
  ['choice', 'extra large', 'extra large'],
] as const)('a %s: %s', (type, value, words) => {
  expect(spoken(type, value)).toBe(words);
  expect(confirmationQuestion(type, value)).toBe(`I have ${words}. Is that right?`);
});

test('a date read back is understood as the same date', () => {
  const today = dayNumber({ year: 2026, month: 11, day: 18 });
  fc.assert(
    fc.property(fc.integer({ min: -40_000, max: 15_000 }), (days) => {
      const value = isoOf(dayOf(today + days));
      expect(extractSlot('date', spoken('date', value), context)).toMatchObject({ ok: true, value });
    }),
  );
});

test('a telephone number read back is understood as the same number', () => {
  const codes = fc.constantFrom('1', '44', '33', '61', '91', '34');
  const numbers = fc
    .tuple(codes, fc.integer({ min: 200_000_000, max: 9_999_999_999 }))
    .map((parts) => `+${parts.join('')}`);
  fc.assert(
    fc.property(numbers, (value) => {
      fc.pre(validSlotValue('phone', value, context));
      expect(extractSlot('phone', spoken('phone', value), context)).toMatchObject({ ok: true, value, sure: true });
    }),
  );
});

test('an email address read back is understood as the same address', () => {
  const part = fc.stringMatching(/^[a-z]{2,8}[0-9]{0,3}$/);
  const domain = fc.constantFrom('gmail.com', 'yahoo.org', 'uni-bonn.de', 'bbc.co.uk');
  const emails = fc
    .tuple(part, fc.constantFrom('.', '_', '-', '+'), part, domain)
    .map(([a, sign, b, at]) => `${a}${sign}${b}@${at}`);
  fc.assert(
    fc.property(emails, (value) => {
      expect(extractSlot('email', spoken('email', value), context)).toMatchObject({ ok: true, value });
    }),
  );
});

test('questions follow the settings, and later ones say what helps', () => {
  const phone = { name: 'callback_number', type: 'phone', prompt: 'Your number?' } as const;
  expect(slotQuestion(phone, 1)).toBe('Your number?');
  expect(slotQuestion(phone, 2)).toBe(
    "Sorry, I didn't get that. Could you say the callback number digit by digit, with the area code?",
  );
  expect(slotQuestion({ ...phone, retryPrompt: 'Again?' }, 3)).toBe('Again?');
  expect(slotQuestion({ name: 'plan', type: 'choice', choices: [{ value: 'basic' }, { value: 'gold' }] }, 1)).toBe(
    'For the plan, would you like basic or gold?',
  );
});
