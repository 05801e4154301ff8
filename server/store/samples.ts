import { type Kysely, sql } from 'kysely';
import type { Agents } from './agents.ts';
import type { Erasure } from './erasure.ts';
import type { Tables } from './tables.ts';

/** What came with a new database as an example, as long as nobody has taken it over. */
export type SampleCounts = { calls: number; agents: number };

export type Samples = {
  /** Marks an agent that was put in as an example; its first version is one. */
  markAgent(accountId: string, agentId: string): Promise<void>;
  /** The ids of sample agents that nobody has changed. */
  agents(accountId: string): Promise<string[]>;
  counts(accountId: string): Promise<SampleCounts>;
  /** Deletes the sample calls, and the sample agents that were neither changed nor called by anybody. */
  remove(accountId: string): Promise<SampleCounts>;
};

export function sampleStore(
  db: Kysely<Tables>,
  { agents, erasure }: { agents: Pick<Agents, 'remove'>; erasure: Pick<Erasure, 'samples'> },
): Samples {
  const unchanged = (accountId: string) =>
    db
      .selectFrom('agent')
      .select('id')
      .where('account_id', '=', accountId)
      .where('sample', '=', true)
      .where('current_version', '=', 1)
      .where('deleted_at', 'is', null);
  const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
  return {
    async markAgent(accountId, agentId) {
      await db
        .updateTable('agent')
        .set({ sample: true })
        .where('account_id', '=', accountId)
        .where('id', '=', agentId)
        .execute();
    },
    agents: async (accountId) => idsOf(await unchanged(accountId).execute()),
    async counts(accountId) {
      const { calls } = await db
        .selectFrom('call')
        .select(sql<number>`count(*)::int`.as('calls'))
        .where('account_id', '=', accountId)
        .where('sample', '=', true)
        .executeTakeFirstOrThrow();
      return { calls, agents: (await unchanged(accountId).execute()).length };
    },
    async remove(accountId) {
      const calls = await erasure.samples(accountId);
      const called = sql<boolean>`exists (select 1 from call
        where call.account_id = agent.account_id and call.agent_id = agent.id)`;
      const unused = idsOf(
        await unchanged(accountId)
          .where(sql<boolean>`not ${called}`)
          .execute(),
      );
      let removed = 0;
      for (const id of unused) if (await agents.remove(accountId, id)) removed += 1;
      return { calls, agents: removed };
    },
  };
}
