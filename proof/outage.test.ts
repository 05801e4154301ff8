/** A few calls and an absence that is longer than a lease; fifty calls and 30 s: `npm run proof -- outage`. */
import { describe, expect, test } from 'vitest';
import { leaseMs } from '../server/store/call-lease.ts';
import { findPostgres } from '../server/store/testing/postgres.ts';
import { outage } from './outage.ts';

const skip = !('bin' in findPostgres()) && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

describe.skipIf(skip)('a database that is away for longer than a lease', () => {
  test('kills no call', async () => {
    const findings = await outage({ calls: 6, awayMs: leaseMs + 2_000 });
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(findings.length).toBeGreaterThan(15);
  }, 180_000);
});
