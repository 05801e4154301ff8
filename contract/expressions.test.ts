import { describe, expect, test } from 'vitest';
import { checkExpression, evaluate } from './expressions.ts';

const holds = (source: string, values: Record<string, unknown> = {}) => {
  const result = evaluate(source, values);
  return result.ok ? result.value : result.problem;
};
const numbers = Array.from({ length: 1_000 }, (_, index) => `+1555${1_000 + index}`);

describe('what expressions can say', () => {
  test.each<[string, Record<string, unknown>]>([
    ['from in blocked_numbers', { from: '+1', blocked_numbers: ['+2', '+1'] }],
    ['from in blocked_numbers', { from: '+15551999', blocked_numbers: numbers }],
    ['blocked.exists(prefix, from.startsWith(prefix))', { from: '+49301', blocked: ['+44', '+4930'] }],
    ['weekday in ["saturday", "sunday"] || direction == "outbound"', { weekday: 'sunday', direction: 'inbound' }],
    ['timestamp(time).getHours("Europe/Berlin") < 8', { time: '2026-11-20T07:30:00+01:00' }],
    ['variables.clinic == "Acme" && has(variables.clinic) && !has(variables.none)', { variables: { clinic: 'Acme' } }],
    ['from.matches("^\\\\+49[0-9]{5,12}$")', { from: '+4930123456' }],
    ['visits + 1 > 2 && visits / 2 == 1.5 && 2 * visits == 6 && size(tags) + 1 == 3', { visits: 3, tags: ['a', 'b'] }],
    ['tags[at] == "b" && nothing == null', { tags: ['a', 'b'], at: 1, nothing: null }],
    [
      'size(tags.filter(tag, tag != "a")) == 99',
      { tags: Array.from({ length: 100 }, (_, at) => (at ? `t${at}` : 'a')) },
    ],
  ])('%s', (source, values) => {
    expect(holds(source, values)).toBe(true);
  });
});

describe('what cannot be saved', () => {
  test('an unknown name is told with the known ones', () => {
    expect(checkExpression('frm in blocked', ['from', 'blocked'])).toEqual({
      ok: false,
      problem: 'looks up "frm", which is not known',
      hint: 'Known names: from, blocked.',
    });
    expect(checkExpression('blocked.exists(x, x == from)', ['from', 'blocked'])).toEqual({ ok: true });
  });

  test.each([
    ['from = 1', 'Write == to compare.'],
    ['from and from', 'Write && for and, || for or, ! for not.'],
    ['', 'Give an expression like: from in blocked_numbers || weekday == "sunday".'],
  ])('%j is hinted at', (source, hint) => {
    expect(checkExpression(source, ['from'])).toEqual({
      ok: false,
      problem: expect.stringContaining('cannot be read'),
      hint,
    });
  });

  test.each([
    ['too long', 'a'.repeat(1_001), 'too many'],
    ['too deep for the parser', '('.repeat(495) + '1' + ')'.repeat(495), 'nests too deeply'],
    ['too deep', `${'['.repeat(60)}a${']'.repeat(60)} == a`, 'nests too deeply'],
    ['loops in loops in loops', '[1].all(x, [1].all(y, [1].all(z, true)))', 'too many loops'],
    ['an unknown function', 'eval(a)', 'does not exist'],
    ['a function of ours', '@spend(a, 1)', 'cannot be read'],
    ['a message', 'google.protobuf.Struct{}', 'makes a map or message'],
    ['a pattern from outside', 'a.matches(a)', 'not written out'],
    ['a broken pattern', 'a.matches("(")', 'cannot be read'],
    ['a backreference', 'a.matches("(a)\\\\1")', 'cannot be read'],
    ['huge repetitions', 'a.matches("((a{1,30}){1,30}){1,30}")', 'too many repetitions'],
  ])('%s', (_, source, problem) => {
    expect(checkExpression(source, ['a'])).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
    expect(evaluate(source, { a: 'x' }).ok).toBe(false);
  });
});

describe('what has no answer', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['from', { from: '+1' }, 'gives a text, not true or false'],
    ['1', {}, 'gives a value, not true or false'],
    ['variables.none == 1', { variables: {} }, 'field not found: none'],
    ['a + 1 == 2', { a: 'x' }, "found no matching overload for '_+_' applied to '(string, int)'"],
    ['nobody == 1', {}, 'looks up "nobody", which is not known'],
  ])('%s', (source, values, problem) => {
    expect(holds(source, values)).toBe(problem);
  });

  test('the ends of JavaScript are not reached', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(holds(`${name} == null`)).toContain('is not known');
      expect(holds(`has(a.${name})`, { a: { b: 1 } })).toBe(false);
      expect(holds(`a["${name}"] == null`, { a: { b: 1 } })).toBe(`field not found: ${name}`);
    }
  });
});

describe('work is bounded', () => {
  const tooMuch = 'is too much work: shorter lists, or fewer loops in each other';
  const timed = (source: string, values: Record<string, unknown>) => {
    const from = performance.now();
    const answer = holds(source, values);
    expect(performance.now() - from).toBeLessThan(2_000);
    return answer;
  };

  test('patterns that are catastrophes elsewhere run in linear time', () => {
    const text = `${'a'.repeat(30_000)}b`;
    expect(timed('s.matches("^(a+)+$")', { s: text })).toBe(false);
    expect(timed('s.matches("^(a|a)*c$")', { s: text })).toBe(false);
    expect(timed(`s.matches("${'(a|b|.*)*'.repeat(90)}$")`, { s: text })).toBe(tooMuch);
    expect(timed('s.matches("^(a+)+$")', { s: 'a'.repeat(1_000_000) })).toBe(tooMuch);
  });

  test.each([
    'a.exists(x, a.exists(y, x + y == "z"))',
    'a.exists(x, !(x in a))',
    'size(a.map(x, x)) == 1',
    `(${Array(30).fill('a').join('+')}).exists(x, a.exists(y, x == "q"))`,
    'a.all(x, a.all(y, true))',
    'a.exists(x, timestamp("2026-11-20T07:00:00Z").getHours("Europe/Berlin") == 99)',
  ])('%s', (source) => {
    expect(timed(source, { a: numbers })).toBe(tooMuch);
  });

  test('values are bounded too', () => {
    expect(holds('size(a) == 0', { a: Array(20_001).fill(1) })).toContain('more than 20000 entries');
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(holds('size(a) == 1', { a: deep })).toBe(true);
  });

  test('many sources are read, and the first again', () => {
    for (let index = 0; index < 600; index++) expect(holds(`${index} == a`, { a: index })).toBe(true);
    expect(holds('0 == a', { a: 0 })).toBe(true);
  });
});
