/** What receivers of webhooks get, format `ringoff`. Source: design contract.md section 4. */
import * as z from 'zod';
import { callRecord, transcriptTurn, type CallRecord } from './call.ts';
import { id, instant, strict } from './fields.ts';

const fields = callRecord.shape;

const ofCall = {
  call_id: fields.call_id,
  agent_id: fields.agent_id,
  agent_version: fields.agent_version,
  direction: fields.direction,
  from: fields.from,
  to: fields.to,
};

/** The call was answered, or an outbound one began to ring. */
const callStarted = strict({
  event: z.literal('call.started'),
  ...ofCall,
  started_at: fields.started_at,
  answered_at: fields.answered_at,
  variables: fields.variables,
  metadata: fields.metadata,
});

/** Sent at once: what takes a model (`summary`, `extracted`) comes with `call.analyzed`. */
export const callEnded = strict({
  event: z.literal('call.ended'),
  ...ofCall,
  started_at: fields.started_at,
  answered_at: fields.answered_at,
  ended_at: fields.ended_at,
  duration_seconds: fields.duration_seconds,
  ended_reason: fields.ended_reason,
  trigger: fields.trigger,
  ended_by: fields.ended_by,
  custom_end_call_reason: fields.custom_end_call_reason,
  carrier_cause: fields.carrier_cause,
  farewell: fields.farewell.omit({ source: true }),
  hang_up: fields.hang_up,
  outcome_tags: fields.outcome_tags,
  summary: fields.summary,
  extracted: fields.extracted,
  variables: fields.variables,
  metadata: fields.metadata,
  /** Only where the endpoint wants it. */
  transcript: z.array(transcriptTurn).optional(),
  transcript_url: fields.transcript_url,
  recording_url: fields.recording_url,
});

/** The findings of after-call work are in. */
const callAnalyzed = strict({ ...callEnded.shape, event: z.literal('call.analyzed') });

const ofMessage = { call_id: fields.call_id, agent_id: fields.agent_id, to: z.string(), text: z.string() };

const smsSent = strict({ event: z.literal('sms.sent'), ...ofMessage, message_id: z.string().nullable() });

const smsFailed = strict({ event: z.literal('sms.failed'), ...ofMessage, error: z.string() });

/** Another endpoint of the account takes nothing for days, or answered 410: nothing is sent there any more. */
const endpointSwitchedOff = strict({
  event: z.literal('endpoint.switched_off'),
  endpoint_id: id,
  agent_id: id.nullable(),
  /** Of its address, which may hold a key. */
  host: z.string(),
  why: z.string(),
  failing_since: instant.nullable(),
  switched_off_at: instant,
  /** Deliveries that waited for another attempt; a replay sends them once it is on again. */
  waiting: z.int().min(0),
});

/** Any payload, told apart by `event`. */
export const webhookPayload = z.discriminatedUnion('event', [
  callStarted,
  callEnded,
  callAnalyzed,
  smsSent,
  smsFailed,
  endpointSwitchedOff,
]);

export type CallStarted = z.output<typeof callStarted>;
export type CallEnded = z.output<typeof callEnded>;
export type CallAnalyzed = z.output<typeof callAnalyzed>;
export type SmsSent = z.output<typeof smsSent>;
export type SmsFailed = z.output<typeof smsFailed>;
export type EndpointSwitchedOff = z.output<typeof endpointSwitchedOff>;
export type WebhookPayload = z.output<typeof webhookPayload>;
/** Those that tell of a call. */
export type CallPayload = Exclude<WebhookPayload, EndpointSwitchedOff>;

/** What is told of an ended call, with its words where `includeTranscript` says so. */
export function callEndedPayload(record: CallRecord, includeTranscript = false): CallEnded {
  return { event: 'call.ended', ...told(record, includeTranscript) };
}

/** The same, once summary, tags and extraction are in. */
export function callAnalyzedPayload(record: CallRecord, includeTranscript = false): CallAnalyzed {
  return { event: 'call.analyzed', ...told(record, includeTranscript) };
}

/** Field by field, so that nothing new in the record leaves the house unnoticed. */
function told(record: CallRecord, includeTranscript: boolean): Omit<CallEnded, 'event'> {
  const { text, heard, heard_share, rescues } = record.farewell;
  const reason = record.custom_end_call_reason;
  return {
    call_id: record.call_id,
    agent_id: record.agent_id,
    agent_version: record.agent_version,
    direction: record.direction,
    from: record.from,
    to: record.to,
    started_at: record.started_at,
    answered_at: record.answered_at,
    ended_at: record.ended_at,
    duration_seconds: record.duration_seconds,
    ended_reason: record.ended_reason,
    trigger: record.trigger,
    ended_by: record.ended_by,
    ...(reason === undefined ? {} : { custom_end_call_reason: reason }),
    carrier_cause: record.carrier_cause,
    farewell: { text, heard, heard_share, rescues },
    hang_up: record.hang_up,
    outcome_tags: record.outcome_tags,
    summary: record.summary,
    extracted: record.extracted,
    variables: record.variables,
    metadata: record.metadata,
    ...(includeTranscript ? { transcript: record.transcript } : {}),
    transcript_url: record.transcript_url,
    recording_url: record.recording_url,
  };
}
