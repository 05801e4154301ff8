/** Three calls on each database; ten: `npm run proof -- fsync`. */
import { expect, test } from 'vitest';
import { describeWith } from '../server/testing/programs.ts';
import { fsyncBeforeWebhook } from './fsync.ts';

describeWith(['strace'], 'an end that a webhook tells of is on the disk', () => {
  test('of the embedded database', async () => {
    const findings = await fsyncBeforeWebhook({ database: 'pglite', calls: 3 });
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  }, 120_000);

  test('of PostgreSQL, and the proof tells a server that never syncs', async () => {
    const findings = await fsyncBeforeWebhook({ database: 'postgres', calls: 3 });
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    const never = await fsyncBeforeWebhook({ database: 'postgres', calls: 3, syncs: false });
    expect(never.map(({ holds }) => holds)).toEqual([true, false]);
  }, 120_000);
});
