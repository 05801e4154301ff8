/** Places in a document, written as the server names them: `ending.reasons[0].closing.message`. */

function steps(path: string): (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => (index ? Number(index) : name!));
}

/** Undefined where nothing stands. */
export function readAt(document: unknown, path: string): unknown {
  return steps(path).reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | null | undefined)?.[step],
    document,
  );
}

/** A copy in which `value` stands at `path`; what is not on the way is the same as before. */
export function writeAt<Document>(document: Document, path: string, value: unknown): Document {
  const write = (inner: unknown, [step, ...rest]: (string | number)[]): unknown => {
    if (step === undefined) return value;
    const copy = (Array.isArray(inner) ? [...inner] : { ...(inner as object) }) as Record<string | number, unknown>;
    copy[step] = write(copy[step], rest);
    return copy;
  };
  return write(document, steps(path)) as Document;
}

export type Difference = { path: string; before: unknown; after: unknown };

/** Where two documents differ, place by place; a list that differs in length differs as a whole. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (Object.is(before, after)) return [];
  const lists = Array.isArray(before) && Array.isArray(after);
  if (lists && before.length === after.length) {
    return before.flatMap((value, index) => differences(value, after[index], `${path}[${index}]`));
  }
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => differences(before[name], after[name], path === '' ? name : `${path}.${name}`));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
