import { expect, test } from 'vitest';
import { Retryable, Terminal } from '../../contract/errors.ts';
import { databaseError } from './database-errors.ts';

const failed = (code?: string): Error => Object.assign(new Error('it failed'), { code });

test.each(['08006', '25P03', '40001', '40P01', '53300', '55P03', '57014', '57P01', 'ECONNREFUSED', 'EPIPE', undefined])(
  'from a server, %s may pass',
  (code) => expect(databaseError(failed(code), 'server')).toBeInstanceOf(Retryable),
);

test.each(['22P02', '23505', '25P02', '42P01', 'XX000'])('%s stays', (code) => {
  expect(databaseError(failed(code), 'server')).toBeInstanceOf(Terminal);
  expect(databaseError(failed(code), 'embedded')).toBeInstanceOf(Terminal);
});

test('the embedded database has no connection to lose', () => {
  expect(databaseError(failed(), 'embedded')).toBeInstanceOf(Terminal);
  expect(databaseError(failed('25P03'), 'embedded')).toBeInstanceOf(Retryable);
});

test('a mistake of ours is not a lost connection', () => {
  expect(databaseError(new TypeError('circular'), 'server')).toBeInstanceOf(Terminal);
});

test('a named error keeps its name', () => {
  const named = new Retryable('away');
  expect(databaseError(named, 'server')).toBe(named);
});
