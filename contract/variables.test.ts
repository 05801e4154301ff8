import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  expressionNames,
  expressionValues,
  messageNames,
  messageValues,
  reservedNames,
  type CallFacts,
} from './call-values.ts';
import { checkExpression, evaluate } from './expressions.ts';
import { fold, foldedWords } from './fold.ts';
import { fillVariables, namesIn } from './variables.ts';

describe('texts', () => {
  test('are filled by name', () => {
    const values = { clinic: 'Acme', count: 2, open: true, days: ['Monday', 'Friday'] };
    expect(fillVariables('{{clinic}}, {{ count }}, {{open}}: {{days}}.', values)).toEqual({
      text: 'Acme, 2, true: Monday, Friday.',
      unknown: [],
    });
  });

  test('unknown names are left out and reported once', () => {
    expect(fillVariables('Hi {{a}}{{b}} {{a}}!', { b: '' })).toEqual({ text: 'Hi  !', unknown: ['a'] });
    expect(fillVariables('{{constructor}}{{__proto__}}', {}).unknown).toEqual(['constructor', '__proto__']);
  });

  test('values are not filled again, nor read as patterns', () => {
    expect(fillVariables('{{a}} {{b}}', { a: '{{b}}', b: '$&' }).text).toBe('{{b}} $&');
  });

  test('what is no variable stays', () => {
    for (const text of ['{a}', '{{a}', '{{', '{{a{b}}', `{{${'x'.repeat(201)}}}`]) {
      expect(fillVariables(text, { a: 'x' })).toEqual({ text, unknown: [] });
    }
  });

  test('names are those that filling asks for', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', 'b', ' ') }), (text) => {
        expect(fillVariables(text, {}).unknown).toEqual(namesIn(text));
      }),
    );
  });
});

describe('what every call brings', () => {
  const call: CallFacts = {
    callId: 'call_1',
    from: '+15550100',
    to: '+15550101',
    direction: 'inbound',
    at: new Date('2026-11-20T23:30:00Z'),
    timeZone: 'Europe/Berlin',
    language: 'en',
    variables: { clinic: 'Acme' },
  };

  test('to messages, as it is said', () => {
    const values = messageValues(call);
    expect(values).toMatchObject({ clinic: 'Acme', call_id: 'call_1', from: '+15550100', date: 'November 21, 2026' });
    expect(values.time).toMatch(/^12:30\sAM$/);
    expect(messageNames.every((name) => name in values)).toBe(true);
  });

  test('to expressions, in the zone of the agent', () => {
    const values = expressionValues(call);
    expect(values).toMatchObject({ time: '2026-11-21T00:30:00+01:00', weekday: 'saturday', blocked_numbers: [] });
    expect(expressionNames.every((name) => name in values)).toBe(true);
    expect(expressionValues({ ...call, timeZone: 'UTC' }).time).toBe('2026-11-20T23:30:00+00:00');
    expect(expressionValues({ ...call, timeZone: 'Asia/Kathmandu' }).time).toBe('2026-11-21T05:15:00+05:45');
  });

  test('a list of blocked numbers is the agent’s own', () => {
    const rule = 'from in blocked_numbers';
    expect(checkExpression(rule, expressionNames)).toEqual({ ok: true });
    expect(evaluate(rule, expressionValues(call))).toEqual({ ok: true, value: false });
    const variables = { blocked_numbers: ['+15550100'] };
    expect(evaluate(rule, expressionValues({ ...call, variables }))).toEqual({ ok: true, value: true });
  });

  test('variables cannot pass for it', () => {
    expect(expressionValues({ ...call, variables: { from: 'me' } }).from).toBe('+15550100');
    for (const name of [...messageNames, 'direction', 'weekday', 'variables'])
      expect(reservedNames.has(name)).toBe(true);
  });
});

test('folding takes away case, spaces and compatibility forms', () => {
  expect(fold('  Wrong\n NUMBER ﬁx ')).toBe('wrong number fix');
  expect(foldedWords("That's all, Bye!")).toEqual(['that', 's', 'all', 'bye']);
  expect(foldedWords('नमस्ते')).toEqual(['नमस्ते']);
});
