/** The arguments of a printed `name(…)`, in the forms that models write. Source: design ending.md section 3. */

export type Fields = Record<string, unknown>;
type Piece = { key: string | null; text: string };

/** `end`: the index after the closing parenthesis. `bare`: one string without a key or quotation marks. */
type ReadArguments = { end: number; arguments: Fields; bare: boolean };

/** Reads up to the parenthesis that closes the one before `from`; null if there is none. */
export function readArguments(text: string, from: number): ReadArguments | null {
  const { end, commas } = findStructure(text, from);
  if (end < 0) return null;
  const inner = text.slice(from, end).trim();
  if (inner === '') return { end: end + 1, arguments: {}, bare: false };
  const whole = inner.startsWith('{') ? parseObject(inner) : null;
  if (whole) return { end: end + 1, arguments: whole, bare: false };
  const bounds = [from - 1, ...commas, end];
  const pieces = commas.length + 1;
  return {
    end: end + 1,
    ...collect(Array.from({ length: pieces }, (_, i) => readPiece(text.slice(bounds[i]! + 1, bounds[i + 1])))),
  };
}

export function parseObject(text: string): Fields | null {
  const value = parseJson(text);
  return isObject(value) ? value : null;
}

/** The closing parenthesis and the commas between arguments, both outside quotes. */
function findStructure(text: string, from: number): { end: number; commas: number[] } {
  const commas: number[] = [];
  let parentheses = 1;
  let brackets = 0;
  let quote = '';
  let before = '(';
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (quote) {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
      continue;
    }
    if (opensQuote(character, before, text[at - 1]!)) quote = character;
    else if (character === '(') parentheses++;
    else if (character === ')' && --parentheses === 0) return { end: at, commas };
    else if (character === '[' || character === '{') brackets++;
    else if (character === ']' || character === '}') brackets--;
    else if (character === ',' && parentheses === 1 && brackets === 0) commas.push(at);
    if (character.trim() !== '') before = character;
  }
  return { end: -1, commas };
}

/** An apostrophe or an inch sign opens nothing: 'caller's tone', '5" pipe'. */
function opensQuote(character: string, before: string, previous: string): boolean {
  if (character === '"') return '(,=:[{'.includes(before) || previous.trim() === '';
  return character === "'" && '(,=:[{'.includes(before);
}

function readPiece(piece: string): Piece {
  const trimmed = piece.trim();
  const head = /^(?:([A-Za-z_][\w-]*)|"([^"]*)"|'([^']*)')\s*[=:]\s*/.exec(trimmed);
  if (!head) return { key: null, text: trimmed };
  return { key: head[1] ?? head[2] ?? head[3] ?? null, text: trimmed.slice(head[0].length) };
}

/** A piece without a key is the reason if it comes first; later ones go on with an unquoted text that had a comma. */
function collect(pieces: readonly Piece[]): { arguments: Fields; bare: boolean } {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (!last) joined.push({ ...piece });
    else if (piece.key !== null) joined.push(piece);
    else if (!isQuoted(last.text)) last.text += `, ${piece.text}`;
  }
  const entries = joined.map(({ key, text }) => [key ?? 'reason', key === null ? unquote(text) : readValue(text)]);
  const [first] = joined;
  return {
    arguments: Object.fromEntries(entries),
    bare: joined.length === 1 && first?.key === null && !isQuoted(first.text),
  };
}

const constants = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['none', null],
]);

function readValue(text: string): unknown {
  if (isQuoted(text)) return unquote(text);
  const constant = constants.get(text.toLowerCase());
  if (constant !== undefined) return constant;
  return (/^[-\d[{]/.test(text) ? parseJson(text) : undefined) ?? text;
}

function isQuoted(text: string): boolean {
  return text.length >= 2 && (text[0] === '"' || text[0] === "'") && text.at(-1) === text[0];
}

function unquote(text: string): string {
  if (!isQuoted(text)) return text;
  const parsed = text.startsWith('"') ? parseJson(text) : undefined;
  return typeof parsed === 'string' ? parsed : text.slice(1, -1).replace(/\\(['"\\])/g, '$1');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
