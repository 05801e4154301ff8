/**
 * The rules of the house that a linter cannot see: names of folders, lengths of files, tests that sleep, how imports are
 * written, and what tells of somebody's machine. Part of `npm run lint`; the rules stand in CONTRIBUTING.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Breach = { path: string; line: number; what: string };

/** A folder at the top is a room of the import rule (.oxlintrc.json), or holds no code of the product. */
const rooms = new Set(
  'engine judge contract providers lines server after-call dashboard simulator bench proof cli examples'.split(' '),
);
const besideRooms = new Set(['docs', 'scripts']);

const outside = new Set(['node_modules', 'dist', 'coverage', '.git', '.ringoff']);
const shapeless = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'lib', 'misc', 'shared']);

const linesMax = 300;
/** Longer files that are one thing, each with the reason why. */
const longFiles: Readonly<Record<string, string>> = {};

/** They name what they forbid. */
const speaksOfRules = new Set(['scripts/check-house.ts', 'scripts/house.test.ts']);

type File = { path: string; lines: readonly string[] };
type Rule = (file: File) => Iterable<{ line: number; what: string }>;

/** Every breach in the files under `root`. */
export function checkHouse(root: string): Breach[] {
  const ofFiles: Rule[] = [folderNames, fileLength, lockFile];
  const ofTexts: Rule[] = [sleepingTests, importSpelling, testTools, tracesOf(root)];
  return [...filesUnder(root, root)].flatMap((path) => {
    const file = { path, lines: readFileSync(join(root, path), 'utf8').split('\n') };
    const rules = speaksOfRules.has(path) ? ofFiles : [...ofFiles, ...ofTexts];
    return rules.flatMap((rule) => [...rule(file)].map((breach) => ({ path, ...breach })));
  });
}

function* filesUnder(root: string, folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (outside.has(entry.name) || entry.name.endsWith('.log')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(root, path);
    else if (entry.isFile()) yield relative(root, path).replaceAll(sep, '/');
  }
}

const isCode = (path: string): boolean => /\.(ts|tsx|mjs|css|sh)$/.test(path);
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const servesTests = (path: string): boolean => isTest(path) || path.includes('/testing/') || path.endsWith('.cases.ts');

function* folderNames({ path }: File): ReturnType<Rule> {
  const folders = path.split('/').slice(0, -1);
  const [top] = folders;
  if (top !== undefined && !top.startsWith('.') && !rooms.has(top) && !besideRooms.has(top)) {
    yield { line: 1, what: `${top}/ is no room: give it a place in the import rule and in ARCHITECTURE.md` };
  }
  const names = [...folders, basename(path).replace(/\..*$/, '')];
  const bad = names.find((name) => shapeless.has(name));
  if (bad) yield { line: 1, what: `"${bad}" says nothing: name it after what it holds` };
  const inner = isCode(path) && folders.slice(1).find((name) => rooms.has(name));
  if (inner) yield { line: 1, what: `"${inner}" is the name of a room: the import rule would take it for that room` };
}

function* fileLength({ path, lines }: File): ReturnType<Rule> {
  const length = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const long = isCode(path) && !servesTests(path) && length > linesMax;
  const reason = longFiles[path];
  if (long && !reason) yield { line: linesMax + 1, what: `${length} lines, more than ${linesMax}: is it one thing?` };
  if (!long && reason) yield { line: 1, what: 'no longer needs its place among the long files of check-house.ts' };
}

function* sleepingTests(file: File): ReturnType<Rule> {
  if (!isTest(file.path)) return;
  const sleeps = /\b(setTimeout|setInterval|sleep|delay)\(|['"]node:timers/;
  yield* each(file, sleeps, () => 'a test does not sleep: give it a clock, or wait for what it waits for');
}

const imported = /(?:\bfrom|\bimport)\s*\(?\s*(['"`])([^'"`\n]*)\1/g;

/** One way to write an import, so that the import rule, which reads the text, cannot be passed by. */
function* importSpelling(file: File): ReturnType<Rule> {
  if (!/\.(ts|tsx|mjs)$/.test(file.path)) return;
  const notQuoted = /\bimport\(\s*[^'"\s)]/;
  if (!isTest(file.path)) yield* each(file, notQuoted, () => 'import() takes a path in quotes');
  for (const { line, to } of importsOf(file)) {
    if (/^(\/|#|file:|ringoff\/)/.test(to)) yield { line, what: `"${to}": write a relative path` };
    const straight = /^(\.\/|(\.\.\/)+)(?!\.)[^/]+(\/(?!\.)[^/]+)*$/.test(to);
    if (to.startsWith('.') && !straight) yield { line, what: `"${to}": write the shortest path` };
  }
}

/** What only tests use stays with them. Whose helpers they may take follows from the import rule. */
function* testTools(file: File): ReturnType<Rule> {
  if (!/\.(ts|tsx|mjs)$/.test(file.path) || file.path === 'vitest.config.ts' || servesTests(file.path)) return;
  if (/^(bench|proof)\//.test(file.path)) return; // They measure and prove what tests play.
  for (const { line, to } of importsOf(file)) {
    if (/^(vitest|fast-check)(\/|$)|(^|\/)testing\//.test(to)) yield { line, what: `"${to}" is for tests` };
  }
}

function* importsOf({ lines }: File): Iterable<{ line: number; to: string }> {
  for (const [index, text] of lines.entries()) {
    if (/^\s*(\*|\/\/|\/\*)/.test(text)) continue;
    for (const match of text.matchAll(imported)) yield { line: index + 1, to: match[2]! };
  }
}

/** The lock file and npm's settings name no registry: the one that somebody uses is their own affair. */
function* lockFile(file: File): ReturnType<Rule> {
  if (file.path === 'package-lock.json') yield* each(file, /"resolved":/, () => 'the lock file names a registry');
  if (file.path === '.npmrc') yield* each(file, /registry\s*=|_auth|token/i, () => 'names a registry or a secret');
}

/** Absolute paths of the machine that this runs on, home folders of any machine, and hosts of registries. */
function tracesOf(root: string): Rule {
  const common = new Set(['/', '/home', '/Users', '/tmp', '/var', '/usr', '/opt', '/srv', '/mnt', '.']);
  const here = [root, dirname(root), homedir()].filter((path) => path.length > 1 && !common.has(path));
  const own = here.map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const machine = new RegExp(`(?<![\\w.~-])(${own}|/home/\\w+|/Users/\\w+|[A-Z]:\\\\Users)(?=[/\\\\])`);
  const registry = /https?:\/\/[^\s"'/]*(registry\.|artifactory|nexus|verdaccio)/i;
  return function* traces(file) {
    yield* each(file, machine, (found) => `${found} is a path of somebody's machine`);
    yield* each(file, registry, (found) => `${found} is the address of a registry`);
  };
}

function* each(file: File, pattern: RegExp, what: (found: string) => string): ReturnType<Rule> {
  for (const [index, text] of file.lines.entries()) {
    const match = pattern.exec(text);
    if (match) yield { line: index + 1, what: what(match[0]) };
  }
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
  const breaches = checkHouse(root);
  for (const { path, line, what } of breaches) console.error(`${path}:${line}: ${what}`);
  if (breaches.length > 0) console.error(`${breaches.length} breaches of the rules of the house.`);
  process.exitCode = breaches.length > 0 ? 1 : 0;
}
