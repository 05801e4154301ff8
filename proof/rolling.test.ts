/** Two servers with a few calls; with fifty: `npm run proof -- rolling`. */
import { describe, expect, test } from 'vitest';
import { findPostgres } from '../server/store/testing/postgres.ts';
import { rolling } from './rolling.ts';

const skip = 'missing' in findPostgres() && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

describe.skipIf(skip)('two servers that are replaced one after the other', () => {
  test('lose no call', async () => {
    const findings = await rolling({ calls: 6, newCalls: 2, stopSeconds: 2 });
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(findings.length).toBeGreaterThan(10);
  }, 120_000);
});
