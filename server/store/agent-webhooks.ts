import { type Kysely, sql, type Transaction } from 'kysely';
import type * as z from 'zod';
import { webhook } from '../../contract/after-call.ts';
import { newId } from './ids.ts';
import type { Storable } from './json.ts';
import type { Tables } from './tables.ts';
import { newSecret, switchOff } from './webhook-endpoints.ts';

/**
 * Makes an agent's endpoints those of the document that is being saved. An address keeps its endpoint and secret as long
 * as it stands in the document, and gets them back when it returns.
 */
export async function syncAgentWebhooks(
  trx: Transaction<Tables>,
  accountId: string,
  agentId: string,
  document: Storable,
): Promise<void> {
  const wanted = new Map(webhooksOf(document).map((entry) => [entry.url, entry]));
  const gone = await endpointsOf(trx, accountId, agentId)
    .select(['id', 'url'])
    .where('deleted_at', 'is', null)
    .execute();
  for (const { id } of gone.filter(({ url }) => !wanted.has(url))) await drop(trx, id);
  for (const entry of wanted.values()) await keep(trx, accountId, agentId, entry);
}

type Entry = z.output<typeof webhook>;

/** Documents are checked before they come here; what is no webhook by the contract is none. */
function webhooksOf(document: Storable): Entry[] {
  const entries = (document['after_call'] as { webhooks?: unknown } | undefined)?.webhooks;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry) => {
    const parsed = webhook.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The agent's document decides whether it is on, unless the receiver or the account switched it off. */
async function keep(trx: Transaction<Tables>, accountId: string, agentId: string, entry: Entry): Promise<void> {
  const { url, events, format, include_transcript } = entry;
  const known = await endpointsOf(trx, accountId, agentId)
    .select(['id', 'deleted_at'])
    .where('url', '=', url)
    .executeTakeFirst();
  if (!known) {
    const made = { id: newId('we'), account_id: accountId, agent_id: agentId, source: 'agent' as const };
    await trx
      .insertInto('webhook_endpoint')
      .values({ ...made, url, events, format, include_transcript, secret: newSecret() })
      .execute();
    return;
  }
  const revived = { enabled: true, deleted_at: null, switched_off_at: null, switched_off_why: null };
  await trx
    .updateTable('webhook_endpoint')
    .set({ events, format, include_transcript, ...(known.deleted_at !== null && revived) })
    .where('id', '=', known.id)
    .execute();
}

async function drop(trx: Transaction<Tables>, id: string): Promise<void> {
  await switchOff(trx, id, "no longer in its agent's document");
  await trx
    .updateTable('webhook_endpoint')
    .set({ deleted_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

const endpointsOf = (db: Kysely<Tables>, accountId: string, agentId: string) =>
  db
    .selectFrom('webhook_endpoint')
    .where('account_id', '=', accountId)
    .where('agent_id', '=', agentId)
    .where('source', '=', 'agent');
