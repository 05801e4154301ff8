/**
 * The kinds of block for editors that cannot carry schemas, such as a page in a browser: what each is called, its ways
 * out, its form, and with what it begins. Plain data. Source: design contract.md section 2.
 */
import * as z from 'zod';
import { type NodeKind, nodeKinds } from '../flow-nodes.ts';
import type { FormField, NodeDefinition } from './node.ts';

/** `alternatives`: each form that the object can have, whole, with the values that it begins with. */
export type ObjectForm = { alternatives: readonly Readonly<Record<string, unknown>>[]; fields: readonly FieldForm[] };

export type FieldForm = Omit<FormField, 'fields'> & {
  /** The most characters of a text, or the largest number. */
  max: number | null;
  min: number | null;
  /** It may be null, which the help explains. */
  nullable: boolean;
  /** Of rows: a plain text may stand for one, which is then its first field. */
  texts: boolean;
  /** Of a group, or of each row. */
  object: ObjectForm | null;
};

export type NodeForm = ObjectForm & Pick<NodeDefinition, 'title' | 'help' | 'group' | 'exits'>;

export type NodeForms = Readonly<Record<NodeKind, NodeForm>>;

export function nodeForms(): NodeForms {
  const forms = Object.entries(nodeKinds).map(([kind, definition]: [string, NodeDefinition]) => {
    const { title, help, group, exits, form, data } = definition;
    const schema = z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' }) as Schema;
    return [kind, { title, help, group, exits, ...objectForm(form, [schema]) }] as const;
  });
  return Object.fromEntries(forms) as Record<NodeKind, NodeForm>;
}

type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  minItems?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
};

function objectForm(fields: readonly FormField[], schemas: readonly Schema[]): ObjectForm {
  const objects = schemas.flatMap(leaves).filter((leaf) => leaf.properties !== undefined);
  return {
    alternatives: objects.map((object) => freshOf(object) as Record<string, unknown>),
    fields: fields.map((field) =>
      fieldForm(
        field,
        objects.flatMap((object) => object.properties![field.name] ?? []),
      ),
    ),
  };
}

function fieldForm({ fields, ...field }: FormField, schemas: readonly Schema[]): FieldForm {
  const own = schemas.flatMap(leaves);
  const inner = field.input === 'rows' ? own.flatMap((leaf) => leaf.items ?? []) : schemas;
  return {
    ...field,
    max: numberOf(own, 'maxLength') ?? numberOf(own, 'maximum'),
    min: numberOf(own, 'minimum'),
    nullable: own.some((leaf) => leaf.type === 'null'),
    texts: field.input === 'rows' && inner.flatMap(leaves).some((leaf) => leaf.type === 'string'),
    object: fields ? objectForm(fields, inner) : null,
  };
}

function numberOf(schemas: readonly Schema[], key: 'maxLength' | 'maximum' | 'minimum'): number | null {
  return schemas.map((schema) => schema[key]).find((value) => value !== undefined) ?? null;
}

/** The forms that a schema allows, one by one. */
function leaves(schema: Schema): Schema[] {
  const forms = schema.anyOf ?? schema.oneOf;
  return forms ? forms.flatMap(leaves) : [schema];
}

/** What a new one holds: the defaults, and nothing where somebody has to write. */
function freshOf(schema: Schema): unknown {
  const own = (schema.anyOf ?? schema.oneOf) ? leaves(schema)[0]! : schema;
  if (own.properties && schema.default !== null) {
    return Object.fromEntries(Object.entries(own.properties).map(([name, field]) => [name, freshOf(field)]));
  }
  if (schema.default !== undefined) return schema.default;
  if (own.const !== undefined) return own.const;
  if (own.enum) return own.enum[0];
  switch (own.type) {
    case 'array':
      return own.minItems ? [freshOf(own.items!)] : [];
    case 'object':
      return {};
    case 'boolean':
      return false;
    case 'number':
    case 'integer':
      return own.minimum ?? 0;
    default:
      return own.type === 'string' ? '' : null;
  }
}
