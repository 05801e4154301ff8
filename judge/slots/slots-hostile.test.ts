/** Whatever is said: no exception, no value that is not valid, no text that takes long. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumber, dayOf, isoOf, isReal, weekdayOf } from './calendar.ts';
import {
  extractSlot,
  readConfirmation,
  readCorrection,
  type SlotContext,
  type SlotType,
  validSlotValue,
} from './index.ts';
import { slotTextCharsMax } from './slot.ts';
import { wordSet } from './tokens.ts';

const context: SlotContext = {
  now: { date: '2026-11-18' },
  language: 'en-US',
  callerNumber: '+12125550147',
  choices: [{ value: 'basic' }, { value: 'premium', synonyms: ['gold'] }, { value: 'extra large' }],
};
const questions = [
  'What is your name?',
  'What happened?',
  'How many people in total?',
  'Which street?',
  'Your reference?',
  '',
];
const types: readonly SlotType[] = ['text', 'number', 'date', 'phone', 'email', 'choice'];

const words = [
  ...wordSet(`one two twenty five hundred thousand and a half point minus oh double triple plus 2 12 2027 212 555 0147 , . - / : @
    monday friday next last week in two weeks from the third may of december first second today tomorrow ago before or no not
    sorry wait actually make it i mean at dot gmail com j o h n underscore basic gold extra large both one my name is don't
    can't " ' ( ) + 00 44 1 (0) st th pm half past quarter eve christmas million dollars cents thousand's`),
];
const speech = fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((parts) => parts.join(' '));
const glued = fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((parts) => parts.join(''));
const anything = fc.oneof(speech, glued, fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 200 }));

describe.each(types)('a %s', (type) => {
  test('is valid or not given, whatever was said', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(undefined, ...questions), (said, asked) => {
        const got = extractSlot(type, said, asked === undefined ? context : { ...context, asked });
        if (!got.ok) return;
        expect(validSlotValue(type, got.value, context)).toBe(true);
        expect(said).toContain(got.said.split(' ')[0]);
      }),
      { numRuns: 1500 },
    );
  });

  test('is not looked for in more than can be read', () => {
    for (const junk of [
      '9',
      'a',
      ' ',
      '.',
      'one ',
      'no not ',
      '12-',
      'a@',
      'the ',
      'in two weeks from ',
      'hundred and ',
    ]) {
      const said = junk.repeat(Math.ceil(100_000 / junk.length));
      expect(extractSlot(type, said, context)).toEqual({ ok: false, why: 'unclear' });
    }
  });

  test('takes no time that counts in the longest text that is read', () => {
    for (const junk of [
      '9',
      'a',
      ' ',
      '.',
      'one ',
      'double ',
      'no not ',
      '12-',
      '1,',
      'a@',
      'a at b dot ',
      'in two weeks from ',
      'not five, ',
      'but so ',
      'it is called ',
      "no, it's ",
      'either ',
      'my name ',
    ]) {
      const said = junk.repeat(slotTextCharsMax).slice(0, slotTextCharsMax);
      const before = workedMs();
      extractSlot(type, said, context);
      extractSlot(type, said, { ...context, asked: questions[0]! });
      readCorrection(said, questions[0]);
      readConfirmation(said, questions[0]);
      // A pattern that backtracks would take minutes.
      expect(workedMs() - before, junk).toBeLessThan(1000);
    }
  });
});

test('confirmations and corrections bear any text', () => {
  fc.assert(
    fc.property(anything, fc.constantFrom(...questions, 'Is it two hundred on Monday?'), (said, asked) => {
      expect(['yes', 'no', 'unclear']).toContain(readConfirmation(said, asked));
      const rest = readCorrection(said, asked);
      expect(rest === null || (rest.length > 0 && said.includes(rest))).toBe(true);
    }),
    { numRuns: 1500 },
  );
  expect(readConfirmation('no '.repeat(50_000))).toBe('unclear');
  expect(readCorrection('no '.repeat(50_000))).toBe(null);
});

describe('a value', () => {
  test.each([
    ['phone', '+12125550147', true],
    ['phone', '2125550147', false],
    ['phone', '+1212555014', false],
    ['phone', '+11125550147', false],
    ['phone', '+999123456789', false],
    ['phone', '+447700900123', true],
    ['phone', '+44770090012', false],
    ['date', '2028-02-29', true],
    ['date', '2027-02-29', false],
    ['date', '2027-2-9', false],
    ['number', '-2.5', true],
    ['number', '02', false],
    ['number', '1e5', false],
    ['email', 'a.b+c@x-y.co.uk', true],
    ['email', 'A@x.com', false],
    ['email', 'a..b@x.com', false],
    ['email', 'a@localhost', false],
    ['choice', 'premium', true],
    ['choice', 'gold', false],
    ['text', 'Ann', true],
    ['text', ' Ann', false],
    ['text', 'a\u0000b', false],
    ['text', '', false],
  ] as const)('as a %s: %s', (type, value, isValid) => {
    expect(validSlotValue(type, value, context)).toBe(isValid);
  });

  test('of a date is on the side of today that was asked for', () => {
    expect(validSlotValue('date', '2026-11-17', { ...context, dates: 'future' })).toBe(false);
    expect(validSlotValue('date', '2026-11-19', { ...context, dates: 'past' })).toBe(false);
    expect(validSlotValue('date', '2026-11-18', { ...context, dates: 'future' })).toBe(true);
  });
});

/** Of this thread: what else runs on the machine does not count. */
function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

describe('the calendar', () => {
  const days = fc.integer({ min: -200_000, max: 200_000 });

  test('counts days as the platform does', () => {
    fc.assert(
      fc.property(days, (number) => {
        const day = dayOf(number);
        const platform = new Date(number * 86_400_000);
        expect(isReal(day)).toBe(true);
        expect(isoOf(day)).toBe(platform.toISOString().slice(0, 10));
        expect(dayNumber(day)).toBe(number);
        expect(weekdayOf(number)).toBe((platform.getUTCDay() + 6) % 7);
      }),
    );
  });

  test('names the coming weekday after any today', () => {
    const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
    fc.assert(
      fc.property(days, fc.nat({ max: 6 }), (number, weekday) => {
        fc.pre(weekdayOf(number) !== weekday);
        const got = extractSlot('date', names[weekday]!, { now: { date: isoOf(dayOf(number)) } });
        const ahead = [1, 2, 3, 4, 5, 6].find((count) => weekdayOf(number + count) === weekday)!;
        expect(got).toMatchObject({ ok: true, value: isoOf(dayOf(number + ahead)) });
      }),
    );
  });
});

describe('a telephone number', () => {
  const digitWords = ['oh', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
  const national = fc
    .tuple(fc.integer({ min: 201, max: 989 }), fc.integer({ min: 201, max: 999 }), fc.integer({ min: 0, max: 9999 }))
    .map(([area, exchange, line]) => `${area}${exchange}${String(line).padStart(4, '0')}`)
    .filter((digits) => validSlotValue('phone', `+1${digits}`, context));

  test('said digit by digit is understood, and never with one left out or one too many', () => {
    fc.assert(
      fc.property(national, fc.nat({ max: 9 }), (digits, place) => {
        const said = [...digits].map((digit) => digitWords[Number(digit)]!);
        expect(extractSlot('phone', said.join(' '), context)).toMatchObject({ ok: true, value: `+1${digits}` });
        expect(extractSlot('phone', said.toSpliced(place, 1).join(' '), context).ok).toBe(false);
        expect(extractSlot('phone', [...said, 'four'].join(' '), context).ok).toBe(false);
      }),
      { numRuns: 300, examples: [['7002010000', 0]] },
    );
  });
});
