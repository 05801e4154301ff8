/** `/v1/calls` and `/v1/events`: what was said, why it ended, and what happens now. Source: design contract.md section 6. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { endedReasons, phaseNames } from '../../engine/reasons.ts';
import { variables } from '../agent.ts';
import { callListed, callQuery, pageOf } from '../api.ts';
import { callRecord, transcriptTurn } from '../call.ts';
import { dialable, dialsAs, flag, formed, id, instant, oneOf, strict, text } from '../fields.ts';
import { route } from './route.ts';

const recorded = callRecord.shape;

/** Came with the database as an example. */
const sample = z.boolean();

const endedCall = strict({ state: z.literal('ended'), sample, ...recorded });

/** A call that goes on. `process_gone`: nobody holds its lease any more; it is about to be ended by another process. */
const liveCall = strict({
  state: z.literal('live'),
  sample,
  call_id: recorded.call_id,
  agent_id: recorded.agent_id,
  agent_version: recorded.agent_version,
  direction: recorded.direction,
  from: recorded.from,
  to: recorded.to,
  started_at: recorded.started_at,
  answered_at: recorded.answered_at,
  metadata: recorded.metadata,
  process_gone: z.boolean(),
});

export const callAnswer = z.discriminatedUnion('state', [liveCall, endedCall]);
export type CallAnswer = z.output<typeof callAnswer>;

/** Who can be asked to make a call. */
export const dialCarriers = ['sip', 'twilio', 'telnyx'] as const;
export type DialCarrier = (typeof dialCarriers)[number];

/** What a carrier connects a call with: `relay` (it hears and speaks for us) or `media` (it carries the sound, and we do). */
export const carrierLines = ['relay', 'media'] as const;
export type CarrierLine = (typeof carrierLines)[number];

/** `line`: for Twilio and Telnyx; `relay` unless it is given. `idempotency_key`: the same key and call again answer the call that was made, and dial nothing. */
const dialOrder = strict({
  agent_id: id,
  to: dialable,
  from: dialsAs.optional(),
  carrier: oneOf(dialCarriers).optional(),
  line: oneOf(carrierLines).optional(),
  variables,
  metadata: recorded.metadata.optional(),
  idempotency_key: formed(
    /^[\x21-\x7e]{1,200}$/,
    'Give 1 to 200 printable ASCII characters without spaces.',
  ).optional(),
});

/** The engine's own words for what happened and what it ordered; their fields grow with versions. */
const happening = z.looseObject({ type: z.string() });

/** One entry of a call's log: an event with its effects, or a note of something beside them. */
export const timelineEntry = strict({
  seq: z.int().min(0),
  at_seconds: z.number(),
  event: happening.nullable(),
  effects: z.array(happening),
  note: happening.nullable(),
});
export type TimelineEntry = z.output<typeof timelineEntry>;

const started = strict({
  type: z.literal('call.started'),
  call_id: recorded.call_id,
  agent_id: recorded.agent_id,
  direction: recorded.direction,
  from: recorded.from,
  to: recorded.to,
  started_at: recorded.started_at,
});
const entered = strict({
  type: z.literal('call.entry'),
  call_id: recorded.call_id,
  /** Where the call stands after it; null for what was before the reader came. */
  phase: oneOf(phaseNames).nullable(),
  entry: timelineEntry,
});
const ended = strict({ type: z.literal('call.ended'), call_id: recorded.call_id, ended_reason: oneOf(endedReasons) });
/** The events since Last-Event-ID are no longer there: what was shown must be read anew. */
const missed = strict({ type: z.literal('events.missed') });

export const liveEvent = z.discriminatedUnion('type', [started, entered, ended, missed]);
export type LiveEventAnswer = z.output<typeof liveEvent>;

const ofCall = { call_id: recorded.call_id, state: oneOf(['live', 'ended']) };
/** What stands in an address that we signed; with a key there is no need of it. */
const signed = { account: text(100).optional(), expires: text(20).optional(), signature: text(100).optional() };
const keyOrSigned: { [name: string]: string[] }[] = [{ key: [] }, {}];
const refusedAddress = {
  FORBIDDEN: { status: 403, message: 'The signature of the address is wrong, or it has expired.' },
};
const signedNote = 'The addresses in records and webhooks are signed: they open this without a key for 7 days.';

const tags = ['calls'];
const resume = 'Server-sent events. Resume with the header Last-Event-ID.';

export const callRoutes = {
  list: route
    .route({
      method: 'GET',
      path: '/v1/calls',
      tags,
      summary: 'List calls, newest first',
      description: '`number`: of either side, whole (`%2B15550100`) or at least 4 of its last digits.',
    })
    .input(callQuery)
    .output(pageOf(callListed)),
  dial: route
    .route({
      method: 'POST',
      path: '/v1/calls',
      tags,
      summary: 'Dial a number or a SIP address',
      description:
        'Answers as soon as the call is stored; what becomes of it is told by its events, its record and webhooks. ' +
        'Nobody there, busy or refused: the call ends with the reason `not_answered`, and `carrier_cause` tells which.',
      successStatus: 201,
    })
    .errors({
      FORBIDDEN: { status: 403, message: 'This target may not be dialled.' },
      CONFLICT: { status: 409, message: 'The idempotency key belongs to another call.' },
      UNPROCESSABLE_CONTENT: { status: 422, message: 'The agent cannot run here.' },
    })
    .input(dialOrder)
    .output(callAnswer),
  get: route
    .route({ method: 'GET', path: '/v1/calls/{id}', tags, summary: 'Read the record of a call' })
    .input(strict({ id }))
    .output(callAnswer),
  remove: route
    .route({
      method: 'DELETE',
      path: '/v1/calls/{id}',
      tags,
      summary: 'Delete an ended call and everything that is kept of it',
      description: 'Answers 409 `call_live` while it goes on. Files follow within seconds.',
    })
    .input(strict({ id }))
    .output(strict({ call_id: recorded.call_id, deleted: z.literal(true) })),
  transcript: route
    .route({
      method: 'GET',
      path: '/v1/calls/{id}/transcript',
      tags,
      summary: 'Read what both sides said, as heard',
      description: signedNote,
      spec: (operation) => ({ ...operation, security: keyOrSigned }),
    })
    .errors(refusedAddress)
    .input(strict({ id, ...signed }))
    .output(strict({ ...ofCall, turns: z.array(transcriptTurn) })),
  timeline: route
    .route({ method: 'GET', path: '/v1/calls/{id}/timeline', tags, summary: 'Read every event and effect' })
    .input(strict({ id }))
    .output(strict({ ...ofCall, started_at: instant, entries: z.array(timelineEntry) })),
  recording: route
    .route({
      method: 'GET',
      path: '/v1/calls/{id}/recording',
      tags,
      summary: 'Read the recording of a call',
      description: `Answers 404 \`no_recording\` for a call without one. ${signedNote}`,
      spec: (operation) => ({ ...operation, security: keyOrSigned }),
    })
    .errors(refusedAddress)
    .input(strict({ id, ...signed }))
    .output(z.file().mime('audio/wav')),
  end: route
    .route({
      method: 'POST',
      path: '/v1/calls/{id}/end',
      tags,
      summary: 'End a live call, as an operator',
      description: 'With a farewell the caller hears it first; without one the line is hung up at once.',
      successStatus: 202,
    })
    .input(strict({ id, farewell: flag.default(true) }))
    .output(strict({ call_id: recorded.call_id, state: z.literal('ending') })),
  transfer: route
    .route({
      method: 'POST',
      path: '/v1/calls/{id}/transfer',
      tags,
      summary: 'Connect the caller of a live call with somebody else',
      description:
        "Only to a number of the agent's `transfers` (or its name there), or one that stands in its prompt. The call " +
        'ends with the reason `transferred` once they are connected; else the caller is back with the agent.',
      successStatus: 202,
    })
    .errors({
      FORBIDDEN: { status: 403, message: 'The agent may not transfer there.' },
      CONFLICT: { status: 409, message: 'The call cannot be transferred now.' },
    })
    .input(strict({ id, to: text(250, 1) }))
    .output(strict({ call_id: recorded.call_id, state: z.literal('transferring') })),
  events: route
    .route({
      method: 'GET',
      path: '/v1/calls/{id}/events',
      tags,
      summary: 'Follow one call from its beginning',
      description: `${resume} The stream is done when the call has ended.`,
    })
    .input(strict({ id }))
    .output(eventIterator(liveEvent)),
  allEvents: route
    .route({
      method: 'GET',
      path: '/v1/events',
      tags,
      summary: 'Follow all calls of the account from now on',
      description: `${resume} \`events.missed\` says that the gap was too long.`,
    })
    .input(strict({}))
    .output(eventIterator(liveEvent)),
};
