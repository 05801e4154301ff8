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

/** Why a message was not sent. */
export const unsentWhys = [
  'not_enabled',
  'not_configured',
  'no_number',
  'no_address',
  'stopped',
  'condition_not_met',
  'condition_failed',
  'no_consent',
  'no_words',
  'no_model',
  'refused',
  'outcome_unknown',
] as const;
export type UnsentWhy = (typeof unsentWhys)[number];

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

/** Who found something in a conversation: the agent's model, or a rule where the agent's model follows a script. */
const foundBy = oneOf(['model', 'rule']);

/**
 * What became of the text message or the e-mail after a call. `sent`: the provider took it. `unsent`: it never leaves,
 * and `why` tells the cause. `unknown`: it may have left, and is therefore not sent again.
 */
const messageState = strict({
  state: oneOf(['sent', 'unsent', 'unknown']),
  why: oneOf(unsentWhys).nullable(),
  /** What the provider or an expression said, without words or numbers of anybody. */
  detail: z.string().nullable(),
  /** Null where it never came to words. */
  text: z.string().nullable(),
  provider: z.string().nullable(),
  /** The provider's id of it. */
  message_id: z.string().nullable(),
  /** On what grounds it might be sent; `words`: the caller's own, as `evidence` quotes them. */
  consent: strict({ by: oneOf(['stored', 'words', 'call']), evidence: z.string().nullable() }).nullable(),
  at: instant,
});
export type MessageState = z.output<typeof messageState>;

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
  /** The fixed ones of what ended the call first, then the chosen ones. */
  outcome_tags: z.array(z.string()),
  /** Null until it is made, and where none is wanted. The same holds for everything that is found after the call. */
  summary: strict({ text: z.string(), by: foundBy }).nullable(),
  outcome: strict({ chosen: z.array(z.string()), by: foundBy })
    .nullable()
    .default(null),
  /** A fact that was not told is null. */
  extracted: z.record(z.string(), z.json()),
  extracted_by: foundBy.nullable().default(null),
  /** What the model asked to be sent to the caller, by `[SEND_SMS: …]`. */
  sms_requested: z.array(z.string()).default([]),
  sms: messageState.nullable().default(null),
  email: messageState.nullable().default(null),
  variables: z.record(z.string(), z.json()),
  metadata: z.record(z.string(), z.json()),
  flow: flowEnd.nullable().default(null),
  model: strict({ provider: z.string(), name: z.string() }).nullable(),
  transcript: z.array(transcriptTurn),
  transcript_url: z.string().nullable(),
  recording_url: z.string().nullable(),
  /** The day on which the recording is deleted, as `2026-11-21`; null: the call was not recorded. */
  recording_kept_until: z.string().nullable().default(null),
});

/** How long the texts that a model asks to be sent may be together, in characters. */
export const smsTextMax = 1_600;

export type CallRecord = z.output<typeof callRecord>;
export type TranscriptTurn = z.output<typeof transcriptTurn>;
