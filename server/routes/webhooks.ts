/** `/v1/webhooks`. */
import { testEvent } from '../../after-call/test-event.ts';
import type { WebhookDeliveryAnswer, WebhookEndpointAnswer } from '../../contract/routes/webhooks.ts';
import type { AddressGuard } from '../../providers/web/address-guard.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import { newId } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import type { WebhookAttempt, WebhookDelivery } from '../store/webhook-deliveries.ts';
import type { EndpointSecrets, WebhookEndpoint } from '../store/webhook-endpoints.ts';
import { failedStates } from '../store/webhook-replay.ts';
import { api } from './api.ts';

/** Made by API, for each account. */
const endpointsMax = 100;

export type WebhookRouterParts = {
  store: Pick<Store, 'agents' | 'webhooks'>;
  /** Where webhooks may go. */
  webhookGuard: AddressGuard;
};

export function webhookRouter(parts: WebhookRouterParts) {
  return { ...endpointRouter(parts), ...secretRouter(parts), ...deliveryRouter(parts) };
}

function endpointRouter({ store, webhookGuard }: WebhookRouterParts) {
  const { endpoints } = store.webhooks;
  const routes = api.webhooks;
  return {
    list: routes.list.handler(async ({ context: { owner } }) => ({
      items: (await endpoints.list(owner.accountId)).map(toldEndpoint),
    })),
    create: routes.create.handler(async ({ input, context: { owner } }) => {
      refuseAddress(webhookGuard, input.url);
      const { url, agent_id: agentId, events, format, include_transcript: includeTranscript } = input;
      if (agentId !== null && !(await store.agents.get(owner.accountId, agentId))) throw notFound('agent', agentId);
      const made = (await endpoints.list(owner.accountId)).filter(({ source }) => source === 'api');
      if (made.length >= endpointsMax) throw tooMany;
      const order = { url, agentId, events, format, includeTranscript };
      const { secret, ...created } = await endpoints.create(owner.accountId, order);
      return { ...toldEndpoint(created), secret };
    }),
    get: routes.get.handler(async ({ input: { id }, context: { owner } }) =>
      toldEndpoint(await theEndpoint(store, owner.accountId, id)),
    ),
    change: routes.change.handler(async ({ input: { id, ...input }, context: { owner } }) => {
      const { source } = await theEndpoint(store, owner.accountId, id);
      const { url, events, include_transcript: includeTranscript, enabled } = input;
      const fields = { url, events, includeTranscript };
      if (source === 'agent' && Object.values(fields).some((value) => value !== undefined)) throw ofAgent;
      if (url !== undefined) refuseAddress(webhookGuard, url);
      const changed = await endpoints.change(owner.accountId, id, given({ ...fields, enabled }));
      if (!changed) throw notFound('webhook endpoint', id);
      return toldEndpoint(changed);
    }),
    remove: routes.remove.handler(async ({ input: { id }, context: { owner } }) => {
      const { source } = await theEndpoint(store, owner.accountId, id);
      if (source === 'agent') throw ofAgent;
      await endpoints.remove(owner.accountId, id);
      return { id, deleted: true };
    }),
  };
}

function secretRouter({ store }: WebhookRouterParts) {
  const { endpoints } = store.webhooks;
  const routes = api.webhooks;
  return {
    secret: routes.secret.handler(async ({ input: { id }, context: { owner } }) => {
      const secrets = await endpoints.secrets(owner.accountId, id);
      if (!secrets) throw notFound('webhook endpoint', id);
      return toldSecrets(secrets);
    }),
    rotate: routes.rotate.handler(async ({ input, context: { owner } }) => {
      const secrets = await endpoints.rotate(owner.accountId, input.id, input.keep_previous_seconds);
      if (!secrets) throw notFound('webhook endpoint', input.id);
      return toldSecrets(secrets);
    }),
  };
}

function deliveryRouter({ store }: WebhookRouterParts) {
  const { deliveries } = store.webhooks;
  const routes = api.webhooks;
  const theDelivery = async (accountId: string, id: string) => {
    const found = await deliveries.get(accountId, id);
    if (!found) throw notFound('delivery', id);
    return found;
  };
  return {
    test: routes.test.handler(async ({ input, context: { owner } }) => {
      const endpoint = await theEndpoint(store, owner.accountId, input.id);
      if (!endpoint.enabled) throw switchedOff;
      const everything = [...endpoint.events, ...endpoint.blocks.flatMap((block) => block.events)];
      const wanted = endpoint.format === 'ringoff' ? everything : vendorEvents;
      const payload = testEvent(wanted, endpoint.agentId, new Date());
      const order = { id: newId('msg'), endpointId: endpoint.id, url: null, format: endpoint.format, payload };
      await deliveries.add(owner.accountId, null, [order]);
      return toldDelivery(await theDelivery(owner.accountId, order.id));
    }),
    replayDead: routes.replayDead.handler(async ({ input: { id }, context: { owner } }) => {
      const replayed = await deliveries.replayDead(owner.accountId, id);
      if (replayed === 'unknown') throw notFound('webhook endpoint', id);
      if (replayed === 'off') throw switchedOff;
      return { replayed };
    }),
    replayMany: routes.replayMany.handler(async ({ input, context: { owner } }) => {
      const { state, endpoint_id: endpointId, call_id: callId, event, limit, cursor: after } = input;
      const [createdFrom, createdTo] = [input.created_from, input.created_to].map((at) =>
        at ? new Date(at) : undefined,
      );
      const filters = given({ endpointId, callId, event, createdFrom, createdTo, after });
      const states = state === 'failed' ? failedStates : [state];
      const { next, ...counts } = await deliveries.replayMany(owner.accountId, { ...filters, states, limit });
      return { ...counts, next_cursor: next };
    }),
    deliveries: routes.deliveries.handler(async ({ input, context: { owner } }) => {
      const { limit, cursor: after, endpoint_id: endpointId, call_id: callId, event, state } = input;
      const filters = given({ after, endpointId, callId, event, state });
      const found = await deliveries.list(owner.accountId, { ...filters, limit: limit + 1 });
      const items = found.slice(0, limit).map(toldDelivery);
      return { items, next_cursor: found.length > limit ? items.at(-1)!.id : null };
    }),
    delivery: routes.delivery.handler(async ({ input: { id }, context: { owner } }) => {
      const found = await theDelivery(owner.accountId, id);
      const tries = (await deliveries.attempts(owner.accountId, id)).map(toldAttempt);
      return { ...toldDelivery(found), payload: found.payload as Record<string, never>, tries };
    }),
    replay: routes.replay.handler(async ({ input: { id }, context: { owner } }) => {
      const replayed = await deliveries.replay(owner.accountId, id);
      if (replayed === 'unknown') throw notFound('delivery', id);
      if (replayed === 'off') throw switchedOff;
      return toldDelivery(await theDelivery(owner.accountId, id));
    }),
  };
}

async function theEndpoint({ webhooks }: Pick<Store, 'webhooks'>, accountId: string, id: string) {
  const found = await webhooks.endpoints.get(accountId, id);
  if (!found) throw notFound('webhook endpoint', id);
  return found;
}

function refuseAddress(guard: AddressGuard, url: string): void {
  const refusal = guard.refusal(url);
  if (refusal === null) return;
  throw new Refusal(400, 'bad_field', `Nothing can be sent to this url: ${refusal}.`, {
    path: 'url',
    hint: 'Give a public address that begins with https:// or http://.',
  });
}

/** What every vendor's receiver knows. */
const vendorEvents = ['call.ended'] as const;

const tooMany = new Refusal(409, 'too_many_endpoints', `An account has at most ${endpointsMax} webhook endpoints.`, {
  hint: 'Delete one that is no longer used.',
});
const ofAgent = new Refusal(409, 'kept_by_agent', "This endpoint stands in its agent's document.", {
  hint: 'Change it there, in after_call.webhooks or an End Call block. Here it can be switched off and on.',
});
const switchedOff = new Refusal(409, 'switched_off', 'This endpoint is switched off or deleted.', {
  hint: 'Switch it on first: PATCH /v1/webhooks/{id} with {"enabled": true}.',
});

/** Without the fields that were not given. */
function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields> as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}

function toldEndpoint(endpoint: WebhookEndpoint): WebhookEndpointAnswer {
  return {
    id: endpoint.id,
    agent_id: endpoint.agentId,
    source: endpoint.source,
    url: endpoint.url,
    events: endpoint.events,
    blocks: endpoint.blocks,
    format: endpoint.format,
    include_transcript: endpoint.includeTranscript,
    enabled: endpoint.enabled,
    switched_off_at: endpoint.switchedOffAt?.toISOString() ?? null,
    switched_off_why: endpoint.switchedOffWhy,
    failing_since: endpoint.failingSince?.toISOString() ?? null,
    created_at: endpoint.createdAt.toISOString(),
  };
}

function toldSecrets({ current, previous, previousUntil }: EndpointSecrets) {
  return { secret: current, previous_secret: previous, previous_until: previousUntil?.toISOString() ?? null };
}

function toldDelivery(delivery: WebhookDelivery): WebhookDeliveryAnswer {
  return {
    id: delivery.id,
    endpoint_id: delivery.endpointId,
    call_id: delivery.callId,
    event: delivery.event,
    state: delivery.state,
    attempts: delivery.attempts,
    next_attempt_at: delivery.nextAttemptAt?.toISOString() ?? null,
    created_at: delivery.createdAt.toISOString(),
    delivered_at: delivery.deliveredAt?.toISOString() ?? null,
  };
}

function toldAttempt({ startedAt, ...attempt }: WebhookAttempt) {
  return { ...attempt, started_at: startedAt.toISOString() };
}
