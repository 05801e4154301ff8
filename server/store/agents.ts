import { type Kysely, sql } from 'kysely';
import { syncAgentWebhooks } from './agent-webhooks.ts';
import { newId } from './ids.ts';
import { type JsonObject, type Storable, toJsonText } from './json.ts';
import type { Tables } from './tables.ts';

/** One saved version of an agent. */
export type AgentVersion = { id: string; version: number; document: JsonObject; createdAt: Date };

/** Pages of a list: at most `limit`, those after the id of the last one seen. */
export type AgentPage = { limit?: number; after?: string };
export type VersionPage = { limit?: number; before?: number };

/** Agents and their versions. A call keeps the version that it began with, so no version ever changes. */
export type Agents = {
  /**
   * Saves a document under a chosen or (null) a new id: as the next version, or as the current one when nothing changed.
   * Puts at the same time come one after the other; none is lost. The webhooks in it become the agent's endpoints.
   */
  put(accountId: string, id: string | null, document: Storable): Promise<AgentVersion>;
  /** The current version unless another is named. Null: there is none. */
  get(accountId: string, id: string, version?: number): Promise<AgentVersion | null>;
  /** Current versions, by id. */
  list(accountId: string, page?: AgentPage): Promise<AgentVersion[]>;
  /** Whether the id is or ever was an agent's. */
  known(accountId: string, id: string): Promise<boolean>;
  /** False: there is none. Its calls and versions stay; a put under the same id brings it back with its next version. */
  remove(accountId: string, id: string): Promise<boolean>;
  /** All versions of one agent, newest first; of a deleted one none. */
  versions(accountId: string, id: string, page?: VersionPage): Promise<AgentVersion[]>;
};

export function agentStore(db: Kysely<Tables>): Agents {
  return {
    put: (accountId, id, document) => put(db, accountId, id ?? newId('agent'), document),

    async get(accountId, id, version) {
      const found = await (version === undefined ? current(db, accountId) : kept(db, accountId))
        .where('agent_version.agent_id', '=', id)
        .$if(version !== undefined, (query) => query.where('agent_version.version', '=', version!))
        .executeTakeFirst();
      return found ?? null;
    },

    list: (accountId, { limit = 100, after = '' } = {}) =>
      current(db, accountId)
        .where('agent_version.agent_id', '>', after)
        .orderBy('agent_version.agent_id')
        .limit(limit)
        .execute(),

    async known(accountId, id) {
      const query = db.selectFrom('agent').select('id').where('account_id', '=', accountId).where('id', '=', id);
      return (await query.executeTakeFirst()) !== undefined;
    },

    remove: (accountId, id) => remove(db, accountId, id),

    versions: (accountId, id, { limit = 100, before } = {}) =>
      kept(db, accountId)
        .where('agent_version.agent_id', '=', id)
        .$if(before !== undefined, (query) => query.where('agent_version.version', '<', before!))
        .orderBy('agent_version.version', 'desc')
        .limit(limit)
        .execute(),
  };
}

/** Locking the agent's row puts writers in a queue. */
function put(db: Kysely<Tables>, accountId: string, id: string, document: Storable): Promise<AgentVersion> {
  return db.transaction().execute(async (trx) => {
    await trx
      .insertInto('agent')
      .values({ account_id: accountId, id, current_version: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const agent = await trx
      .selectFrom('agent')
      .select(['current_version', 'deleted_at'])
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await syncAgentWebhooks(trx, accountId, id, document);
    const text = toJsonText(document);
    if (agent.deleted_at !== null) return addVersion(trx, accountId, id, agent.current_version + 1, text);
    const same = await current(trx, accountId)
      .where('agent_version.agent_id', '=', id)
      .where('agent_version.document', '=', sql<JsonObject>`${text}::jsonb`)
      .executeTakeFirst();
    return same ?? addVersion(trx, accountId, id, agent.current_version + 1, text);
  });
}

/** Its calls that are still up end without being told to the endpoints of its document. */
function remove(db: Kysely<Tables>, accountId: string, id: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const removed = await trx
      .updateTable('agent')
      .set({ deleted_at: sql<Date>`now()` })
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (removed) await syncAgentWebhooks(trx, accountId, id, {});
    return removed !== undefined;
  });
}

async function addVersion(
  trx: Kysely<Tables>,
  accountId: string,
  id: string,
  version: number,
  document: string,
): Promise<AgentVersion> {
  const added = await trx
    .insertInto('agent_version')
    .values({ account_id: accountId, agent_id: id, version, document })
    .returning(columns)
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('agent')
    .set({ current_version: version, deleted_at: null })
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .execute();
  return added;
}

const columns = [
  'agent_version.agent_id as id',
  'agent_version.version',
  'agent_version.document',
  'agent_version.created_at as createdAt',
] as const;

const all = (db: Kysely<Tables>, accountId: string) =>
  db.selectFrom('agent_version').select(columns).where('agent_version.account_id', '=', accountId);

/** Versions of agents that were not deleted. */
const kept = (db: Kysely<Tables>, accountId: string) =>
  all(db, accountId)
    .innerJoin('agent', (join) =>
      join.onRef('agent.account_id', '=', 'agent_version.account_id').onRef('agent.id', '=', 'agent_version.agent_id'),
    )
    .where('agent.deleted_at', 'is', null);

const current = (db: Kysely<Tables>, accountId: string) =>
  kept(db, accountId).whereRef('agent.current_version', '=', 'agent_version.version');
