/** Objects that can have one of several forms, as their editor deals with them. */
import type { FieldForm, ObjectForm } from '../../contract/nodes/node-forms.ts';

type Loose = Readonly<Record<string, unknown>>;

/** The form that a value has: the one whose fields are the most like its own. */
export function alternativeOf({ alternatives }: ObjectForm, value: unknown): Loose {
  const names = Object.keys(isObject(value) ? value : {});
  const likeness = (form: Loose): number =>
    names.filter((name) => name in form).length - names.filter((name) => !(name in form)).length;
  return alternatives.reduce((best, form) => (likeness(form) > likeness(best) ? form : best), alternatives[0]!);
}

/** The fields to show: those of its form, as long as the field that they depend on says so. */
export function fieldsOf(form: ObjectForm, value: unknown): FieldForm[] {
  const own = alternativeOf(form, value);
  const held = isObject(value) ? value : {};
  return form.fields.filter(
    ({ name, when }) => (name in own || name in held) && (!when || when.is.includes(String(held[when.field]))),
  );
}

/** The field whose word decides which form it is, if one does. */
export function decidingField({ alternatives, fields }: ObjectForm): string | null {
  const [first, ...others] = alternatives;
  const field = fields.find(
    ({ name, input }) => input === 'select' && others.some((form) => name in form && form[name] !== first![name]),
  );
  return field?.name ?? null;
}

/** What one form has and no other, where no word decides: the choices by which somebody picks a form. */
export function ownFields(form: ObjectForm): { label: string; form: Loose }[] {
  if (form.alternatives.length < 2 || decidingField(form) !== null) return [];
  return form.alternatives.flatMap((one) => {
    const name = Object.keys(one).find((key) => form.alternatives.every((other) => other === one || !(key in other)));
    const label = form.fields.find((field) => field.name === name)?.label;
    return label === undefined ? [] : [{ label, form: one }];
  });
}

/** The same thing in another form: what both have stays, but for the word that decides. */
export function inForm(value: unknown, target: Loose, deciding: string | null): Loose {
  const kept = Object.entries(isObject(value) ? value : {}).filter(([name]) => name in target && name !== deciding);
  return structuredClone({ ...target, ...Object.fromEntries(kept) });
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
