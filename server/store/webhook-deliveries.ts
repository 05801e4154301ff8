import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { NewDelivery, WebhookTarget } from '../../after-call/delivery.ts';
import { formatPayload } from '../../contract/webhook-formats/format-payload.ts';
import type { AttemptError, DeliveryState, WebhookEvent } from '../../contract/webhook-words.ts';
import { type Jobs, webhookQueue } from './jobs.ts';
import { type JsonObject, toJsonText } from './json.ts';
import type { Tables } from './tables.ts';
import {
  replay,
  replayDead,
  type Replayed,
  replayMany,
  type ReplayedMany,
  type ReplayOrder,
} from './webhook-replay.ts';

/** One event for one endpoint; its id is the webhook-id. `attempts`: how many were begun. */
export type WebhookDelivery = {
  id: string;
  endpointId: string;
  callId: string | null;
  event: WebhookEvent;
  state: DeliveryState;
  attempts: number;
  /** Of a pending one. */
  nextAttemptAt: Date | null;
  createdAt: Date;
  deliveredAt: Date | null;
};

/** Without `ms` it is under way. `answer`: its beginning. */
export type WebhookAttempt = {
  number: number;
  startedAt: Date;
  ms: number | null;
  status: number | null;
  error: AttemptError | null;
  answer: string | null;
};

export type DeliveryPage = {
  limit: number;
  /** The id of the last one seen. */
  after?: string;
  endpointId?: string;
  callId?: string;
  event?: WebhookEvent;
  state?: DeliveryState;
};

export type WebhookDeliveries = {
  /** In one transaction with the word to the senders. Those that are there already are left alone; answers the new ones' ids. */
  add(accountId: string, callId: string | null, deliveries: readonly NewDelivery[]): Promise<string[]>;
  /** The same for all endpoints that want this event of this agent. */
  announce(order: Announcement): Promise<string[]>;
  /** Newest first. */
  list(accountId: string, page: DeliveryPage): Promise<WebhookDelivery[]>;
  get(accountId: string, id: string): Promise<(WebhookDelivery & { payload: JsonObject }) | null>;
  /** In order. */
  attempts(accountId: string, id: string): Promise<WebhookAttempt[]>;
  /** A new series of attempts with the same webhook-id, at once. `off`: its endpoint is switched off or deleted. */
  replay(accountId: string, id: string): Promise<Replayed>;
  /** All of an endpoint that were given up or switched off; answers how many. */
  replayDead(accountId: string, endpointId: string): Promise<number | 'off' | 'unknown'>;
  /** Those that match, oldest first, a page at most. */
  replayMany(accountId: string, order: ReplayOrder): Promise<ReplayedMany>;
};

export type Announcement = {
  accountId: string;
  agentId: string;
  callId: string;
  event: WebhookEvent;
  make(target: WebhookTarget): NewDelivery;
};

export function webhookDeliveryStore(db: Kysely<Tables>, jobs: Pick<Jobs, 'sendInTransaction'>): WebhookDeliveries {
  const inOne = <T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> => db.transaction().execute(work);
  return {
    add: (accountId, callId, deliveries) => inOne((trx) => addDeliveries(trx, jobs, accountId, of(callId, deliveries))),
    announce: ({ accountId, agentId, callId, event, make }) =>
      inOne(async (trx) => {
        const targets = await targetsOf(trx, accountId, { agentId, endBlock: null }, event);
        return addDeliveries(trx, jobs, accountId, of(callId, targets.map(make)));
      }),
    list: (accountId, page) => list(db, accountId, page),
    async get(accountId, id) {
      const row = await owned(db, accountId).selectAll().where('id', '=', id).executeTakeFirst();
      return row ? { ...toDelivery(row), payload: row.payload } : null;
    },
    attempts: (accountId, id) => attempts(db, accountId, id),
    replay: (accountId, id) => inOne((trx) => replay(trx, jobs, accountId, id)),
    replayDead: (accountId, endpointId) => replayDead(db, jobs, accountId, endpointId),
    replayMany: (accountId, order) => replayMany(db, jobs, accountId, order),
  };
}

/** Whose event it is: the call's agent, and the End Call block that ended the call, if one did. */
export type EventSource = { agentId: string; endBlock: string | null };

/**
 * The endpoints that want to hear of this event of this agent. One that the agent and the block want it for is told once,
 * as the agent wants it.
 */
export function targetsOf(
  db: Kysely<Tables>,
  accountId: string,
  { agentId, endBlock }: EventSource,
  event: WebhookEvent,
): Promise<WebhookTarget[]> {
  const own = sql<boolean>`${event} = any(e.events)`;
  return db
    .selectFrom('webhook_endpoint as e')
    .leftJoin('webhook_endpoint_block as b', (join) =>
      join
        .onRef('b.endpoint_id', '=', 'e.id')
        .on('b.block', '=', endBlock)
        .on(sql<boolean>`not ${own}`),
    )
    .select(['e.id', 'e.url'])
    .select((eb) => eb.fn.coalesce('b.format', 'e.format').as('format'))
    .select((eb) => eb.fn.coalesce('b.include_transcript', 'e.include_transcript').as('includeTranscript'))
    .where('e.account_id', '=', accountId)
    .where('e.enabled', '=', true)
    .where('e.deleted_at', 'is', null)
    .where((eb) => eb.or([eb('e.agent_id', 'is', null), eb('e.agent_id', '=', agentId)]))
    .where((eb) => eb.or([own, sql<boolean>`${event} = any(b.events)`]))
    .execute();
}

/** `callId` null: it tells of no call. */
export type CallDelivery = NewDelivery & { callId: string | null };

const of = (callId: string | null, deliveries: readonly NewDelivery[]): CallDelivery[] =>
  deliveries.map((each) => ({ ...each, callId }));

/** Of one account. Those that are there already are left alone; answers the new ones' ids. */
export async function addDeliveries(
  trx: Transaction<Tables>,
  jobs: Pick<Jobs, 'sendInTransaction'>,
  accountId: string,
  deliveries: readonly CallDelivery[],
): Promise<string[]> {
  const formatted = deliveries.flatMap((each) => {
    const body = formatPayload(each.format, each.payload);
    return body === null ? [] : [{ ...each, body }];
  });
  const added: string[] = [];
  for (let first = 0; first < formatted.length; first += rowsAtOnceMax) {
    const rows = await trx
      .insertInto('webhook_delivery')
      .values(
        formatted.slice(first, first + rowsAtOnceMax).map(({ id, callId, endpointId, url, payload, body }) => ({
          id,
          account_id: accountId,
          endpoint_id: endpointId,
          call_id: callId,
          event: payload.event,
          url,
          payload: toJsonText({ ...body }),
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute();
    added.push(...rows.map(({ id }) => id));
  }
  if (added.length > 0) await jobs.sendInTransaction(trx, webhookQueue, { accountId });
  return added;
}

/** A statement takes 65,535 values. */
const rowsAtOnceMax = 1_000;

async function list(db: Kysely<Tables>, accountId: string, page: DeliveryPage): Promise<WebhookDelivery[]> {
  const { endpointId, callId, event, state, after } = page;
  const rows = await owned(db, accountId)
    .selectAll()
    .$if(endpointId !== undefined, (query) => query.where('endpoint_id', '=', endpointId!))
    .$if(callId !== undefined, (query) => query.where('call_id', '=', callId!))
    .$if(event !== undefined, (query) => query.where('event', '=', event!))
    .$if(state !== undefined, (query) => query.where('state', '=', state!))
    .$if(after !== undefined, (query) =>
      query.where(({ eb, refTuple }) => eb(refTuple('created_at', 'id'), '<', placeOf(db, accountId, after!))),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(toDelivery);
}

async function attempts(db: Kysely<Tables>, accountId: string, id: string): Promise<WebhookAttempt[]> {
  const rows = await db
    .selectFrom('webhook_attempt')
    .innerJoin('webhook_delivery', 'webhook_delivery.id', 'webhook_attempt.delivery_id')
    .selectAll('webhook_attempt')
    .select(sql<boolean>`claimed_until > now() and number = attempts`.as('under_way'))
    .where('delivery_id', '=', id)
    .where('webhook_attempt.account_id', '=', accountId)
    .orderBy('number')
    .execute();
  return rows.map(({ number, started_at, ms, status, error, answer, under_way }) => {
    const told = ms === null && !under_way ? ('interrupted' as const) : error;
    return { number, startedAt: started_at, ms, status, error: told, answer };
  });
}

const owned = (db: Kysely<Tables>, accountId: string) =>
  db.selectFrom('webhook_delivery').where('account_id', '=', accountId);

const placeOf = (db: Kysely<Tables>, accountId: string, id: string) =>
  owned(db, accountId).select(['created_at', 'id']).where('id', '=', id).$asTuple('created_at', 'id');

function toDelivery(row: Selectable<Tables['webhook_delivery']>): WebhookDelivery {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    callId: row.call_id,
    event: row.event,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.state === 'pending' ? row.next_attempt_at : null,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at,
  };
}
