/** Endpoints that are switched off by what they answer, and who is told. Source: design contract.md section 4. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { failingMsMax } from '../../after-call/verdict.ts';
import type { EndpointSwitchedOff } from '../../contract/webhook.ts';
import { newId } from './ids.ts';
import type { Jobs } from './jobs.ts';
import type { Tables } from './tables.ts';
import { addDeliveries, targetsOf } from './webhook-deliveries.ts';
import { switchOff } from './webhook-endpoints.ts';

type Sending = Pick<Jobs, 'sendInTransaction'>;

const daysMax = failingMsMax / 86_400_000;

/** If nothing has arrived meanwhile. Answers why it was switched off; null: it was not. */
export function switchOffFailing(db: Kysely<Tables>, jobs: Sending, id: string): Promise<string | null> {
  return db.transaction().execute(async (trx) => {
    const failing = await trx
      .selectFrom('webhook_endpoint')
      .select('id')
      .where('id', '=', id)
      .where(sql<boolean>`failing_since < now() - make_interval(secs => ${failingMsMax / 1_000}::float8)`)
      .forNoKeyUpdate()
      .executeTakeFirst();
    return failing ? switchOffAndTell(trx, jobs, id, `nothing arrived for ${daysMax} days`) : null;
  });
}

/** The account's other endpoints are told in the same transaction, those that want to hear of it. */
export async function switchOffAndTell(
  trx: Transaction<Tables>,
  jobs: Sending,
  id: string,
  why: string,
): Promise<string | null> {
  const waiting = await switchOff(trx, id, why);
  if (waiting === null) return null;
  const { account_id, agent_id, url, failing_since, switched_off_at } = await trx
    .selectFrom('webhook_endpoint')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const payload: EndpointSwitchedOff = {
    event: 'endpoint.switched_off',
    endpoint_id: id,
    agent_id,
    host: URL.parse(url)?.host ?? '',
    why,
    failing_since: failing_since?.toISOString() ?? null,
    switched_off_at: switched_off_at!.toISOString(),
    waiting,
  };
  const targets = await targetsOf(trx, account_id, { agentId: agent_id ?? '', endBlock: null }, payload.event);
  const deliveries = targets.map((target) => ({
    id: newId('msg'),
    callId: null,
    endpointId: target.id,
    url: null,
    format: target.format,
    payload,
  }));
  await addDeliveries(trx, jobs, account_id, deliveries);
  return why;
}
