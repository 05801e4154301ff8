/** Tool calls printed as text: `name(…)`, JSON, or either in a wrapping. Source: design ending.md section 3. */
import { dropped, endsInside, escapePattern } from './control.ts';
import { isObject, parseObject, readArguments } from './printed-arguments.ts';
import type { Tail, Verdict } from './control.ts';
import type { Fields } from './printed-arguments.ts';

/** The tool names that are looked for, in any case of letters. */
export type ToolNames = {
  /** Those that can stand in running text. */
  readonly words: readonly string[];
  readonly lengthMax: number;
  /** The start of a text is a name with its opening parenthesis. */
  readonly callHead: RegExp;
  spelling(written: string): string | undefined;
};

const nameKeys = ['name', 'tool', 'function', 'action'];
const argumentKeys = ['arguments', 'parameters', 'args', 'input'];
const firstKeys = [...nameKeys, ...argumentKeys, 'type', 'id'];
/** Bounds how often nested objects are read again. */
const depthMax = 8;
const headBegun = anyOf(firstKeys.map((key) => endsInside(['\\{', '\\s*', '"', ...key, '"', '\\s*', ':'])));
const headWhole = new RegExp(`^\\{\\s*"(?:${firstKeys.join('|')})"\\s*:`);

const wrappings = [
  {
    openingBegun: anyOf(['json', 'tool_code'].map((language) => endsInside([...'```', ...language, '\\s*']))),
    opening: /^```(?:json|tool_code)?\s*/i,
    closingBegun: anyOf([endsInside(['\\s*', ...'```'])]),
    closing: /^\s*```/,
  },
  {
    openingBegun: anyOf([endsInside([...'<tool_call>', '\\s*'])]),
    opening: /^<tool_call>\s*/i,
    closingBegun: anyOf([endsInside(['\\s*', ...'</tool_call>'])]),
    closing: /^\s*<\/tool_call>/i,
  },
];
type Wrapping = (typeof wrappings)[number];

/** Prepares the names once for each filter. `end_call` is always among them. */
export function indexToolNames(toolNames: readonly string[]): ToolNames {
  const byFolded = new Map([...toolNames, 'end_call'].reverse().map((name) => [name.toLowerCase(), name]));
  const words = [...byFolded.keys()].filter((name) => /^\w[\w.-]{0,127}$/.test(name));
  return {
    words,
    lengthMax: Math.max(...words.map((name) => name.length)),
    callHead: new RegExp(`^(${words.map(escapePattern).join('|')})\\(`, 'i'),
    spelling: (written) => byFolded.get(written.toLowerCase()),
  };
}

/** Whether `text` ends before it could be seen which name it starts with, if any. */
export function mayBecomeName(text: string, names: ToolNames): boolean {
  if (text.length > names.lengthMax) return false;
  const folded = text.toLowerCase();
  return names.words.some((name) => name.startsWith(folded));
}

/** Matches `name(…)` at the start of `text`. */
export function matchPrintedCall(text: string, tail: Tail, names: ToolNames, quoted: boolean): Verdict {
  const head = names.callHead.exec(text);
  const name = head && names.spelling(head[1]!);
  if (!name) return 'no';
  if (tail === 'open' && !text.includes(')')) return 'more';
  const read = readArguments(text, head[0].length);
  if (read === null) return tail === 'open' ? 'more' : dropped(text.length, name, 'unterminated');
  // An ordinary word before a remark in parentheses is speech: "book(s)".
  if (read.bare && /^[a-z]+$/i.test(name)) return 'no';
  return { length: read.end, control: { type: 'printed_call', name, arguments: read.arguments, quoted } };
}

/** Matches a JSON object that is a tool call at the start of `text`, which begins with `{`. */
export function matchPrintedObject(text: string, tail: Tail, names: ToolNames, quoted: boolean): Verdict {
  if (!headWhole.test(text)) return tail === 'open' && headBegun.test(text) ? 'more' : 'no';
  const end = objectEnd(text);
  if (end === null) return 'no';
  if (end < 0 && tail === 'open') return 'more';
  const written = end < 0 ? text : text.slice(0, end);
  const fields = parseObject(written);
  if (!fields) {
    const name = readableName(written, names);
    return name ? dropped(written.length, name, end < 0 ? 'unterminated' : 'malformed') : 'no';
  }
  const call = callOf(fields, names);
  return call ? { length: end, control: { type: 'printed_call', ...call, quoted } } : 'no';
}

/** Matches a call in a code fence or in `<tool_call>`; the wrapping goes with it, closed or not. */
export function matchWrappedCall(text: string, tail: Tail, names: ToolNames, quoted: boolean): Verdict {
  for (const wrapping of wrappings) {
    if (tail === 'open' && wrapping.openingBegun.test(text)) return 'more';
    const opening = wrapping.opening.exec(text)?.[0].length;
    if (opening === undefined) continue;
    const inner = text.slice(opening);
    if (tail === 'open' && mayBecomeName(inner, names)) return 'more';
    const match = inner.startsWith('{') ? matchPrintedObject : matchPrintedCall;
    const verdict = match(inner, tail, names, quoted);
    if (verdict === 'no' || verdict === 'more') return verdict;
    const rest = inner.slice(verdict.length);
    const closing = closingLength(rest, wrapping, tail);
    return closing < 0 ? 'more' : { ...verdict, length: opening + verdict.length + closing };
  }
  return 'no';
}

/** -1 while it cannot be known. */
function closingLength(rest: string, wrapping: Wrapping, tail: Tail): number {
  const closing = wrapping.closing.exec(rest)?.[0].length;
  if (closing !== undefined) return closing;
  return tail === 'open' && (rest === '' || wrapping.closingBegun.test(rest)) ? -1 : 0;
}

/** The index after the brace that closes the first one, -1 if it is missing, null if objects nest too deep. */
function objectEnd(text: string): number | null {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' && ++depth > depthMax) return null;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return -1;
}

function callOf(fields: Fields, names: ToolNames): { name: string; arguments: Fields } | null {
  for (const key of nameKeys) {
    const value = fields[key];
    if (typeof value === 'string') {
      const name = names.spelling(value);
      if (name) return { name, arguments: argumentsOf(fields, key) };
    } else if (key === 'function' && isObject(value) && typeof value.name === 'string') {
      const name = names.spelling(value.name);
      if (name) return { name, arguments: argumentsOf(value, 'name') };
    }
  }
  return null;
}

/** Without a field for them, the other fields are the arguments: {"action": "end_call", "reason": "fraud"}. */
function argumentsOf(fields: Fields, nameKey: string): Fields {
  const key = argumentKeys.find((candidate) => candidate in fields);
  if (!key) {
    return Object.fromEntries(Object.entries(fields).filter(([field]) => ![nameKey, 'type', 'id'].includes(field)));
  }
  const value = fields[key];
  if (typeof value === 'string') return parseObject(value) ?? {};
  return isObject(value) ? value : {};
}

function readableName(written: string, names: ToolNames): string | undefined {
  for (const [, value] of written.matchAll(/"(?:name|tool|function|action)"\s*:\s*"([^"\\]*)(?:"|$)/g)) {
    const name = names.spelling(value!);
    if (name) return name;
  }
  return undefined;
}

function anyOf(patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join('|')})`, 'i');
}
