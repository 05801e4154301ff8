import { type Kysely, sql, type Transaction } from 'kysely';
import type * as z from 'zod';
import { webhook } from '../../contract/after-call.ts';
import { valueOf } from '../../contract/places.ts';
import { newId } from './ids.ts';
import { type Storable, storableText, toJsonText } from './json.ts';
import type { Tables } from './tables.ts';
import { newSecret, switchOff } from './webhook-endpoints.ts';

/**
 * Makes an agent's endpoints those of the document that is being saved, with those of the End Call blocks of its flow. An
 * address keeps its endpoint and secret as long as it stands anywhere in the document, and gets them back when it returns.
 */
export async function syncAgentWebhooks(
  trx: Transaction<Tables>,
  accountId: string,
  agentId: string,
  document: Storable,
): Promise<void> {
  const wanted = wishesIn(document);
  const standing = await endpointsOf(trx, accountId, agentId).where('deleted_at', 'is', null).execute();
  for (const { id, url } of standing) if (!wanted.has(url)) await drop(trx, id);
  await trx
    .deleteFrom('webhook_endpoint_block')
    .where('endpoint_id', 'in', endpointsOf(trx, accountId, agentId).clearSelect().select('id'))
    .execute();
  if (wanted.size === 0) return;
  const ids = await keep(trx, accountId, agentId, wanted);
  await keepBlocks(trx, ids, wanted);
}

type Entry = z.output<typeof webhook>;

/** What is to be sent to one address: always (`own`), and when a call ended in a block, by its id. */
type Wish = { own: Entry | null; blocks: Map<string, Entry> };

function wishesIn(document: Storable): Map<string, Wish> {
  const wanted = new Map<string, Wish>();
  const wishOf = (url: string): Wish => {
    const known = wanted.get(url) ?? { own: null, blocks: new Map<string, Entry>() };
    wanted.set(url, known);
    return known;
  };
  for (const entry of webhooksIn(valueOf(document, 'after_call'))) wishOf(entry.url).own = entry;
  const nodes = valueOf(valueOf(document, 'flow'), 'nodes');
  for (const node of Array.isArray(nodes) ? (nodes as unknown[]) : []) {
    const block = valueOf(node, 'id');
    if (typeof block !== 'string') continue;
    for (const entry of webhooksIn(valueOf(node, 'data'))) wishOf(entry.url).blocks.set(block, entry);
  }
  return wanted;
}

/** Documents are checked before they come here; what is no webhook by the contract is none. */
function webhooksIn(around: unknown): Entry[] {
  const entries = valueOf(around, 'webhooks');
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry) => {
    const parsed = webhook.safeParse(entry);
    return parsed.success ? [{ ...parsed.data, url: storableText(parsed.data.url) }] : [];
  });
}

/**
 * The ids of the endpoints, by address. The agent's document decides whether one is on, unless the receiver or the account
 * switched it off. What only blocks tell has no events of its own.
 */
async function keep(
  trx: Transaction<Tables>,
  accountId: string,
  agentId: string,
  wanted: ReadonlyMap<string, Wish>,
): Promise<Map<string, string>> {
  const endpoints = [...wanted].map(([url, { own, blocks }]) => {
    const { format, include_transcript } = own ?? [...blocks.values()][0]!;
    return { id: newId('we'), url, events: own?.events ?? [], format, include_transcript, secret: newSecret() };
  });
  const { rows } = await sql<{ id: string; url: string }>`
    insert into webhook_endpoint as e
      (id, account_id, agent_id, source, url, events, format, include_transcript, secret)
    select id, ${accountId}, ${agentId}, 'agent', url, events, format, include_transcript, secret
      from jsonb_to_recordset(${toJsonText(endpoints)}::jsonb)
        as r (id text, url text, events text[], format text, include_transcript boolean, secret text)
    on conflict (account_id, agent_id, url) where source = 'agent' do update set
      events = excluded.events, format = excluded.format, include_transcript = excluded.include_transcript,
      enabled = e.enabled or e.deleted_at is not null,
      switched_off_at = case when e.deleted_at is null then e.switched_off_at end,
      switched_off_why = case when e.deleted_at is null then e.switched_off_why end,
      deleted_at = null
    returning e.id, e.url`.execute(trx);
  return new Map(rows.map(({ id, url }) => [url, id]));
}

async function keepBlocks(
  trx: Transaction<Tables>,
  ids: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, Wish>,
): Promise<void> {
  const rows = [...wanted].flatMap(([url, { blocks }]) =>
    [...blocks].map(([block, { events, format, include_transcript }]) => {
      return { endpoint_id: ids.get(url), block, events, format, include_transcript };
    }),
  );
  await sql`
    insert into webhook_endpoint_block (endpoint_id, block, events, format, include_transcript)
    select endpoint_id, block, events, format, include_transcript
      from jsonb_to_recordset(${toJsonText(rows)}::jsonb)
        as r (endpoint_id text, block text, events text[], format text, include_transcript boolean)`.execute(trx);
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
    .select(['id', 'url'])
    .where('account_id', '=', accountId)
    .where('agent_id', '=', agentId)
    .where('source', '=', 'agent');
