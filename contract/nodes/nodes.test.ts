/** The form of each kind fits its schema: no field is missing, none is made up, and every word of a select is known. */
import { describe, expect, test } from 'vitest';
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

function compare(form: readonly FormField[], schema: Json, at: string): void {
  const fields = fieldsOf(schema);
  expect([at, form.map((field) => field.name).toSorted()]).toEqual([at, Object.keys(fields).toSorted()]);
  for (const field of form) {
    const schemas = fields[field.name]!.flatMap(formsOf);
    const where = `${at}.${field.name}`;
    if (field.input === 'select') expect([where, field.choices]).toEqual([where, wordsOf(schemas)]);
    if (field.input === 'group') compare(field.fields!, { anyOf: schemas }, where);
    if (field.input === 'rows') compare(field.fields!, { anyOf: schemas.flatMap((each) => each.items ?? []) }, where);
    if (field.when) expect(fields).toHaveProperty(field.when.field);
    expect(field.label).not.toBe('');
  }
}

describe('the form of', () => {
  test.each(kinds)('%s', (kind, { form, data }) => {
    compare(form, z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' }) as Json, kind);
  });
});

test.each(kinds)('%s: its ways out have different names', (_, { exits }) => {
  const labels = exits.map((exit) => exit.label);
  expect(new Set(labels).size).toBe(labels.length);
});

test('only an End Call block has none', () => {
  expect(kinds.filter(([, { exits }]) => exits.length === 0).map(([kind]) => kind)).toEqual(['end_call']);
});
