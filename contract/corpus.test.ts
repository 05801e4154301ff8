/** Documents that somebody has stored. A file here is never changed: what could be read once stays readable. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAgent } from './agent.ts';

const folder = new URL('./fixtures/agents/', import.meta.url);

test.each(readdirSync(folder))('%s', (file) => {
  const parsed = parseAgent(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  expect(parsed).toMatchObject({ ok: true });
  const stored: unknown = JSON.parse(JSON.stringify(parsed.ok && parsed.agent));
  expect(parseAgent(stored)).toEqual(parsed);
});
