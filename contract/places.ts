/** Finds texts in a document by where they stand, also in one that is partly wrong. */
import type { Path } from './problems.ts';

/** A text, where it stands, and the object around it. */
export type Place = { path: Path; text: string; around: Readonly<Record<string, unknown>> };

/** No list that is searched may be longer; entries behind that are not looked at. */
const entriesMax = 500;

/** The texts at `where`, such as `ending.reasons.*.closing.message`; `*` is each entry of a list. */
export function textsAt(document: unknown, where: string): Place[] {
  let found: { path: PropertyKey[]; value: unknown; around: unknown }[] = [{ path: [], value: document, around: null }];
  for (const key of where.split('.')) {
    found = found.flatMap(({ path, value }) => {
      if (key === '*') {
        return Array.isArray(value)
          ? value
              .slice(0, entriesMax)
              .map((entry, index) => ({ path: [...path, index], value: entry as unknown, around: value as unknown }))
          : [];
      }
      const inside = valueOf(value, key);
      return inside === undefined ? [] : [{ path: [...path, key], value: inside, around: value }];
    });
  }
  return found.flatMap(({ path, value, around }) =>
    typeof value === 'string' ? [{ path, text: value, around: around as Record<string, unknown> }] : [],
  );
}

/** A field of something that may not be an object. */
export function valueOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
