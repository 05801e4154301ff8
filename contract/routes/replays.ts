/**
 * Stored calls under other settings: when and why they would have ended. Nothing is dialled, said or stored. Source: design
 * dashboard.md, "replay with another configuration".
 */
import * as z from 'zod';
import { endedReasons, heardWords, triggers } from '../../engine/reasons.ts';
import { callQuery } from '../api.ts';
import { callRecord } from '../call.ts';
import { id, instant, oneOf, strict } from '../fields.ts';
import { replayedCallsMax, unknownsOfReplay } from '../replay.ts';
import { timelineEntry } from './calls.ts';
import { route } from './route.ts';

/** The part of an agent's `ending` that is to be different. Objects are merged, all else takes the place of what is there. */
const otherEnding = z
  .record(z.string(), z.unknown(), { error: 'Give the settings of `ending` that are to be different.' })
  .refine((value) => Object.keys(value).length > 0, { error: 'Give at least one setting of `ending`.' });

const seconds = z.number();

/** `decided_at_seconds`: from when on the call was ending for good. Seconds since the call began. */
const ending = strict({
  decided_at_seconds: seconds,
  ended_at_seconds: seconds,
  ended_reason: oneOf(endedReasons),
  custom_end_call_reason: z.string().nullable(),
  trigger: oneOf(triggers),
  evidence: z.string(),
  farewell_heard: oneOf(heardWords),
  rescues: z.int(),
  vetoes: z.int(),
});

/**
 * `same`, or `earlier` or `later` than it was decided. Later means that the call would have gone on where the log ends:
 * then `would_be` is its end if nobody had said another word.
 */
const replayed = {
  call_id: callRecord.shape.call_id,
  change: oneOf(['same', 'earlier', 'later']),
  /** For another reason, configured ones included. */
  other_reason: z.boolean(),
  was: ending,
  would_be: ending,
};

/** `at_seconds` null: it is not of one instant. */
const unknown = strict({ code: oneOf(unknownsOfReplay), at_seconds: seconds.nullable(), message: z.string() });

const callReplay = strict({
  ...replayed,
  /** From when on something else would have happened; null when nothing would. */
  parted_at_seconds: seconds.nullable(),
  unknown: z.array(unknown),
  /** The call as it would have been. `supposed`: not from the log. */
  entries: z.array(timelineEntry.extend({ supposed: z.boolean() })),
});
export type CallReplay = z.output<typeof callReplay>;

const listedReplay = strict({
  ...replayed,
  agent_id: callRecord.shape.agent_id,
  agent_version: callRecord.shape.agent_version,
  started_at: instant,
  unknown: z.array(oneOf(unknownsOfReplay)),
});

const replays = strict({
  /** Of how many calls the following is told. */
  calls: z.int(),
  same: z.int(),
  earlier: z.int(),
  later: z.int(),
  other_reason: z.int(),
  /** They go on, or their log or their agent is of a version that cannot be replayed. */
  left_out: z.int(),
  /** The time of one request was over before them: ask for fewer. */
  not_reached: z.int(),
  /** Those that would have ended at another time or for another reason, newest first. */
  items: z.array(listedReplay),
});
export type Replays = z.output<typeof replays>;

const tags = ['calls'];
const { cursor: _cursor, limit: _limit, ...filters } = callQuery.shape;

export const replayRoutes = {
  one: route
    .route({
      method: 'POST',
      path: '/v1/calls/{id}/replay',
      tags,
      summary: 'Replay a call under other settings',
      description:
        'Tells when and why it would have ended, by its stored log. `ending` holds the settings that are to be different; ' +
        'all others are those of the version of the agent that had the call. What the log cannot tell stands in `unknown`.',
    })
    .errors({ CONFLICT: { status: 409, message: 'The call goes on, or its log cannot be replayed.' } })
    .input(strict({ id, ending: otherEnding }))
    .output(callReplay),
  many: route
    .route({
      method: 'POST',
      path: '/v1/replays',
      tags,
      summary: 'Replay many calls under other settings',
      description: `The newest \`limit\` calls (at most ${replayedCallsMax}) that the filters of GET /v1/calls let through.`,
    })
    .input(
      strict({
        ...filters,
        limit: z
          .int({ error: 'Give a whole number.' })
          .min(1, { error: `Give a number from 1 to ${replayedCallsMax}.` })
          .max(replayedCallsMax, { error: `Give a number from 1 to ${replayedCallsMax}.` })
          .default(200),
        ending: otherEnding,
      }),
    )
    .output(replays),
};
