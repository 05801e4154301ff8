/** Values of headers: lists with commas, parameters, quoted strings. Source: RFC 3261 sections 7.3.1 and 25.1. */

/** Splits at commas that stand neither in quotes nor in angle brackets. */
export function readList(value: string, separator = ','): string[] {
  const items: string[] = [];
  let from = 0;
  let quoted = false;
  let bracketed = false;
  for (let at = 0; at < value.length; at++) {
    const char = value[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '<') bracketed = true;
    else if (!quoted && char === '>') bracketed = false;
    else if (!quoted && !bracketed && char === separator) {
      items.push(value.slice(from, at).trim());
      from = at + 1;
    }
  }
  items.push(value.slice(from).trim());
  return items.filter((item) => item !== '');
}

/** Reads `;name=value;flag`. Names in lower case, values without quotes, null for a name without a value; the first counts. */
export function readParams(text: string, separator = ';'): Map<string, string | null> {
  const params = new Map<string, string | null>();
  for (const item of readList(text, separator)) {
    const equals = item.indexOf('=');
    const name = (equals < 0 ? item : item.slice(0, equals)).trim().toLowerCase();
    if (!params.has(name)) params.set(name, equals < 0 ? null : unquote(item.slice(equals + 1).trim()));
  }
  return params;
}

/** The text of a quoted string, or the text itself. */
export function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replace(/\\(.)/gs, '$1')
    : text;
}

/** A quoted string; what cannot stand in a header is left out. */
export function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- Control characters are what it takes out.
  return `"${text.replace(/[\u0000-\u001f\u007f]/g, '').replace(/["\\]/g, '\\$&')}"`;
}
