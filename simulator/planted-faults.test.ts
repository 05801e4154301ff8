import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type PlantedFault, plantedFaults } from './planted-faults.ts';

const root = join(import.meta.dirname, '..');
const rooms = ['engine', 'judge', 'contract', 'providers', 'lines', 'server', 'simulator'];
const seeds = 1_500;
const copy = mkdtempSync(join(tmpdir(), 'ringoff-faults-'));
for (const room of rooms) cpSync(join(root, room), join(copy, room), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The first seed whose world shows a violation, and the violation. */
function firstViolation(): { seed: number; violations: string[] } | null {
  const search = `
    const { simulate } = await import('./simulator/simulate.ts');
    let found = null;
    for (let seed = 1; seed <= ${seeds} && !found; seed++) {
      const { violations } = simulate(seed);
      if (violations.length > 0) found = { seed, violations };
    }
    console.log(JSON.stringify(found));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', search], {
    cwd: copy,
    encoding: 'utf8',
  });
  if (stdout.trim() === '') throw new Error(`the simulator did not run: ${stderr.slice(0, 500)}`);
  return JSON.parse(stdout) as { seed: number; violations: string[] } | null;
}

function withFault(fault: PlantedFault, run: () => void): void {
  const path = join(copy, fault.file);
  const sound = readFileSync(path, 'utf8');
  expect(sound.split(fault.from), `${fault.file} holds the place once`).toHaveLength(2);
  writeFileSync(
    path,
    sound.replace(fault.from, () => fault.to),
  );
  try {
    run();
  } finally {
    writeFileSync(path, sound);
  }
}

describe('faults planted in the session are found by the simulator', () => {
  test('the sound copy breaks no rule', () => expect(firstViolation()).toBeNull());
  test.each(plantedFaults)('$name', (fault) => {
    withFault(fault, () => {
      const found = firstViolation();
      expect(found, 'no seed showed it').not.toBeNull();
      console.log(`${fault.name}: seed ${found!.seed}, ${found!.violations[0]}`);
    });
  });
});
