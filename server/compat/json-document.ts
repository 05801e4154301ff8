/** Documents of vendors: any JSON object. */

export type JsonDocument = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `over` put over `under`: objects are joined field by field, everything else is replaced. */
export function merged(under: JsonDocument, over: JsonDocument): JsonDocument {
  const fields = Object.entries(over).map(([name, value]): [string, unknown] => {
    const before = Object.hasOwn(under, name) ? under[name] : undefined;
    return [name, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  return Object.fromEntries([...Object.entries(under), ...fields]);
}

/** The value at `tools[0].name`. */
export function at(document: unknown, field: string): unknown {
  const keys = field.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  return keys.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string, unknown>)[key];
  }, document);
}

export function textAt(document: JsonDocument, field: string): string | undefined {
  const value = at(document, field);
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(document: JsonDocument, field: string): number | undefined {
  const value = at(document, field);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The objects of a list, each with its place. */
export function entriesAt(document: JsonDocument, field: string): { field: string; entry: JsonDocument }[] {
  const value = at(document, field);
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((entry, index) =>
    isObject(entry) ? [{ field: `${field}[${index}]`, entry }] : [],
  );
}
