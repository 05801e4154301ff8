import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Of all accounts. `failing`: endpoints that are on and whose last attempt did not arrive. */
export type WebhookCounts = { on: number; failing: number; switchedOff: number; pending: number; dead: number };

export async function webhookCounts(db: Kysely<Tables>): Promise<WebhookCounts> {
  const { rows } = await sql<WebhookCounts>`
    select count(*) filter (where enabled and failing_since is null) as on,
      count(*) filter (where enabled and failing_since is not null) as failing,
      count(*) filter (where not enabled) as "switchedOff",
      (select count(*) from webhook_delivery where state = 'pending') as pending,
      (select count(*) from webhook_delivery where state = 'dead') as dead
    from webhook_endpoint where deleted_at is null`.execute(db);
  return rows[0]!;
}
