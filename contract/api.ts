/** What every answer of the native API has in common: errors, and pages of calls. Source: design contract.md section 6. */
import * as z from 'zod';
import { endedReasons } from '../engine/reasons.ts';
import { callRecord } from './call.ts';
import { formed, id, instant, oneOf, strict, text } from './fields.ts';
import { numberSearch, numberSearchRight } from './number-search.ts';

/** One of several things that are wrong with a document. */
const apiDetail = strict({ path: z.string(), message: z.string(), hint: z.string() });

/**
 * The one shape of an error. `path` names the field, `hint` says what would be right; `details` lists all problems where
 * there are several, and the first of them stands above.
 */
export const apiError = strict({
  error: strict({
    code: z.string(),
    message: z.string(),
    path: z.string().optional(),
    hint: z.string().optional(),
    details: z.array(apiDetail).optional(),
  }),
});

export type ApiError = z.output<typeof apiError>;

/** Where a page of calls goes on: behind this call, in the order of newest first. */
export type CallPlace = { startedAt: string; callId: string };

/** A place as the text that a client hands back unread. Throws for an id that is not ASCII. */
export function writeCursor(place: CallPlace): string {
  return btoa(JSON.stringify([place.startedAt, place.callId]))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** The place in a cursor, or null when it is none of ours. */
export function readCursor(cursor: string): CallPlace | null {
  try {
    const json = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    const [startedAt, callId] = z.tuple([instant, id]).parse(JSON.parse(json));
    return { startedAt, callId };
  } catch {
    return null;
  }
}

/** A number in a query string. */
export function queried(min: number, max: number) {
  const error = `Give a number from ${min} to ${max}.`;
  return z.coerce.number({ error }).min(min, { error }).max(max, { error });
}

/** True only for `true`: a query string knows no booleans. */
export const queriedFlag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'], error: 'Give true or false.' });

/** One word or several of a closed list: `?ended_reason=error&ended_reason=screened`. */
const reasonsAsked = z.preprocess(
  (value) => (value === undefined || Array.isArray(value) ? value : [value]),
  z.array(oneOf(endedReasons)).max(endedReasons.length).optional(),
);

/** The query of `GET /v1/calls`: filters, newest first, page by page from a cursor. Durations are in seconds. */
export const callQuery = strict({
  agent_id: text(64, 1).optional(),
  ended_reason: reasonsAsked,
  outcome_tag: text(64, 1).optional(),
  direction: oneOf(['inbound', 'outbound']).optional(),
  /** Of either side. */
  number: formed(numberSearch, `${numberSearchRight} In an address the plus is %2B.`).optional(),
  started_from: instant.optional(),
  started_before: instant.optional(),
  duration_from_seconds: queried(0, 86_400).optional(),
  duration_to_seconds: queried(0, 86_400).optional(),
  /** The farewell was neither heard nor meant to be left out. */
  farewell_unheard: queriedFlag.optional(),
  hang_up_unconfirmed: queriedFlag.optional(),
  limit: queried(1, 200)
    .pipe(z.int({ error: 'Give a whole number.' }))
    .default(50),
  cursor: formed(/^[A-Za-z0-9_-]{1,400}$/, 'Give the next_cursor of the page before.')
    .refine((cursor) => readCursor(cursor) !== null, { error: 'Give the next_cursor of the page before.' })
    .optional(),
});

export type CallQuery = z.output<typeof callQuery>;

const recorded = callRecord.shape;

/** A call in a list; what only an ended call has is null while it runs. */
export const callListed = strict({
  call_id: recorded.call_id,
  /** Came with the database as an example. */
  sample: z.boolean(),
  agent_id: recorded.agent_id,
  agent_version: recorded.agent_version,
  direction: recorded.direction,
  from: recorded.from,
  to: recorded.to,
  started_at: recorded.started_at,
  answered_at: recorded.answered_at,
  ended_at: recorded.ended_at.nullable(),
  duration_seconds: recorded.duration_seconds.nullable(),
  ended_reason: recorded.ended_reason.nullable(),
  custom_end_call_reason: recorded.custom_end_call_reason,
  outcome_tags: recorded.outcome_tags,
  farewell_heard: recorded.farewell.shape.heard.nullable(),
  hang_up_proof: recorded.hang_up.shape.proof,
});

export type CallListed = z.output<typeof callListed>;

/** A page of a list; `next_cursor` is null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return strict({ items: z.array(item), next_cursor: z.string().nullable() });
}
