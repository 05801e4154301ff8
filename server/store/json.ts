/** What a jsonb column holds. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json | undefined };

/** What may be stored as jsonb: an object as JSON.stringify takes it. It comes back as a JsonObject. */
export type Storable = { readonly [key: string]: unknown };

/**
 * The text to store a value as jsonb; both drivers take text the same way, while they disagree about arrays.
 * PostgreSQL refuses NUL and half surrogate pairs inside jsonb. Speech services and models do send them, and no strange
 * character may keep a call from being stored as ended: they become U+FFFD.
 */
export function toJsonText(value: Storable | readonly Storable[]): string {
  return JSON.stringify(value).replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|[^])/g, (escape, code: string) =>
    code.length === 1 ? escape : '\ufffd',
  );
}

/** The same care for a text column. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
