import { expect, test } from 'vitest';
import { readAgent } from '../testing/play.ts';
import { expectedWords } from './expected-words.ts';

test('the offline ear of a flow expects its answers and choices', () => {
  const expected = expectedWords(readAgent('flow-lead-qualification'));
  expect(expected).toEqual(expect.arrayContaining(['own', 'my own', 'rent', 'tenant', 'yes, call me back']));
  for (const own of ['next', 'no_match', 'no_input', 'filled', 'else']) expect(expected).not.toContain(own);
});
