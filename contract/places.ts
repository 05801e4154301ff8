/** Finds texts in a document by where they stand, also in one that is partly wrong. */
import type { Path } from './problems.ts';

/** A text, where it stands, and the object around it. */
export type Place = { path: Path; text: string; around: Readonly<Record<string, unknown>> };

/** No list that is searched may be longer; entries behind that are not looked at. */
const entriesMax = 500;

/** The texts at `where`, such as `ending.reasons.*.closing.message`; `*` is each entry of a list. In document order. */
export function textsAt(document: unknown, where: string): Place[] {
  const keys = where.split('.');
  const path: PropertyKey[] = [];
  const found: Place[] = [];
  visit(document, null);
  return found;

  function visit(value: unknown, around: unknown): void {
    const key = keys[path.length];
    if (key === undefined) {
      if (typeof value === 'string') found.push({ path: [...path], text: value, around: around as Place['around'] });
    } else if (key !== '*') {
      below(key, valueOf(value, key), value);
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length && index < entriesMax; index++) below(index, value[index], value);
    }
  }

  function below(key: PropertyKey, value: unknown, around: unknown): void {
    if (value === undefined) return;
    path.push(key);
    visit(value, around);
    path.pop();
  }
}

/** A field of something that may not be an object. */
export function valueOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
