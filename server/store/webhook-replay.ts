import { type Kysely, sql, type Transaction } from 'kysely';
import type { DeliveryState, WebhookEvent } from '../../contract/webhook-words.ts';
import { type Jobs, webhookQueue } from './jobs.ts';
import type { Tables } from './tables.ts';

/** `off`: its endpoint is switched off or deleted, so that nothing is sent there. */
export type Replayed = 'replayed' | 'off' | 'unknown';

type Sending = Pick<Jobs, 'sendInTransaction'>;

/** Begins a new series of attempts with the same webhook-id, also for one that was delivered. */
export async function replay(
  trx: Transaction<Tables>,
  jobs: Sending,
  accountId: string,
  id: string,
): Promise<Replayed> {
  const delivery = await trx
    .selectFrom('webhook_delivery')
    .innerJoin('webhook_endpoint', 'webhook_endpoint.id', 'webhook_delivery.endpoint_id')
    .select(['enabled', 'deleted_at'])
    .where('webhook_delivery.id', '=', id)
    .where('webhook_delivery.account_id', '=', accountId)
    .executeTakeFirst();
  if (!delivery) return 'unknown';
  if (!delivery.enabled || delivery.deleted_at !== null) return 'off';
  await trx.updateTable('webhook_delivery').set(again).where('id', '=', id).execute();
  await jobs.sendInTransaction(trx, webhookQueue, { accountId });
  return 'replayed';
}

export type ReplayOrder = {
  states: readonly DeliveryState[];
  endpointId?: string;
  callId?: string;
  event?: WebhookEvent;
  createdFrom?: Date;
  createdTo?: Date;
  limit: number;
  /** The id of the last one of the page before. */
  after?: string;
};

/** `off`: they match, and their endpoint is switched off or deleted. `next`: where the next page begins; null: that was all. */
export type ReplayedMany = { replayed: number; off: number; next: string | null };

/** Those that are claimed by a sender just now are left to it. */
export function replayMany(
  db: Kysely<Tables>,
  jobs: Sending,
  accountId: string,
  order: ReplayOrder,
): Promise<ReplayedMany> {
  const { states, endpointId, callId, event, createdFrom, createdTo, limit, after } = order;
  return db.transaction().execute(async (trx) => {
    const found = await trx
      .selectFrom('webhook_delivery as d')
      .innerJoin('webhook_endpoint as e', 'e.id', 'd.endpoint_id')
      .select(['d.id', sql<boolean>`e.enabled and e.deleted_at is null`.as('on')])
      .where('d.account_id', '=', accountId)
      .where('d.state', 'in', [...states])
      .$if(endpointId !== undefined, (query) => query.where('d.endpoint_id', '=', endpointId!))
      .$if(callId !== undefined, (query) => query.where('d.call_id', '=', callId!))
      .$if(event !== undefined, (query) => query.where('d.event', '=', event!))
      .$if(createdFrom !== undefined, (query) => query.where('d.created_at', '>=', createdFrom!))
      .$if(createdTo !== undefined, (query) => query.where('d.created_at', '<', createdTo!))
      .$if(after !== undefined, (query) =>
        query.where(({ eb, refTuple }) =>
          eb(
            refTuple('d.created_at', 'd.id'),
            '>',
            trx
              .selectFrom('webhook_delivery')
              .select(['created_at', 'id'])
              .where('id', '=', after!)
              .where('account_id', '=', accountId)
              .$asTuple('created_at', 'id'),
          ),
        ),
      )
      .orderBy('d.created_at')
      .orderBy('d.id')
      .limit(limit)
      .forUpdate('d')
      .skipLocked()
      .execute();
    const ids = found.filter(({ on }) => on).map(({ id }) => id);
    if (ids.length > 0) {
      await trx.updateTable('webhook_delivery').set(again).where('id', 'in', ids).execute();
      await jobs.sendInTransaction(trx, webhookQueue, { accountId });
    }
    const next = found.length === limit ? found.at(-1)!.id : null;
    return { replayed: ids.length, off: found.length - ids.length, next };
  });
}

const pageMax = 1_000;
const pagesMax = 1_000;

/** All of one endpoint that were given up, or switched off with it. */
export async function replayDead(
  db: Kysely<Tables>,
  jobs: Sending,
  accountId: string,
  endpointId: string,
): Promise<number | Exclude<Replayed, 'replayed'>> {
  const endpoint = await db
    .selectFrom('webhook_endpoint')
    .select(['enabled', 'deleted_at'])
    .where('id', '=', endpointId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!endpoint || endpoint.deleted_at !== null) return 'unknown';
  if (!endpoint.enabled) return 'off';
  let replayed = 0;
  for (let page = 0, next: string | null | undefined; page < pagesMax && next !== null; page++) {
    const order = { states: failedStates, endpointId, limit: pageMax, ...(next && { after: next }) };
    const done = await replayMany(db, jobs, accountId, order);
    replayed += done.replayed;
    next = done.next;
  }
  return replayed;
}

/** Nothing more is tried by itself. */
export const failedStates: readonly DeliveryState[] = ['dead', 'switched_off'];

const again = { state: 'pending' as const, failures: 0, delivered_at: null, next_attempt_at: sql<Date>`now()` };
