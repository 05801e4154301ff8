/** `{{variables}}` in texts. Source: design contract.md section 1. */

/** What a variable may hold. */
export type VariableValue = string | number | boolean | readonly string[];

const place = /\{\{([^{}]{0,200})\}\}/g;

/**
 * The text with each `{{name}}` replaced by its value. A name without a value leaves nothing behind and is reported. A
 * value is put in as it is: what looks like a variable inside it stays text. Lists are joined by commas.
 */
export function fillVariables(
  text: string,
  values: Readonly<Record<string, VariableValue>>,
): { text: string; unknown: string[] } {
  const unknown = new Set<string>();
  const filled = text.replace(place, (_, inner: string) => {
    const name = inner.trim();
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) unknown.add(name);
    return value === undefined ? '' : asText(value);
  });
  return { text: filled, unknown: [...unknown] };
}

/** The names in a text, each once, in order of appearance. */
export function namesIn(text: string): string[] {
  if (!text.includes('{{')) return []; // So it is with most texts, and the search is slow until it has run often.
  return [...new Set(Array.from(text.matchAll(place), (found) => found[1]!.trim()))];
}

function asText(value: VariableValue): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
