import { expect, test } from 'vitest';
import { headline } from './headline.ts';

test('above a replay stands what it says, or why it says nothing', () => {
  const idle = { valid: true, changed: false, failed: false, told: null, idle: 'Change a setting.' };
  expect(headline(idle)).toBe('Change a setting.');
  expect(headline({ ...idle, changed: true })).toBe('Replaying …');
  expect(headline({ ...idle, changed: true, told: 'Earlier.' })).toBe('Earlier.');
  expect(headline({ ...idle, changed: true, failed: true })).toBe('It could not be replayed.');
  expect(headline({ ...idle, valid: false, changed: true, told: 'Earlier.' })).toContain('not possible');
});
