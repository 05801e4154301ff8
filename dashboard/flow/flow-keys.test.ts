import { expect, test } from 'vitest';
import { actOf } from './flow-keys.ts';

function press(keys: string) {
  const parts = keys.split('+');
  const key = parts.at(-1)!;
  return actOf({
    key,
    code: `Key${key.toUpperCase()}`,
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Cmd'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  });
}

test.each([
  ['n', 'add'],
  ['Delete', 'remove'],
  ['Backspace', 'remove'],
  ['Ctrl+z', 'undo'],
  ['Cmd+z', 'undo'],
  ['Ctrl+Shift+Z', 'redo'],
  ['Ctrl+y', 'redo'],
  ['Ctrl+c', 'copy'],
  ['Ctrl+v', 'paste'],
  ['Ctrl+d', 'duplicate'],
  ['Ctrl+a', 'selectAll'],
  ['Shift+Alt+T', 'tidy'],
] as const)('%s means %s', (keys, act) => expect(press(keys)).toBe(act));

test.each(['x', 'Shift+N', 'Ctrl+n', 'Alt+n', 'Ctrl+Shift+C', 'Ctrl+toString', 'valueOf'])(
  '%s is left to the browser',
  (keys) => expect(press(keys)).toBe(null),
);

test('with Alt the letter of a key may be another one', () => {
  const event = { code: 'KeyT', ctrlKey: false, metaKey: false, shiftKey: true, altKey: true };
  expect(actOf({ ...event, key: 'ˇ' })).toBe('tidy');
});
