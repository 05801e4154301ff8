import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('docs/configuration.md tells every variable of the server', () => {
  const asked = new Set<string>();
  readConfig(new Proxy({}, { get: (_env, name) => void asked.add(String(name)) }));
  const told = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
  expect([...asked].filter((name) => !told.includes(`| \`${name}\` |`))).toEqual([]);
  expect(asked.size).toBeGreaterThan(10);
});
