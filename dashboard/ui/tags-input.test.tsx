// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { Field } from './field.tsx';
import { TagsInput } from './tags-input.tsx';

afterEach(cleanup);

function Tags({ first = [] }: { first?: string[] }) {
  const [values, setValues] = useState(first);
  return (
    <Field label="Tags" faults={[{ kind: 'problem', message: 'Too many.', hint: 'Give fewer.' }]}>
      <TagsInput values={values} onChange={setValues} max={3} />
      <output>{values.join('|')}</output>
    </Field>
  );
}

const input = (): HTMLElement => screen.getByLabelText('Tags');
const values = (): string => screen.getByRole('status').textContent;

test('Enter and a comma add what was typed, once', () => {
  render(<Tags first={['one']} />);
  for (const [text, key] of [
    ['two', 'Enter'],
    ['one', ','],
    ['  ', 'Enter'],
  ] as const) {
    fireEvent.change(input(), { target: { value: text } });
    fireEvent.keyDown(input(), { key });
  }
  expect(values()).toBe('one|two');
});

test('pasted lines become tags, up to the limit', () => {
  render(<Tags />);
  fireEvent.paste(input(), { clipboardData: { getData: () => 'a\n b \r\n\nc, d' } });
  expect(values()).toBe('a|b|c');
});

test('Backspace takes the last one off only where nothing is typed; each has a button as well', () => {
  render(<Tags first={['a', 'b', 'c']} />);
  fireEvent.change(input(), { target: { value: 'x' } });
  fireEvent.keyDown(input(), { key: 'Backspace' });
  expect(values()).toBe('a|b|c');
  fireEvent.change(input(), { target: { value: '' } });
  fireEvent.keyDown(input(), { key: 'Backspace' });
  fireEvent.click(screen.getByRole('button', { name: 'Remove a' }));
  expect(values()).toBe('b');
});

test('a fault is tied to its field for who cannot see it', () => {
  render(<Tags />);
  expect(input().getAttribute('aria-invalid')).toBe('true');
  const about = document.getElementById(input().getAttribute('aria-describedby')!);
  expect(about?.textContent).toContain('Too many. Give fewer.');
});
