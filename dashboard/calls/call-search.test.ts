import { expect, test } from 'vitest';
import { callFilters, readCallSearch, readNumber } from './call-search.ts';

test('an address is read, and what is no filter is left out', () => {
  const search = readCallSearch({
    reason: ['error', 'nonsense'],
    tag: 42,
    agent: '',
    direction: 'sideways',
    number: 'Ann',
    from: '2026-11-20',
    until: 'tomorrow',
    min: 10,
    max: -1,
    unheard: true,
    unconfirmed: 'yes',
    other: 'x',
  });
  expect(search).toEqual({ reason: ['error'], tag: '42', from: '2026-11-20', min: 10, unheard: true });
});

test('one reason alone is a list of one', () => {
  expect(readCallSearch({ reason: 'screened' })).toEqual({ reason: ['screened'] });
});

test('the last day counts whole', () => {
  const { started_from: from, started_before: before } = callFilters({ from: '2026-11-20', until: '2026-11-20' });
  expect(Date.parse(before!) - Date.parse(from!)).toBe(24 * 60 * 60 * 1000);
  expect(new Date(from!).getHours()).toBe(0);
});

test('a number of digits alone stands in an address as a number', () => {
  expect(readCallSearch({ number: 5550 })).toEqual({ number: '5550' });
  expect(callFilters(readCallSearch({ number: '+15550100' }))).toEqual({ number: '+15550100' });
});

test.each([
  ['+1 (555) 010-0123', '+15550100123'],
  ['555.0100', '5550100'],
  ['100', null],
  ['+15550100%', null],
  ['desk', null],
])('%j is sought as %j', (text, number) => {
  expect(readNumber(text)).toBe(number);
});

test('no filter asks for nothing', () => {
  expect(callFilters({})).toEqual({});
});
