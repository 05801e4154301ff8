/** Doubtful dates and numbers: a question has to follow, whatever the words look like. */
import { describe, expect, test } from 'vitest';
import { extractSlot, readConfirmation, type SlotContext } from './index.ts';

/** A Wednesday. */
const now = { date: '2026-11-18' };

function isSilent(
  type: 'date' | 'phone' | 'choice' | 'number',
  said: string,
  context: Partial<SlotContext> = {},
): boolean {
  const got = extractSlot(type, said, { now, ...context });
  return got.ok && got.sure;
}

describe('no day is taken in silence from', () => {
  test.each([
    'fifth or sixth of december',
    'december fifth or sixth',
    'december 5-7',
    'twenty sixth twenty seventh november',
    'december third fourth',
    'the third no fourth',
    'tuesday but not this one',
    'anything but friday',
    'friday if not saturday',
    "i can't do friday",
    "friday doesn't work",
    'friday is not possible',
    'until friday',
    'before the third of may',
    'between now and december fifth',
    'every friday',
    'tuesday mornings',
    'the first friday of december',
    'the second option',
    'friday four weeks',
    'half a year from now',
    'one month and two days ago',
    'this monday',
    'next friday',
    'last monday',
    'wednesday',
    'friday the fifteenth',
    'friday the fifteen',
    'black friday',
    'the friday after this one',
    'roughly in two weeks',
    'on a tuesday',
    'february 29',
    'the third of may, i think',
    'december twenty twenty seven',
    '5/3',
    '5/3/27',
    'november tenth',
  ])('%s', (said) => {
    expect(isSilent('date', said)).toBe(false);
  });
});

describe('no number is dialled in silence from', () => {
  test.each([
    '212 555 0147 or 0148',
    '212 555 0147 but the last digit is 8',
    '212 555 0147 extension 12',
    '212 555 0147 no 0148',
    '212 555 0147 wait i mixed it up',
    '212 555 0147 i think',
    'it used to be 212 555 0147',
    'not 212 555 0147',
    "don't call 212 555 0147",
    'i do not want to give 212 555 0147',
    'my account number is 212 555 0147',
    'two one two five five five oh one for seven',
    '212 555 0147 2',
    '44 7700 900123',
    '1 212 555 014',
  ])('%s', (said) => {
    expect(isSilent('phone', said)).toBe(false);
  });

  test('that has no country of its own length', () => {
    expect(isSilent('phone', '089 2312 5123', { callingCode: '49' })).toBe(false);
    expect(isSilent('phone', '7700 900123', { callingCode: '44' })).toBe(false);
    expect(isSilent('phone', "the number i'm calling from", { callerNumber: '+12125550147' })).toBe(false);
  });
});

test('a number that can be grouped in two ways is none of the two', () => {
  const said = 'zero three zero twenty one two three four five six';
  expect(extractSlot('phone', said, { now, callingCode: '49' })).toEqual({ ok: false, why: 'unclear' });
});

test('a corrected value is confirmed', () => {
  expect(extractSlot('date', 'Monday, no sorry, Tuesday', { now })).toEqual({
    ok: true,
    value: '2026-11-24',
    said: 'Tuesday',
    sure: false,
  });
});

test('a date is on the side of today that is asked for', () => {
  expect(extractSlot('date', 'yesterday', { now, dates: 'future' })).toEqual({ ok: false, why: 'invalid' });
  expect(extractSlot('date', 'May third 2030', { now, dates: 'past' })).toEqual({ ok: false, why: 'invalid' });
  expect(extractSlot('date', 'November tenth', { now, dates: 'future' })).toMatchObject({ value: '2027-11-10' });
  expect(extractSlot('date', 'May third', { now, dates: 'past' })).toMatchObject({ value: '2026-05-03', sure: false });
});

test('a choice that was refused is asked for again', () => {
  const choices = [{ value: 'basic' }, { value: 'premium' }];
  expect(isSilent('choice', "i don't want premium", { choices })).toBe(false);
  expect(isSilent('choice', 'the first one, premium', { choices })).toBe(false);
  expect(isSilent('choice', 'premum', { choices })).toBe(false);
});

test('a number that goes on in a way that is not read is unclear', () => {
  for (const said of ['two thirds', '10M', 'five or six', 'two fifty']) {
    expect(isSilent('number', said)).toBe(false);
  }
});

test('what replaces a value behind a reason, or a part of it, is read back', () => {
  const date = extractSlot('date', "Monday, no, I've got the dentist, make it Tuesday", { now });
  expect(date).toMatchObject({ value: '2026-11-24', sure: false });
  const end = extractSlot('phone', '213 555 0140, wait, 0141', { now });
  expect(end).toMatchObject({ value: '+12135550141', sure: false });
  const other = extractSlot('phone', "don't use the old one, the new one is 213 555 0140", { now });
  expect(other).toMatchObject({ value: '+12135550140', sure: false });
});

describe('a yes is a yes', () => {
  const asked = "It's going to Birch Avenue, correct?";

  test.each(['my wife wrote it down', 'see you then', 'will I get a text', "I'm fed up with it", 'same as last time'])(
    'with "%s" behind it',
    (said) => {
      expect(readConfirmation(`yes ${said}`, asked)).toBe('yes');
    },
  );

  test.each([
    'beech avenue',
    "it's beech avenue",
    'my wife said beech avenue',
    'they want beech avenue',
    'see you at beech avenue',
    "let's go with beech avenue",
    'same as last time beech avenue',
    "we'll take beech avenue",
    'my road is beech avenue',
  ])('but not with "%s" behind it', (said) => {
    expect(readConfirmation(`yes ${said}`, asked)).not.toBe('yes');
  });
});
