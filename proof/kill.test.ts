/** One kill with calls in every stage. All of them, thirty instants for each database: `npm run proof -- kill`. */
import { describe, expect, test } from 'vitest';
import { describeWith } from '../server/testing/programs.ts';
import { findPostgres } from '../server/store/testing/postgres.ts';
import { killRounds } from './kill.ts';

const need = ['sipp', 'flite'];
const ringing = 'a server that is killed while it holds calls in every stage leaves none of them open';

describeWith(need, ringing, () => {
  test('started again, on the embedded database', async () => {
    const [row] = await killRounds([{ database: 'pglite', what: 'family', moment: 'ended_commit' }]);
    expect(row!.faults).toEqual([]);
    expect(row!.calls).toBe(6);
  }, 120_000);

  describe.skipIf('missing' in findPostgres() && process.env['RINGOFF_REQUIRE_PEERS'] !== '1')('beside another', () => {
    test('which goes on, on PostgreSQL', async () => {
      const [row] = await killRounds([{ database: 'postgres', what: 'family', moment: { afterMs: 20 } }]);
      expect(row!.faults).toEqual([]);
      expect(row!.calls).toBe(7);
    }, 120_000);
  });
});
