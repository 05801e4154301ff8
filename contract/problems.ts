/** What is wrong with a document, for the people who wrote it. Source: design contract.md sections 1 and 6. */
import type * as z from 'zod';

/** Where it is (`ending.silence.timeout_seconds`, `tools[0].name`), what was wrong, and what would be right. */
export type Problem = { path: string; problem: string; hint: string };

export type Path = readonly PropertyKey[];

/** More than these are not told at once. */
export const problemsMax = 100;
/** A value is shown up to this length, in characters. */
const shownMax = 40;

/** Fields whose value may be a secret, or may hold one pasted by mistake: it is never shown. */
const secretFields = /key|secret|token|passw|auth|header|credential|url|body/i;

/** The problems that a schema found in `input`. Values are shown shortly, never those of secret fields. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], input: unknown): Problem[] {
  return issues.slice(0, problemsMax).flatMap((issue) => fromIssue(issue, [], input));
}

/** `['a', 'b', 0]` as `a.b[0]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const shown = cut(String(key), 64);
    return text === '' ? shown : `${text}.${shown}`;
  }, '');
}

/** A value in a few characters; of a secret only how long it is. */
function show(value: unknown, path: Path = []): string {
  if (path.some((key) => typeof key === 'string' && secretFields.test(key))) return 'the value (not shown)';
  if (typeof value === 'string') return JSON.stringify(cut(value, shownMax));
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return value === undefined ? 'nothing' : 'an object';
}

function fromIssue(issue: z.core.$ZodIssue, above: Path, input: unknown): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...path, key]),
      problem: 'is no field here',
      hint: issue.message,
    }));
  }
  if (issue.code === 'invalid_union') {
    const branch = likeliestBranch(issue.errors);
    if (branch) return branch.flatMap((nested) => fromIssue(nested, path, input));
  }
  return [{ path: pathText(path), problem: problemOf(issue, valueAt(input, path), path), hint: hintOf(issue) }];
}

/** The one form that the value was meant to have: all its fields are known and none is missing or of another type. */
function likeliestBranch(branches: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | null {
  const near = branches.filter((issues) =>
    issues.every((issue) => issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_type'),
  );
  return near.length === 1 ? near[0]! : null;
}

function hintOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

function problemOf(issue: z.core.$ZodIssue, value: unknown, path: Path): string {
  if (issue.code === 'custom' && typeof issue.params?.problem === 'string') return issue.params.problem;
  if (issue.code === 'invalid_key') return 'is not a name that can stand here';
  if (value === undefined) return 'is missing';
  if (value === '') return 'is empty';
  switch (issue.code) {
    case 'invalid_type':
      return `${show(value, path)} is not ${typeNames[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return issue.origin === 'number' ? `${show(value, path)} is too small` : `${sized(value, path)} too few`;
    case 'too_big':
      return issue.origin === 'number' ? `${show(value, path)} is too large` : `${sized(value, path)} too many`;
    case 'invalid_value':
      return `${show(value, path)} is not one of the words known here`;
    case 'invalid_union':
      return `${show(value, path)} ${typeof value === 'object' ? 'fits none of the forms' : 'is not'} known here`;
    default:
      return `${show(value, path)} does not have the right form`;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function sized(value: unknown, path: Path): string {
  if (typeof value === 'string') return `has ${value.length} characters,`;
  if (Array.isArray(value)) return `has ${value.length} entries,`;
  return `${show(value, path)} is`;
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<PropertyKey, unknown>)[key];
  }, input);
}

function cut(text: string, max: number): string {
  const shown = Array.from(text.slice(0, max * 2))
    .slice(0, max)
    .join('');
  return shown.length < text.length ? `${shown}…` : shown;
}
