/** Speech libraries cost 1 s and 100 MB: nothing that the server's own process imports may lead to them. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Every file and package that is loaded with this one. Workers and `import()` are loaded by whoever asks for them. */
function loadedWith(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href) || !existsSync(file)) return seen;
  seen.add(file.href);
  const statements = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from '([^']+)'/gm);
  for (const [, to] of statements) {
    if (to!.startsWith('.')) loadedWith(new URL(to!, file), seen);
    else seen.add(to!);
  }
  return seen;
}

const speechPackages = (file: string): string[] =>
  [...loadedWith(new URL(file, import.meta.url))].filter((one) => one.startsWith('@livekit/'));

test.each(['../main.ts', '../../cli/main.ts', './pool.ts'])('%s loads no speech library', (file) => {
  expect(loadedWith(new URL(file, import.meta.url)).size).toBeGreaterThan(3);
  expect(speechPackages(file)).toEqual([]);
});

test('a speech worker does', () => {
  expect(speechPackages('./speech-worker.ts')).toContain('@livekit/agents');
});
