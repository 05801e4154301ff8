/** The body of Nixflex's webhook: flat, with `call_id` as the receiver's key against doing a thing twice. Source: Nixflex "[END_CALL]"; design contract.md section 5. */
import { nixflexReasonOf } from '../../engine/reasons.ts';
import type { CallEnded } from '../webhook.ts';

export function nixflexWebhook(call: Omit<CallEnded, 'event'>) {
  return { event: 'call.completed', ...nixflexCall(call) };
}

/** What Nixflex's own API tells of an ended call. */
export function nixflexCall(call: Omit<CallEnded, 'event'>) {
  return {
    call_id: call.call_id,
    agent_id: call.agent_id,
    direction: call.direction,
    from: call.from,
    to: call.to,
    started_at: call.started_at,
    answered_at: call.answered_at,
    ended_at: call.ended_at,
    duration_seconds: call.duration_seconds,
    ended_reason: nixflexReasonOf[call.ended_reason],
    summary: call.summary,
    ...(call.transcript && { transcript: call.transcript }),
    transcript_url: call.transcript_url,
    recording_url: call.recording_url,
  };
}
