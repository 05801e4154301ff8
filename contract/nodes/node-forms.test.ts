import { expect, test } from 'vitest';
import { nodeKinds } from '../flow-nodes.ts';
import { problemsOf } from '../problems.ts';
import { nodeForms } from './node-forms.ts';

const forms = nodeForms();

test.each(Object.entries(forms))('a new %s lacks nothing but words', (kind, { alternatives }) => {
  for (const fresh of alternatives) {
    const { error } = nodeKinds[kind as keyof typeof nodeKinds].data.safeParse(fresh);
    const problems = error ? problemsOf(error.issues, fresh) : [];
    expect(problems.filter(({ problem }) => problem !== 'is empty')).toEqual([]);
  }
});

test('they are plain data, with the bounds of the schemas', () => {
  expect(JSON.parse(JSON.stringify(forms))).toEqual(forms);
  const field = (kind: keyof typeof forms, name: string) => forms[kind].fields.find((one) => one.name === name);
  expect(field('utterance', 'no_input_seconds')).toMatchObject({ min: 1, max: 3600, nullable: true });
  expect(field('utterance', 'text')).toMatchObject({ max: 1_000, nullable: false });
  expect(field('end_call', 'sms')?.object?.alternatives).toEqual([
    { enabled: false, mode: 'prompt', message: '', when: '', consent: 'required' },
  ]);
});

test('an object with several forms has them all: by its mode, or by which field it has', () => {
  expect(forms.utterance.alternatives.map(({ mode }) => mode)).toEqual(['verbatim', 'generated']);
  const [branches] = forms.condition.fields;
  expect(branches!.object!.alternatives).toEqual([
    { label: '', expression: '' },
    { label: '', question: '' },
  ]);
});

test('a plain text may stand for a choice, and for nothing else', () => {
  const rows = (fields: (typeof forms)['action']['fields']): string[] =>
    fields.flatMap((one) => [...(one.texts ? [one.name] : []), ...rows(one.object?.fields ?? [])]);
  expect(Object.values(forms).flatMap(({ fields }) => rows(fields))).toEqual(['choices']);
});
