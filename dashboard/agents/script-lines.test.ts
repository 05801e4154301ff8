import { expect, test } from 'vitest';
import { newAgent } from './new-agent.ts';
import { type ScriptLine, withLine, withReasons } from './script-lines.ts';

const script = (newAgent('Bakery', 'prompt').model as { script: ScriptLine[] }).script;

test('a new line stands before the one for anything, where it can fit', () => {
  const line = { when: ['cake'], say: 'Yes!' };
  expect(
    withLine(script, line)
      .map(({ when }) => when)
      .slice(-2),
  ).toEqual([['cake'], 'anything']);
  expect(withLine([], line)).toEqual([line]);
});

test('each reason gets a line that ends the call for it, once', () => {
  const first = withReasons(script, ['Wrong number!', 'Rude caller'], 'end_call');
  expect(first.added).toBe(2);
  expect(first.script.at(-3)).toEqual({
    when: ['wrong number'],
    say: '',
    tools: [{ name: 'end_call', arguments: { reason: 'Wrong number!' } }],
  });
  expect(withReasons(first.script, ['Rude caller'], 'end_call')).toEqual({ script: first.script, added: 0 });
});

test('a reason without a word to listen for gets none, and no script grows without end', () => {
  expect(withReasons(script, ['?!'], 'end_call').added).toBe(0);
  const many = Array.from({ length: 300 }, (_, n) => `reason ${n}`);
  expect(withReasons([], many, 'end_call').script).toHaveLength(200);
});
