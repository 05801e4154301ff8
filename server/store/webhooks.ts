import type { Kysely } from 'kysely';
import type { DeliveryQueue } from '../../after-call/delivery.ts';
import type { Jobs } from './jobs.ts';
import type { Tables } from './tables.ts';
import { type WebhookCounts, webhookCounts } from './webhook-counts.ts';
import { type WebhookDeliveries, webhookDeliveryStore } from './webhook-deliveries.ts';
import { webhookEndpointStore, type WebhookEndpoints } from './webhook-endpoints.ts';
import { webhookQueueStore } from './webhook-queue.ts';

/** Webhooks: where they go, what was sent and what came of it, and what is due (design contract.md section 4). */
export type Webhooks = {
  endpoints: WebhookEndpoints;
  deliveries: WebhookDeliveries;
  queue: DeliveryQueue;
  counts(): Promise<WebhookCounts>;
};

export function webhookStore(db: Kysely<Tables>, jobs: Pick<Jobs, 'sendInTransaction'>): Webhooks {
  return {
    endpoints: webhookEndpointStore(db),
    deliveries: webhookDeliveryStore(db, jobs),
    queue: webhookQueueStore(db, jobs),
    counts: () => webhookCounts(db),
  };
}
