import { sql, type Transaction } from 'kysely';
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

/** All of one endpoint that were given up, or switched off with it. */
export async function replayDead(
  trx: Transaction<Tables>,
  jobs: Sending,
  accountId: string,
  endpointId: string,
): Promise<number | Exclude<Replayed, 'replayed'>> {
  const endpoint = await trx
    .selectFrom('webhook_endpoint')
    .select(['enabled', 'deleted_at'])
    .where('id', '=', endpointId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!endpoint || endpoint.deleted_at !== null) return 'unknown';
  if (!endpoint.enabled) return 'off';
  const replayed = await trx
    .updateTable('webhook_delivery')
    .set(again)
    .where('endpoint_id', '=', endpointId)
    .where('state', 'in', ['dead', 'switched_off'])
    .returning('id')
    .execute();
  if (replayed.length > 0) await jobs.sendInTransaction(trx, webhookQueue, { accountId });
  return replayed.length;
}

const again = { state: 'pending' as const, failures: 0, delivered_at: null, next_attempt_at: sql<Date>`now()` };
