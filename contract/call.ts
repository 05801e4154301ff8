/** The record of one ended call. Source: design contract.md sections 3 and 4, ending.md section 9. */
import * as z from 'zod';
import type { FarewellSource } from '../engine/effects.ts';
import { endedReasons, heardWords, parties, proofs, triggers, vetoReasons } from '../engine/reasons.ts';
import { callLog, sms, summary, webhook } from './after-call.ts';
import { instant, oneOf, strict } from './fields.ts';

/** Exhaustive by its type: the engine's list is a type only. */
const sources = {
  skipped: true,
  own_words: true,
  instruction: true,
  spoken_words: true,
  tool_message: true,
  configured: true,
  main_prompt: true,
  apology: true,
  none: true,
} as const satisfies Record<FarewellSource, true>;

/** Where the words of a farewell come from (ending.md section 4). */
export const farewellSources = Object.keys(sources) as FarewellSource[];

const share = z.number().min(0).max(1);
const duration = z.number().min(0);

/** One party's words as they were heard; `cut`: a barge-in or the end took the rest. */
export const transcriptTurn = strict({
  role: oneOf(['caller', 'agent']),
  text: z.string(),
  at_seconds: duration,
  cut: z.boolean(),
});

const farewell = strict({
  text: z.string(),
  heard: oneOf(heardWords),
  heard_share: share,
  rescues: z.int().min(0),
  source: z.enum(farewellSources),
});

/** `latency_ms`: from the first attempt to the proof. `leaked_seconds`: how long the line stayed open after that. */
const hangUp = strict({
  attempts: z.int().min(0),
  proof: oneOf(proofs).nullable(),
  latency_ms: duration,
  leaked_seconds: duration,
});

const hangUpAttempt = strict({ at: instant, proof: oneOf(proofs).nullable(), latency_ms: duration });

/** Where a flow agent's call came to its end. */
const flowEnd = strict({
  /** The block that the call was in. */
  block: z.string().nullable(),
  /** The blocks in their order, the latest 200 of them. */
  path: z.array(z.string()),
  /** The End Call block that ended it; null when something else did. */
  end_block: z.string().nullable(),
  /** What was collected, by the name of its slot; values stand in `variables` as well. */
  slots: z.record(z.string(), strict({ value: z.json(), said: z.string(), confirmed: z.boolean() })),
  /** The work after the call that the End Call block asks for; what is null is the agent's own. */
  follow_ups: strict({
    sms: sms.nullable(),
    summary: summary.nullable(),
    webhooks: z.array(webhook).nullable(),
    log: z.array(callLog).nullable(),
  }).nullable(),
});

/**
 * One ended call, as it is stored and as `/v1/calls/{id}` gives it. Instants are RFC 3339; `*_seconds` of things within
 * the call count from its beginning. `custom_end_call_reason` is present only when an end-call reason ended the call.
 */
export const callRecord = strict({
  call_id: z.string(),
  agent_id: z.string(),
  agent_version: z.int().min(1),
  direction: oneOf(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  started_at: instant,
  answered_at: instant.nullable(),
  ended_at: instant,
  /** From the answer to the end; 0 when nobody answered. */
  duration_seconds: duration,
  ended_reason: oneOf(endedReasons),
  trigger: oneOf(triggers),
  ended_by: oneOf(parties),
  custom_end_call_reason: z.string().optional(),
  /** The end action that the model called. */
  action: z.string().nullable(),
  carrier_cause: z.string().nullable(),
  error_detail: z.string().nullable(),
  /** The words or fact that made it end. */
  evidence: z.string(),
  farewell,
  hang_up: hangUp,
  hang_up_attempts: z.array(hangUpAttempt),
  vetoes: z.array(strict({ at_seconds: duration, reason: oneOf(vetoReasons) })),
  /** The caller took the call back, with these words. */
  rescues: z.array(strict({ at_seconds: duration, text: z.string() })),
  clocks: strict({ quiet_seconds: duration, wordless_seconds: duration }),
  outcome_tags: z.array(z.string()),
  summary: z.string().nullable(),
  extracted: z.record(z.string(), z.json()),
  variables: z.record(z.string(), z.json()),
  metadata: z.record(z.string(), z.json()),
  flow: flowEnd.nullable().default(null),
  model: strict({ provider: z.string(), name: z.string() }).nullable(),
  transcript: z.array(transcriptTurn),
  transcript_url: z.string().nullable(),
  recording_url: z.string().nullable(),
});

export type CallRecord = z.output<typeof callRecord>;
export type TranscriptTurn = z.output<typeof transcriptTurn>;
