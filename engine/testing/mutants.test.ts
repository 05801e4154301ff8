import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenInChaos, brokenInWalks, failedCases } from './battery.ts';
import { type Mutant, mutants } from './mutants.ts';
import type { Engine } from './play.ts';

const home = join(import.meta.dirname, '..');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringoff-mutants-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of the engine with one fault in it, or none. */
async function engineWith(mutant: Mutant | null, name: string): Promise<Engine> {
  const copy = join(folder, name);
  for (const file of readdirSync(home)) {
    if (file.endsWith('.ts') && !file.endsWith('.test.ts')) cpSync(join(home, file), join(copy, file));
  }
  if (mutant) {
    const path = join(copy, mutant.file);
    const parts = readFileSync(path, 'utf8').split(mutant.find);
    if (parts.length !== 2) throw new Error(`${mutant.file} holds the place ${parts.length - 1} times`);
    writeFileSync(path, parts.join(mutant.put));
  }
  const load = (file: string): Promise<object> => import(/* @vite-ignore */ pathToFileURL(join(copy, file)).href);
  return { ...(await load('step.ts')), ...(await load('call.ts')) } as Engine;
}

/** Which part of the battery catches this engine. */
function caughtBy(engine: Engine): string[] {
  const failures = { scripts: failedCases(engine)[0], walk: brokenInWalks(engine), chaos: brokenInChaos(engine) };
  return Object.entries(failures).flatMap(([by, failure]) => (failure ? [by] : []));
}

describe('a fault planted in the engine is caught', () => {
  test('and a copy without one is not', async () => expect(caughtBy(await engineWith(null, 'sound'))).toEqual([]));

  test.each(mutants.map((mutant, index) => ({ ...mutant, index })))('$name', async ({ index, ...mutant }) => {
    const caught = caughtBy(await engineWith(mutant, `mutant-${index}`));
    expect(caught).not.toEqual([]);
  });
});
