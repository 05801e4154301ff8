import { randomBytes } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { WebhookEvent, WebhookFormat } from '../../contract/webhook-words.ts';
import { newId } from './ids.ts';
import type { Tables } from './tables.ts';

/** Where events are sent. `agentId` null: of all agents of the account. The secrets are asked for by themselves. */
export type WebhookEndpoint = {
  id: string;
  agentId: string | null;
  /** `agent`: written in the agent's document, and changed there only. */
  source: 'api' | 'agent';
  url: string;
  /** Empty where only End Call blocks tell it anything. */
  events: WebhookEvent[];
  /** What it hears beside that of calls that ended in a block of its agent's flow. */
  blocks: { block: string; events: WebhookEvent[] }[];
  format: WebhookFormat;
  includeTranscript: boolean;
  enabled: boolean;
  switchedOffAt: Date | null;
  switchedOffWhy: string | null;
  failingSince: Date | null;
  createdAt: Date;
};

export type NewEndpoint = Pick<WebhookEndpoint, 'agentId' | 'url' | 'events' | 'format' | 'includeTranscript'>;
export type EndpointChanges = Partial<Pick<WebhookEndpoint, 'url' | 'events' | 'includeTranscript' | 'enabled'>>;
/** `previous` signs too until `previousUntil`. */
export type EndpointSecrets = { current: string; previous: string | null; previousUntil: Date | null };

export type WebhookEndpoints = {
  /** @throws Terminal when the account has no such agent. */
  create(accountId: string, endpoint: NewEndpoint): Promise<WebhookEndpoint & { secret: string }>;
  /** All of them, oldest first. */
  list(accountId: string): Promise<WebhookEndpoint[]>;
  get(accountId: string, id: string): Promise<WebhookEndpoint | null>;
  /** Switching off takes the waiting deliveries along; switching on does not bring them back, replay does. */
  change(accountId: string, id: string, changes: EndpointChanges): Promise<WebhookEndpoint | null>;
  /** Its deliveries stay to be looked at. False: there is none. */
  remove(accountId: string, id: string): Promise<boolean>;
  secrets(accountId: string, id: string): Promise<EndpointSecrets | null>;
  /** A new secret; the present one goes on signing for so many seconds. Of two older ones the oldest is forgotten. */
  rotate(accountId: string, id: string, keepSeconds: number): Promise<EndpointSecrets | null>;
};

/** 192 bits, as Standard Webhooks asks for 24 to 64 bytes. */
export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;

export function webhookEndpointStore(db: Kysely<Tables>): WebhookEndpoints {
  const get = async (accountId: string, id: string): Promise<WebhookEndpoint | null> => {
    const row = await owned(db, accountId).selectAll().select(blocks).where('id', '=', id).executeTakeFirst();
    return row ? toEndpoint(row) : null;
  };
  return {
    create: (accountId, endpoint) => create(db, accountId, endpoint),
    list: async (accountId) => {
      const rows = await owned(db, accountId).selectAll().select(blocks).orderBy('created_at').orderBy('id').execute();
      return rows.map(toEndpoint);
    },
    get,
    change: (accountId, id, changes) => change(db, accountId, id, changes),
    remove: (accountId, id) => remove(db, accountId, id),
    async secrets(accountId, id) {
      const row = await owned(db, accountId).selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toSecrets(row) : null;
    },
    async rotate(accountId, id, keepSeconds) {
      const row = await db
        .updateTable('webhook_endpoint')
        .set({
          secret: newSecret(),
          previous_secret: (eb) => eb.ref('secret'),
          previous_until: sql<Date>`now() + make_interval(secs => ${keepSeconds})`,
        })
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      return row ? toSecrets(row) : null;
    },
  };
}

async function create(db: Kysely<Tables>, accountId: string, endpoint: NewEndpoint) {
  const { agentId, url, events, format, includeTranscript } = endpoint;
  const secret = newSecret();
  const row = await db
    .insertInto('webhook_endpoint')
    .values({
      id: newId('we'),
      account_id: accountId,
      agent_id: agentId,
      url,
      events,
      format,
      include_transcript: includeTranscript,
      secret,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { ...toEndpoint({ ...row, blocks: [] }), secret };
}

function change(db: Kysely<Tables>, accountId: string, id: string, changes: EndpointChanges) {
  const { url, events, includeTranscript, enabled } = changes;
  return db.transaction().execute(async (trx) => {
    if (enabled === false) await switchOff(trx, id, 'by its account', accountId);
    const row = await trx
      .updateTable('webhook_endpoint')
      .set({
        enabled: (eb) => (enabled === true ? eb.lit(true) : eb.ref('enabled')),
        ...(url !== undefined && { url }),
        ...(events !== undefined && { events }),
        ...(includeTranscript !== undefined && { include_transcript: includeTranscript }),
        ...(enabled === true && { switched_off_at: null, switched_off_why: null, failing_since: null }),
      })
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .returningAll()
      .returning(blocks)
      .executeTakeFirst();
    return row ? toEndpoint(row) : null;
  });
}

function remove(db: Kysely<Tables>, accountId: string, id: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const removed = await trx
      .updateTable('webhook_endpoint')
      .set({ deleted_at: sql<Date>`now()` })
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (removed) await switchOff(trx, id, 'deleted');
    return removed !== undefined;
  });
}

/** Nothing more is sent there; what waited is marked, and can be replayed once it is on again. Answers how many; null: it was off. */
export async function switchOff(
  trx: Transaction<Tables>,
  id: string,
  why: string,
  accountId?: string,
): Promise<number | null> {
  const off = await trx
    .updateTable('webhook_endpoint')
    .set({ enabled: false, switched_off_at: sql<Date>`now()`, switched_off_why: why })
    .where('id', '=', id)
    .where('enabled', '=', true)
    .$if(accountId !== undefined, (query) => query.where('account_id', '=', accountId!))
    .returning('id')
    .executeTakeFirst();
  if (!off) return null;
  const waited = await trx
    .updateTable('webhook_delivery')
    .set({ state: 'switched_off' })
    .where('endpoint_id', '=', id)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  return Number(waited.numUpdatedRows);
}

const owned = (db: Kysely<Tables>, accountId: string) =>
  db.selectFrom('webhook_endpoint').where('account_id', '=', accountId).where('deleted_at', 'is', null);

const blocks = sql<WebhookEndpoint['blocks']>`coalesce((
  select jsonb_agg(jsonb_build_object('block', b.block, 'events', b.events) order by b.block)
  from webhook_endpoint_block b where b.endpoint_id = webhook_endpoint.id), '[]')`.as('blocks');

type Row = Selectable<Tables['webhook_endpoint']>;

function toEndpoint(row: Row & Pick<WebhookEndpoint, 'blocks'>): WebhookEndpoint {
  return {
    id: row.id,
    agentId: row.agent_id,
    source: row.source,
    url: row.url,
    events: row.events,
    blocks: row.blocks,
    format: row.format,
    includeTranscript: row.include_transcript,
    enabled: row.enabled,
    switchedOffAt: row.switched_off_at,
    switchedOffWhy: row.switched_off_why,
    failingSince: row.failing_since,
    createdAt: row.created_at,
  };
}

function toSecrets(row: Row): EndpointSecrets {
  const lives = row.previous_until !== null && row.previous_until > new Date();
  return {
    current: row.secret,
    previous: lives ? row.previous_secret : null,
    previousUntil: lives ? row.previous_until : null,
  };
}
