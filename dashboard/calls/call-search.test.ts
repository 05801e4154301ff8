import { expect, test } from 'vitest';
import { callFilters, readCallSearch } from './call-search.ts';

test('an address is read, and what is no filter is left out', () => {
  const search = readCallSearch({
    reason: ['error', 'nonsense'],
    tag: 42,
    agent: '',
    direction: 'sideways',
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

test('no filter asks for nothing', () => {
  expect(callFilters({})).toEqual({});
});
