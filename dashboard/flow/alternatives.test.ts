import { expect, test } from 'vitest';
import { alternativeOf, decidingField, fieldsOf, inForm, ownFields } from './alternatives.ts';
import { nodeForms } from './node-forms.ts';

const { utterance, condition, action } = nodeForms;
const branch = condition.fields[0]!.object!;
const names = (form: typeof branch, value: unknown): string[] => fieldsOf(form, value).map(({ name }) => name);

test('a word decides where there is one', () => {
  expect([utterance, action, branch].map(decidingField)).toEqual(['mode', 'mode', null]);
  expect(ownFields(utterance)).toEqual([]);
  expect(ownFields(branch).map(({ label }) => label)).toEqual(['Expression', 'Question']);
});

test('only the fields of the form that it has are shown', () => {
  expect(names(utterance, { mode: 'verbatim', text: '' })).toEqual([
    'mode',
    'text',
    'wait_for_reply',
    'no_input_seconds',
  ]);
  expect(names(action, { mode: 'set', set: [] })).toEqual(['mode', 'set']);
  expect(names(branch, { label: 'a', question: '' })).toEqual(['label', 'question']);
});

test('a branch with both an expression and a question shows both, so that one can be taken out', () => {
  expect(names(branch, { label: 'a', expression: 'true', question: 'b?' })).toEqual([
    'label',
    'expression',
    'question',
  ]);
});

test('in another form it keeps what both have', () => {
  const generated = inForm({ mode: 'verbatim', text: 'Hi', no_input_seconds: 5 }, utterance.alternatives[1]!, 'mode');
  expect(generated).toMatchObject({ mode: 'generated', instruction: '', no_input_seconds: 5 });
  expect(generated).not.toHaveProperty('text');
  expect(alternativeOf(utterance, generated)).toBe(utterance.alternatives[1]);
});
