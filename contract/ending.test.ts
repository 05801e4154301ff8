import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { ending } from './ending.ts';
import { problemsOf } from './problems.ts';

type Input = z.input<typeof ending>;

const wrong = (input: Input) => {
  const { error } = ending.safeParse(input);
  return error ? problemsOf(error.issues, input).map(({ path, problem }) => `${path}: ${problem}`) : [];
};

describe('reasons and actions', () => {
  test('are unique, reasons when folded', () => {
    expect(wrong({ actions: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] })).toEqual([
      'actions[2].name: is the same as that of entry 0 (counted from 0)',
    ]);
    expect(wrong({ reasons: [{ reason: 'Wrong  number' }, { reason: 'wrong number.' }] })).toHaveLength(1);
    expect(wrong({ reasons: [{ reason: 'Wrong number' }, { reason: 'Wrong person' }] })).toEqual([]);
  });

  test.each(['static', 'prompt'] as const)('a %s closing needs its message', (mode) => {
    expect(wrong({ reasons: [{ reason: 'a', closing: { mode, message: ' ' } }] })).toEqual([
      'reasons[0].closing.message: is empty',
    ]);
    expect(wrong({ reasons: [{ reason: 'a', closing: { mode, message: 'x' } }] })).toEqual([]);
  });

  test('an agent may have no end action at all', () => {
    expect(ending.parse({ actions: [] }).actions).toEqual([]);
  });
});

describe('silence', () => {
  test('no_words_seconds is the larger of 120 and twice the timeout, unless given', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 5, max: 3600 })), (timeout_seconds) => {
        const { no_words_seconds } = ending.parse({ silence: { timeout_seconds } }).silence;
        expect(no_words_seconds).toBe(Math.max(120, 2 * (timeout_seconds ?? 0)));
      }),
    );
    expect(ending.parse({ silence: { no_words_seconds: 45 } }).silence.no_words_seconds).toBe(45);
  });

  test('no_words_seconds is null only where the timeout is', () => {
    expect(wrong({ silence: { no_words_seconds: null } })).toEqual([
      'silence.no_words_seconds: is null while timeout_seconds is not',
    ]);
    expect(wrong({ silence: { timeout_seconds: null, no_words_seconds: null } })).toEqual([]);
  });

  test('check-ins ascend and come before the timeout', () => {
    const check_ins = [10, 10, 30].map((after_seconds) => ({ after_seconds, message: 'Hello?' }));
    expect(wrong({ silence: { check_ins } })).toEqual([
      'silence.check_ins[1].after_seconds: 10 can never be reached in its turn',
      'silence.check_ins[2].after_seconds: 30 can never be reached in its turn',
    ]);
    expect(wrong({ silence: { timeout_seconds: null, check_ins: check_ins.slice(1) } })).toEqual([]);
  });
});

describe('voicemail and guard', () => {
  test('a message that is left has words', () => {
    expect(wrong({ voicemail: { action: 'leave_message' } })).toEqual(['voicemail.message: is empty']);
  });

  test('a requirement is a rule, a disclosure or a variable', () => {
    const require = [{ rule: 'true', message: 'm' }, { disclosure: 'Recorded.' }, { variable: 'name' }];
    expect(ending.parse({ guard: { require } }).guard.require).toEqual(require);
    expect(wrong({ guard: { require: [{ rule: 'x'.repeat(1_001) }] } })).toEqual([
      'guard.require[0].rule: has 1001 characters, too many',
    ]);
    for (const none of [{}, { rule: 'true', variable: 'a' }, 5]) {
      expect(wrong({ guard: { require: [none as never] } })[0]).toMatch(
        /require\[0\]: (an object fits none of the forms|5 is not) known here/,
      );
    }
  });
});
