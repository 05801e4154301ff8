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
