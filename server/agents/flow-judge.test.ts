/** What the rules make of a caller's words for a flow. Source: design contract.md section 2. */
import { describe, expect, test } from 'vitest';
import type { Slot } from '../../engine/flow/plan.ts';
import { answerByRule, confirmationByRule, correctionsByRule, type KnownSlot, slotsByRule } from './flow-judge.ts';

const now = { date: '2026-03-02' }; // A Monday.

function known(name: string, type: Slot['type'], choices: string[] = []): KnownSlot {
  const texts = { description: '', prompt: '', retryPrompt: '', confirmPrompt: '' };
  const slot: Slot = { name, type, choices, required: true, attemptsMax: 3, confirm: false, ...texts };
  return { slot, context: { now, language: 'en-US', choices: choices.map((value) => ({ value })) } };
}

const day = known('day', 'date');
const time = known('time', 'choice', ['morning', 'afternoon']);
const number = known('number', 'number');
const values = (found: ReturnType<typeof slotsByRule>) =>
  found.map(({ name, result }) => (result.ok ? `${name}=${result.value}` : `${name}!${result.why}`));

describe('which answer', () => {
  const book = ['yes', 'another day', 'no'];

  test.each([
    ['yes please', 'yes'],
    ['Yes, go ahead and book it.', 'yes'],
    ['no thanks', 'no'],
    ['no, another day', 'another day'],
    ['can we make it another day', 'another day'],
    ['what does it cost?', null],
    ['yes but what does it cost', null],
    ['', null],
    ['purple', null],
  ])('%s', (words, answer) => {
    expect(answerByRule(words, book)).toBe(answer);
  });

  test('a label that begins with yes', () => {
    expect(answerByRule('yes, call me back', ['yes, call me back', 'no'])).toBe('yes, call me back');
    expect(answerByRule('sure', ['yes, call me back', 'no'])).toBe('yes, call me back');
    expect(answerByRule('yes', ['yes, today', 'yes, tomorrow'])).toBe(null);
  });
});

describe('what for slots', () => {
  test('the one that was asked for, and others that cannot be mistaken', () => {
    expect(values(slotsByRule('on Wednesday in the morning', 'day', [day, time, number]))).toEqual([
      'day=2026-03-04',
      'time=morning',
    ]);
  });

  test('a number that was not asked for is not taken out of a date', () => {
    expect(values(slotsByRule('May 4th 2026', 'day', [day, number]))).toEqual(['day=2026-05-04']);
    expect(values(slotsByRule('I am 42', null, [day, number]))).toEqual([]);
  });

  test('of two of one type only the one that was asked for', () => {
    expect(values(slotsByRule('on Wednesday', 'day', [day, known('other', 'date')]))).toEqual(['day=2026-03-04']);
  });

  test('nothing understood is told', () => {
    expect(values(slotsByRule('well', 'day', [day]))).toEqual(['day!nothing']);
  });
});

describe('what to a value read back', () => {
  const wednesday = { ...day, value: '2026-03-04' };
  const readBack = 'I have Wednesday, the fourth of March. Is that right?';
  const confirmed = (words: string, asked = readBack) => {
    const { verdict, correction } = confirmationByRule(words, asked, wednesday);
    return [verdict, correction?.ok ? correction.value : null];
  };

  test.each([
    ['yes', 'yes', null],
    ['no', 'no', null],
    ['no, Friday', 'no', '2026-03-06'],
    ['Friday', 'no', '2026-03-06'],
    ['Wednesday', 'yes', null],
    ['the fourth of March, yes', 'yes', null],
    ['it is Friday', 'no', '2026-03-06'],
    ['hm', 'unclear', null],
  ])('%s', (words, verdict, value) => {
    expect(confirmed(words)).toEqual([verdict, value]);
  });

  test.each([
    ['no, Elm Court', 'no', 'Elm Court'],
    ['Elm Court', 'no', 'Elm Court'],
    ['I meant Oak Lane', 'no', 'Oak Lane'],
    ['Oak Lane', 'no', 'Oak Lane'],
    ['the weather is awful here', 'unclear', null],
    ['dinner in the oven', 'unclear', null],
    ['Darling, shut the door', 'unclear', null],
    ['yes, lovely', 'yes', null],
    ["that's wrong", 'no', null],
  ])('of a text, only where the words correct it: %s', (words, verdict, value) => {
    const street = { ...known('street', 'text'), value: 'Elm Street' };
    const found = confirmationByRule(words, 'I have Elm Street. Is that right?', street);
    expect([found.verdict, found.correction?.ok ? found.correction.value : null]).toEqual([verdict, value]);
  });

  test.each([
    [`Sorry, yes or no: ${readBack}`, 'yes'],
    ['Morning or evening, but on Wednesday, correct?', 'yes'],
    ['So is it Wednesday or not?', 'yes'],
    ['Was that Wednesday or Friday?', 'unclear'],
  ])('a yes to: %s', (asked, verdict) => {
    expect(confirmed('yes', asked)).toEqual([verdict, null]);
  });
});

describe('what is changed of what was said before', () => {
  const filled = [
    { ...time, value: 'morning' },
    { ...day, value: '2026-03-04' },
    { ...known('born', 'date'), value: '1980-05-04' },
    { ...known('note', 'text'), value: 'urgent' },
  ];

  test.each([
    ['no, Friday', ['day=2026-03-06']],
    ['no, in the afternoon', ['time=afternoon']],
    ['no, Wednesday', []],
    ['Friday', []],
    ['no, never mind', []],
  ])('%s', (words, expected) => {
    expect(values(correctionsByRule(words, filled))).toEqual(expected);
  });
});
