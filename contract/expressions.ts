/**
 * The one expression language, for pre-call rules, conditions and guards: CEL. No clock, no access to anything but the
 * names given, bounded work; `matches` runs in linear time. Source: design architecture.md, contract.md sections 1 and 2.
 */
import { readTree, runnable, type CelValues, type Tree } from './cel.ts';
import { patternWeight, readNames, type Refusal } from './expression-reading.ts';

/** The longest expression, in characters. */
export const expressionMax = 1_000;

/** The most expressions in one document: one with more is refused, so that reading it stays quick. */
const expressionsMax = 1_000;

/** The most characters in all expressions of one document: reading these takes about half a second at worst. */
const expressionsCharsMax = 100_000;

/** Why the expressions of one document are too many to be read; null for a document that keeps the bounds. */
export function tooManyExpressions(sources: readonly string[]): Refusal | null {
  const chars = sources.reduce((sum, source) => sum + source.length, 0);
  if (sources.length > expressionsMax) {
    return { problem: `has ${sources.length} expressions, too many`, hint: `Give at most ${expressionsMax}.` };
  }
  if (chars <= expressionsCharsMax) return null;
  return { problem: `has ${chars} characters of expressions, too many`, hint: `Give at most ${expressionsCharsMax}.` };
}

export type Checked = { ok: true } | ({ ok: false } & Refusal);
/** `problem`: why it has no value for this call, such as a field that is missing. */
export type Evaluated = { ok: true; value: boolean } | { ok: false; problem: string };

/** Whether an expression can be saved: it can be read, keeps its bounds, and looks up only these names. */
export function checkExpression(source: string, variableNames: readonly string[]): Checked {
  return withNames(read(source), variableNames);
}

/** The names that an expression looks up, none for one that cannot be read. */
export function namesOf(source: string): readonly string[] {
  const reading = read(source);
  return 'problem' in reading ? [] : reading.names;
}

/**
 * Whether an expression holds for these values: texts, numbers, booleans, null, and lists or objects of them. Never throws.
 * Work beyond the bound, a missing field or a value that is not true or false is a problem, told in words.
 */
export function evaluate(source: string, variables: Readonly<Record<string, unknown>>): Evaluated {
  const ready = makeReady(source);
  const checked = withNames(ready, Object.keys(variables));
  if (!checked.ok) return { ok: false, problem: checked.problem };
  if ('problem' in ready) return { ok: false, problem: ready.problem };
  try {
    const value = ready.run(celValues(variables));
    if (typeof value === 'boolean') return { ok: true, value };
    return { ok: false, problem: `gives ${typeof value === 'string' ? 'a text' : 'a value'}, not true or false` };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message.slice(0, 200) : 'cannot be evaluated' };
  }
}

function withNames(reading: Reading | Refusal, variableNames: readonly string[]): Checked {
  if ('problem' in reading) return { ok: false, problem: reading.problem, hint: reading.hint };
  const unknown = reading.names.find((name) => !variableNames.includes(name));
  if (unknown === undefined) return { ok: true };
  const known = [...new Set(variableNames)].slice(0, 40).join(', ');
  return {
    ok: false,
    problem: `looks up ${JSON.stringify(unknown)}, which is not known`,
    hint: `Known names: ${known}.`,
  };
}

type Reading = { names: readonly string[] };
type Ready = Reading & { run: (values: CelValues) => unknown };

/** One check of a document asks several times for each of its expressions: all of them are kept, as names alone. */
const readings = new Map<string, Reading | Refusal>();
const readingsMax = 2 * expressionsMax;
/** The same few rules are asked on every call. Fewer are kept: ready to run, one can take 100 kB and more. */
const runnables = new Map<string, Ready | Refusal>();
const runnablesMax = 500;

function read(source: string): Reading | Refusal {
  return kept(readings, readingsMax, source, () => readAnew(source, ({ names }) => ({ names })));
}

function makeReady(source: string): Ready | Refusal {
  return kept(runnables, runnablesMax, source, () =>
    readAnew(source, ({ names }, tree) => ({
      names,
      run: runnable(tree, (pattern) => Math.ceil(patternWeight(pattern) / 100)),
    })),
  );
}

function kept<Value>(sources: Map<string, Value>, max: number, source: string, make: () => Value): Value {
  const known = sources.get(source);
  if (known) return known;
  const made = make();
  if (source.length > expressionMax) return made;
  if (sources.size >= max) sources.delete(sources.keys().next().value!);
  sources.set(source, made);
  return made;
}

function readAnew<Found>(source: string, use: (reading: Reading, tree: Tree) => Found): Found | Refusal {
  if (source.length > expressionMax) {
    return { problem: `has ${source.length} characters, too many`, hint: `Give at most ${expressionMax} characters.` };
  }
  try {
    const tree = readTree(source);
    const found = readNames(tree);
    return 'problem' in found ? found : use(found, tree);
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'nests too deeply', hint: 'Give a shorter expression.' };
    return { problem: `cannot be read: ${parserWords(error)}`, hint: hintFor(source) };
  }
}

/** The parser's own words end in a long list of everything that could have stood there instead. */
function parserWords(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words
    .replace(/^<input>:/, 'at ')
    .split(' but expecting ')[0]!
    .slice(0, 160);
}

function hintFor(source: string): string {
  const bare = source.replace(/"[^"]*"|'[^']*'/g, '');
  if (/(^|[^=!<>])=([^=]|$)/.test(bare)) return 'Write == to compare.';
  if (/\b(and|or|not)\b/i.test(bare)) return 'Write && for and, || for or, ! for not.';
  return 'Give an expression like: from in blocked_numbers || weekday == "sunday".';
}

const valueDepthMax = 8;
/** Entries in all lists and objects together. */
const entriesMax = 20_000;

/** Without prototypes: a name finds what was given, never what JavaScript objects inherit. Throws for too many entries. */
function celValues(variables: Readonly<Record<string, unknown>>): CelValues {
  let entries = 0;
  const values = Object.create(null) as Record<string, CelValues[string]>;
  for (const [name, value] of Object.entries(variables)) values[name] = celValue(value, 0);
  return values;

  function celValue(value: unknown, depth: number): CelValues[string] {
    if (++entries > entriesMax) throw new Error(`looks at more than ${entriesMax} entries`);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    if (depth >= valueDepthMax || typeof value !== 'object' || value === null) return null;
    if (Array.isArray(value)) return value.map((entry) => celValue(entry, depth + 1));
    return new Map(Object.entries(value).map(([key, entry]) => [key, celValue(entry, depth + 1)] as const));
  }
}
