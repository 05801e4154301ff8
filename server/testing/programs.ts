/** Programs that tests use as peers. */
import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** Skips by name what cannot be tested here; with RINGOFF_REQUIRE_PEERS=1 it fails instead. */
export function describeWith(programs: readonly string[], title: string, tests: () => void): void {
  const missing = programs.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  const skip = missing.length > 0 && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';
  describe.skipIf(skip)(skip ? `${title} (skipped: ${missing.join(', ')} not found)` : title, tests);
}
