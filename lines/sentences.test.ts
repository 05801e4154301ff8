import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentences } from './sentences.ts';

function cut(...pieces: string[]): string[] {
  const all = sentences();
  return [...pieces.flatMap((piece) => all.push(piece)), ...all.rest()].map(({ text }) => text);
}

test.each([
  ['We open at nine. On Friday at ten!', ['We open at nine.', 'On Friday at ten!']],
  ['Dr. Smith and Mrs. Lee see J. Doe at 3.30 p. m.', ['Dr. Smith and Mrs. Lee see J. Doe at 3.30 p. m.']],
  ['It is “fine.” Really? Yes…', ['It is “fine.”', 'Really?', 'Yes…']],
  ['first line\nsecond line', ['first line', 'second line']],
  ['您好。再见。', ['您好。', '再见。']],
])('%s', (text, expected) => {
  expect(cut(text)).toEqual(expected);
  expect(cut(...text)).toEqual(expected);
});

test('a sentence is given when it is complete, with its end in the whole text', () => {
  const all = sentences();
  expect(all.push('Good')).toEqual([]);
  expect(all.push('bye. Thank')).toEqual([{ text: 'Goodbye.', end: 9 }]);
  expect(all.rest()).toEqual([{ text: 'Thank', end: 14 }]);
});

test('only what follows could tell that "Goodbye." is complete', () => {
  const all = sentences();
  all.push('Goodbye');
  expect(all.looksComplete()).toBe(false);
  all.push('.');
  expect(all.looksComplete()).toBe(true);
});

test('a long sentence is cut at a comma, or at a space', () => {
  const long = `${'word '.repeat(30)}here, ${'word '.repeat(30)}end.`;
  expect(cut(long)[0]).toMatch(/here,$/);
  expect(cut('word '.repeat(100))[0]!.length).toBeLessThanOrEqual(240);
});

test('nothing is lost or doubled, however the text is cut', () => {
  const words = fc.constantFrom('Yes.', 'no', 'Mr.', 'wait,', '\n', '…', '3.5', '"So!"', 'a'.repeat(300), ' ');
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60 }), (pieces) => {
      const all = sentences();
      const found = [...pieces.flatMap((piece) => all.push(piece)), ...all.rest()];
      const whole = pieces.join('');
      let from = 0;
      for (const { text, end } of found) {
        expect(text).toBe(whole.slice(from, end).trim());
        from = end;
      }
      expect(from).toBe(whole.length);
    }),
  );
});
