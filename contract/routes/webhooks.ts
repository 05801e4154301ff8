/** `/v1/webhooks`: where events go, what was sent, and what came of it. Source: design contract.md sections 4 and 6. */
import * as z from 'zod';
import { pageOf, queried } from '../api.ts';
import { flag, formed, id, instant, list, oneOf, strict, webAddress, whole } from '../fields.ts';
import { attemptErrors, deliveryStates, webhookEvents, webhookFormats } from '../webhook-words.ts';
import { route } from './route.ts';

const url = webAddress.refine((address) => !address.includes('{{'), {
  error: "Give the whole address. {{variables}} are for the webhooks in an agent's document.",
});
const events = list(oneOf(webhookEvents), webhookEvents.length).min(1);

const endpoint = {
  id,
  /** Null: the calls of all agents. */
  agent_id: id.nullable(),
  /** `agent`: it stands in the agent's document, and is changed there. */
  source: oneOf(['api', 'agent']),
  url: z.string(),
  /** Empty where only End Call blocks tell it anything. */
  events: z.array(oneOf(webhookEvents)),
  /** What it hears beside that of calls that ended in an End Call block of the agent's flow. */
  blocks: z.array(strict({ block: id, events: z.array(oneOf(webhookEvents)) })),
  format: oneOf(webhookFormats),
  include_transcript: flag,
  enabled: flag,
  switched_off_at: instant.nullable(),
  switched_off_why: z.string().nullable(),
  /** Since when no attempt has arrived; null while they do. */
  failing_since: instant.nullable(),
  created_at: instant,
};
export const webhookEndpoint = strict(endpoint);
export type WebhookEndpointAnswer = z.output<typeof webhookEndpoint>;

const secrets = strict({
  secret: z.string(),
  /** Signs too, beside the new one, until `previous_until`. */
  previous_secret: z.string().nullable(),
  previous_until: instant.nullable(),
});

const delivery = {
  /** The `webhook-id` of every attempt. */
  id,
  endpoint_id: id,
  /** Null: a test event. */
  call_id: id.nullable(),
  event: oneOf(webhookEvents),
  state: oneOf(deliveryStates),
  attempts: z.int().min(0),
  next_attempt_at: instant.nullable(),
  created_at: instant,
  delivered_at: instant.nullable(),
};
export const webhookDelivery = strict(delivery);
export type WebhookDeliveryAnswer = z.output<typeof webhookDelivery>;

/** `ms` null: it is under way. `error`: why no status came. `answer`: its first 2 KiB. */
const attempt = strict({
  number: z.int().min(1),
  started_at: instant,
  ms: z.int().nullable(),
  status: z.int().nullable(),
  error: oneOf(attemptErrors).nullable(),
  answer: z.string().nullable(),
});

/** `failed`: dead, or switched off with its endpoint. */
const replayableStates = ['failed', ...deliveryStates] as const;
export type ReplayableState = (typeof replayableStates)[number];

const messageId = formed(/^msg_[0-9a-f]{24}$/, 'Give the id of a delivery: msg_ and 24 digits or letters.');
const tags = ['webhooks'];

export const webhookRoutes = {
  list: route
    .route({ method: 'GET', path: '/v1/webhooks', tags, summary: 'List endpoints, oldest first' })
    .input(strict({}))
    .output(strict({ items: z.array(webhookEndpoint) })),
  create: route
    .route({
      method: 'POST',
      path: '/v1/webhooks',
      tags,
      summary: 'Make an endpoint',
      description: 'The secret signs what is sent there, as Standard Webhooks says.',
      successStatus: 201,
    })
    .input(
      strict({
        url,
        agent_id: id.nullable().default(null),
        events: events.default(['call.ended']),
        format: oneOf(webhookFormats).default('ringoff'),
        include_transcript: flag.default(true),
      }),
    )
    .output(strict({ ...endpoint, secret: z.string() })),
  get: route
    .route({ method: 'GET', path: '/v1/webhooks/{id}', tags, summary: 'Read an endpoint' })
    .input(strict({ id }))
    .output(webhookEndpoint),
  change: route
    .route({
      method: 'PATCH',
      path: '/v1/webhooks/{id}',
      tags,
      summary: 'Change an endpoint, or switch it off and on',
      description: 'What was waiting when it was switched off is sent again only by a replay.',
    })
    .input(
      strict({
        id,
        url: url.optional(),
        events: events.optional(),
        include_transcript: flag.optional(),
        enabled: flag.optional(),
      }),
    )
    .output(webhookEndpoint),
  remove: route
    .route({ method: 'DELETE', path: '/v1/webhooks/{id}', tags, summary: 'Delete an endpoint; its deliveries stay' })
    .input(strict({ id }))
    .output(strict({ id, deleted: z.literal(true) })),
  secret: route
    .route({ method: 'GET', path: '/v1/webhooks/{id}/secret', tags, summary: 'Show the secret of an endpoint' })
    .input(strict({ id }))
    .output(secrets),
  rotate: route
    .route({
      method: 'POST',
      path: '/v1/webhooks/{id}/rotate',
      tags,
      summary: 'Make a new secret; the present one signs too for a while',
    })
    .input(strict({ id, keep_previous_seconds: whole(0, 604_800).default(86_400) }))
    .output(secrets),
  test: route
    .route({
      method: 'POST',
      path: '/v1/webhooks/{id}/test',
      tags,
      summary: 'Send a made-up event, with metadata.test = true',
      successStatus: 202,
    })
    .input(strict({ id }))
    .output(webhookDelivery),
  replayDead: route
    .route({
      method: 'POST',
      path: '/v1/webhooks/{id}/replay',
      tags,
      summary: 'Send all again that were given up or switched off',
      successStatus: 202,
    })
    .input(strict({ id }))
    .output(strict({ replayed: z.int().min(0) })),
  deliveries: route
    .route({ method: 'GET', path: '/v1/webhooks/deliveries', tags, summary: 'List deliveries, newest first' })
    .input(
      strict({
        endpoint_id: id.optional(),
        call_id: id.optional(),
        event: oneOf(webhookEvents).optional(),
        state: oneOf(deliveryStates).optional(),
        limit: queried(1, 200)
          .pipe(z.int({ error: 'Give a whole number.' }))
          .default(50),
        cursor: messageId.optional(),
      }),
    )
    .output(pageOf(webhookDelivery)),
  replayMany: route
    .route({
      method: 'POST',
      path: '/v1/webhooks/deliveries/replay',
      tags,
      summary: 'Send all deliveries again that match, oldest first, each with its webhook-id',
      description:
        'At most 1,000 at once; with next_cursor the same request goes on. Those that are being sent just now are left alone.',
      successStatus: 202,
    })
    .input(
      strict({
        state: oneOf(replayableStates).default('failed'),
        endpoint_id: id.optional(),
        call_id: id.optional(),
        event: oneOf(webhookEvents).optional(),
        created_from: instant.optional(),
        created_to: instant.optional(),
        limit: whole(1, 1_000).default(1_000),
        cursor: messageId.optional(),
      }),
    )
    .output(
      strict({
        replayed: z.int().min(0),
        /** They match, and their endpoint is switched off or deleted. */
        off: z.int().min(0),
        next_cursor: messageId.nullable(),
      }),
    ),
  delivery: route
    .route({
      method: 'GET',
      path: '/v1/webhooks/deliveries/{id}',
      tags,
      summary: 'Read a delivery: what was sent, and every attempt',
    })
    .input(strict({ id: messageId }))
    .output(strict({ ...delivery, payload: z.record(z.string(), z.json()), tries: z.array(attempt) })),
  replay: route
    .route({
      method: 'POST',
      path: '/v1/webhooks/deliveries/{id}/replay',
      tags,
      summary: 'Send a delivery again, with the same webhook-id',
      successStatus: 202,
    })
    .input(strict({ id: messageId }))
    .output(webhookDelivery),
};
