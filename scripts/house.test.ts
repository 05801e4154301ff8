/** The rules of the house are shown to bite: each breach below is planted in a temporary folder, and found. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkHouse } from './check-house.ts';

type Planted = readonly [what: string, path: string, text: string];

const house = fileURLToPath(new URL('..', import.meta.url));

function plant(files: readonly Planted[]): string {
  const root = mkdtempSync(join(tmpdir(), 'house-'));
  for (const [, path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return root;
}

/** The rules that oxlint finds broken, by file. */
async function lint(root: string): Promise<Map<string, string[]>> {
  copyFileSync(join(house, '.oxlintrc.json'), join(root, '.oxlintrc.json'));
  const command = [join(house, 'node_modules/oxlint/bin/oxlint'), '--format', 'json'];
  const run = promisify(execFile)(process.execPath, command, { cwd: root });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  const found = new Map<string, string[]>();
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  for (const { code, filename } of diagnostics) found.set(filename, [...(found.get(filename) ?? []), code]);
  return found;
}

const forbiddenImports: Planted[] = [
  ['engine takes a value from a room', 'engine/a.ts', "import { x } from '../contract/agent.ts';\nexport const y = x;"],
  ['engine takes a type from a room', 'engine/b.ts', "import type { X } from '../server/log.ts';\nexport type Y = X;"],
  ['engine passes a room on', 'engine/c.ts', "export * from '../judge/judge.ts';"],
  ['engine loads a room later', 'engine/d.ts', "export const load = () => import('../providers/clock.ts');"],
  ['engine takes a package', 'engine/e.ts', "import * as z from 'zod';\nexport const y = z;"],
  ['engine takes a part of Node', 'engine/f.ts', "import { join } from 'node:path';\nexport const y = join;"],
  ['engine takes a room from a subfolder', 'engine/deep/g.ts', "export { x } from '../../contract/agent.ts';"],
  ['a test of engine takes helpers of server', 'engine/i.test.ts', "export * from '../server/testing/play.ts';"],
  ['a test of engine takes a room', 'engine/h.test.ts', "export { x } from '../contract/agent.ts';"],
  ['judge takes a value of engine', 'judge/a.ts', "export { meanings } from '../engine/reasons.ts';"],
  ['judge takes a type of contract', 'judge/b.ts', "export type { Agent } from '../contract/agent.ts';"],
  ['contract takes a package', 'contract/a.ts', "import pg from 'pg';\nexport const y = pg;"],
  ['contract takes CEL outside cel.ts', 'contract/b.ts', "export { run } from '@bufbuild/cel';"],
  ['contract takes zod in cel.ts', 'contract/cel.ts', "export { z } from 'zod';"],
  [
    'contract takes the engine itself',
    'contract/c.ts',
    "import { step } from '../engine/step.ts';\nexport const y = step;",
  ],
  ['contract takes judge', 'contract/d.ts', "export type { Judge } from '../judge/judge.ts';"],
  ['providers take server', 'providers/models/a.ts', "export { x } from '../../server/session.ts';"],
  ['lines take a type of server', 'lines/a.ts', "export type { LogEntry } from '../server/log.ts';"],
  ['lines take judge', 'lines/b.ts', "export { ruleJudge } from '../judge/judge.ts';"],
  ['after-call takes server', 'after-call/a.ts', "export { x } from '../server/store/store.ts';"],
  ['after-call takes a value of providers', 'after-call/b.ts', "export { systemClock } from '../providers/clock.ts';"],
  ['server takes simulator', 'server/a.ts', "export { x } from '../simulator/world.ts';"],
  ['server loads the command line', 'server/b.ts', "export const load = () => import('../cli/main.ts');"],
  ['a test of server takes the command line', 'server/c.test.ts', "export { x } from '../cli/samples.ts';"],
  ['dashboard takes a type of engine', 'dashboard/a.ts', "export type { Call } from '../engine/call.ts';"],
  ['dashboard takes a part of Node', 'dashboard/b.ts', "export { join } from 'node:path';"],
  ['simulator takes the command line', 'simulator/a.ts', "export { x } from '../cli/paint.ts';"],
  ['bench takes dashboard', 'bench/a.ts', "export { x } from '../dashboard/a.ts';"],
  ['the command line takes dashboard', 'cli/a.ts', "export { x } from '../dashboard/a.ts';"],
];

const allowedImports: Planted[] = [
  ['judge takes types of engine', 'judge/y.ts', "export type { Meaning } from '../engine/reasons.ts';"],
  ['contract takes types of engine', 'contract/y.ts', "export type { End } from '../engine/call.ts';"],
  ['contract takes lists of engine', 'contract/z.ts', "export { triggers } from '../engine/reasons.ts';"],
  ['contract takes zod', 'contract/w.ts', "import * as z from 'zod';\nexport const y = z.string();"],
  ['lines take the clock', 'lines/y.ts', "export type { Clock } from '../providers/clock.ts';"],
  ['after-call takes types of providers', 'after-call/y.ts', "export type { Clock } from '../providers/clock.ts';"],
  ['server takes judge', 'server/y.ts', "export { ruleJudge } from '../judge/judge.ts';"],
  ['simulator takes server', 'simulator/y.ts', "export { startCall } from '../server/start-call.ts';"],
  [
    'tests of server take helpers of providers',
    'server/z.test.ts',
    "export * from '../providers/models/testing/vendors.ts';",
  ],
  ['the command line takes simulator', 'cli/y.ts', "export { simulate } from '../simulator/simulate.ts';"],
  [
    'tests of engine take their tools',
    'engine/y.test.ts',
    "export * from 'vitest';\nexport * from 'node:fs/promises';",
  ],
];

const otherLint: Planted[] = [
  ['oxc(no-async-await)', 'engine/async.ts', 'export const y = async () => 1;'],
  ['eslint(no-restricted-globals)', 'engine/date.ts', 'export const y = () => Date.now();'],
  ['eslint(no-restricted-globals)', 'engine/timer.ts', 'export const y = () => globalThis.setTimeout(() => 1);'],
  ['eslint(no-restricted-globals)', 'engine/performance.ts', 'export const y = () => performance.now();'],
  ['eslint(no-restricted-properties)', 'engine/chance.ts', 'export const y = () => Math.random();'],
  ['typescript(no-restricted-types)', 'engine/promise.ts', 'export type Y = Promise<number>;'],
  ['eslint(no-restricted-globals)', 'judge/date.ts', 'export const y = () => new Date();'],
  ['typescript(consistent-type-imports)', 'engine/type.ts', "export type Y = import('../lines/line.ts').Line;"],
  ['import(no-cycle)', 'server/one.ts', "import { two } from './two.ts';\nexport const one = () => two;"],
  ['import(no-cycle)', 'server/two.ts', "import { one } from './one.ts';\nexport const two = () => one;"],
  ['typescript(ban-ts-comment)', 'server/d.ts', '// @ts-ignore\nexport const y: number = 1;'],
  ['eslint(no-warning-comments)', 'server/e.ts', '// Later: TODO.\nexport const y = 1;'],
  ['vitest(no-disabled-tests)', 'server/f.test.ts', "test.skip('x', () => expect(1).toBe(1));"],
  ['vitest(no-focused-tests)', 'server/g.test.ts', "describe.only('x', () => test('y', () => expect(1).toBe(1)));"],
  ['vitest(expect-expect)', 'server/h.test.ts', "test('x', () => {});"],
];

describe('oxlint', () => {
  let root: string;
  let found: Map<string, string[]>;
  beforeAll(async () => {
    root = plant([...forbiddenImports, ...allowedImports, ...otherLint]);
    found = await lint(root);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test.each(forbiddenImports)('refuses that %s', (_what, path) => {
    expect(found.get(path)).toContain('eslint(no-restricted-imports)');
  });

  test.each(allowedImports)('allows that %s', (_what, path) => {
    expect(found.get(path) ?? []).toEqual([]);
  });

  test.each(otherLint)('reports %s in %s', (rule, path) => {
    expect(found.get(path)).toContain(rule);
  });
});

const breaches: Planted[] = [
  ['"utils" says nothing', 'server/utils/a.ts', ''],
  ['"helpers" says nothing', 'server/helpers.ts', ''],
  ['tools/ is no room', 'tools/a.ts', ''],
  ['"lines" is the name of a room', 'server/lines/a.ts', ''],
  ['301 lines, more than 300', 'server/long.ts', '\n'.repeat(300)],
  ['a test does not sleep', 'server/a.test.ts', 'await sleep(10);'],
  ['a test does not sleep', 'server/b.test.ts', 'setTimeout(done, 10);'],
  ['a test does not sleep', 'server/c.test.ts', "import { scheduler } from 'node:timers/promises';"],
  ['import() takes a path in quotes', 'server/c.ts', 'export const load = (name) => import(`../cli/${name}`);'],
  ['write the shortest path', 'engine/d.ts', "import { x } from './../server/session.ts';"],
  ['write the shortest path', 'engine/e.ts', "import { x } from '../engine/../server/session.ts';"],
  ['write a relative path', 'lines/f.ts', "import { step } from 'ringoff/engine';"],
  ['"vitest" is for tests', 'server/g.ts', "import { expect } from 'vitest';"],
  ['is for tests', 'server/h.ts', "import { play } from './testing/play.ts';"],
  ['the lock file names a registry', 'package-lock.json', '{ "resolved": "x" }'],
  ['names a registry or a secret', '.npmrc', 'registry=x'],
  ["is a path of somebody's machine", 'docs/a.md', 'See /home/anna/ringoff/docs.'],
  ['is the address of a registry', 'docs/b.md', 'https://registry.example.org/x'],
];

const fine: Planted[] = [
  ['', 'server/fine.ts', "import { x } from '../engine/step.ts';\nimport { y } from './store/store.ts';"],
  ['', 'server/testing/fine.ts', "import { expect } from 'vitest';\nimport { x } from '../../engine/step.ts';"],
  ['', 'server/fine.test.ts', "import { play } from './testing/play.ts';\nfor (;;) break;"],
  ['', 'server/long.test.ts', '\n'.repeat(400)],
  ['', 'examples/calls/fine.txt', 'caller: my folder is /usr/lib/x'],
];

describe('check-house', () => {
  const root = plant([...breaches, ...fine]);
  const found = checkHouse(root);
  afterAll(() => rmSync(root, { recursive: true }));

  test.each(breaches)('says "%s" of %s', (what, path) => {
    expect(found.filter((breach) => breach.path === path).map((breach) => breach.what)).toEqual([
      expect.stringContaining(what),
    ]);
  });

  test('says nothing else', () => {
    expect(found).toHaveLength(breaches.length);
  });

  test('finds the path of the folder itself', () => {
    writeFileSync(join(root, 'docs/c.md'), `cd ${root}/docs`);
    expect(checkHouse(root).find(({ path }) => path === 'docs/c.md')?.what).toContain(root);
  });
});
