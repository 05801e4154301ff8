/** The form of each kind fits its schema: no field is missing, none is made up, and every word of a select is known. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { nodeKinds } from '../flow-nodes.ts';
import type { FormField } from './node.ts';

type Json = {
  properties?: Record<string, Json>;
  items?: Json;
  anyOf?: Json[];
  oneOf?: Json[];
  enum?: string[];
  const?: string;
};

const kinds = Object.entries(nodeKinds);

/** The fields of an object, of all its forms together. */
function fieldsOf(schema: Json): Record<string, Json[]> {
  const found: Record<string, Json[]> = {};
  for (const form of formsOf(schema)) {
    for (const [name, field] of Object.entries(form.properties ?? {})) found[name] = [...(found[name] ?? []), field];
  }
  return found;
}

function formsOf(schema: Json): Json[] {
  const forms = schema.anyOf ?? schema.oneOf;
  return forms ? forms.flatMap(formsOf) : [schema];
}

function wordsOf(schemas: Json[]): string[] {
  return schemas.flatMap(formsOf).flatMap((form) => form.enum ?? (form.const === undefined ? [] : [form.const]));
}

/** What the form says and the schema does not, or the other way round. */
function differences(form: readonly FormField[], schema: Json, at: string): string[] {
  const fields = fieldsOf(schema);
  const shown = new Set(form.map((field) => field.name));
  const missing = Object.keys(fields).filter((name) => !shown.has(name));
  return [
    ...missing.map((name) => `${at}.${name} is not in the form`),
    ...form.flatMap((field) => {
      const where = `${at}.${field.name}`;
      if (!fields[field.name]) return [`${where} is not in the schema`];
      const schemas = fields[field.name]!.flatMap(formsOf);
      const words = field.input === 'select' ? wordsOf(schemas) : (field.choices ?? []);
      const inner = field.input === 'rows' ? schemas.flatMap((each) => each.items ?? []) : schemas;
      return [
        ...(String(words) === String(field.choices ?? []) ? [] : [`${where} has the words ${words}`]),
        ...(field.when && !fields[field.when.field] ? [`${where} depends on ${field.when.field}`] : []),
        ...(field.label === '' ? [`${where} has no label`] : []),
        ...(field.fields ? differences(field.fields, { anyOf: inner }, where) : []),
      ];
    }),
  ];
}

test.each(kinds)('the form of %s', (kind, { form, data }) => {
  const schema = z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' }) as Json;
  expect(differences(form, schema, kind)).toEqual([]);
});

test.each(kinds)('%s: its ways out have different names', (_, { exits }) => {
  const labels = exits.map((exit) => exit.label);
  expect(new Set(labels).size).toBe(labels.length);
});

test('only an End Call block has none', () => {
  expect(kinds.filter(([, { exits }]) => exits.length === 0).map(([kind]) => kind)).toEqual(['end_call']);
});
