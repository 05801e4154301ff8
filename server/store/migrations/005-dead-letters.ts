import { type Kysely, sql } from 'kysely';

/** Deliveries that were given up are few among many, and are counted and sought. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index webhook_delivery_dead on webhook_delivery (endpoint_id) where state = 'dead'`.execute(db);
}
