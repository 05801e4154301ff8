/**
 * The body of Nixflex's webhook: flat, with `call_id` as the receiver's key against doing a thing twice; the transcript
 * and the summary are texts. Source: Nixflex "[END_CALL]" and "Webhooks"; design contract.md section 5.
 */
import { nixflexReasonOf } from '../../engine/reasons.ts';
import type { TranscriptTurn } from '../call.ts';
import type { CallEnded } from '../webhook.ts';

export function nixflexWebhook(call: Omit<CallEnded, 'event'>) {
  return { event: 'call.completed', ...nixflexCall(call) };
}

/** What Nixflex's own API tells of an ended call. */
export function nixflexCall(call: Omit<CallEnded, 'event'>) {
  const endedReason = nixflexReasonOf[call.ended_reason];
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
    status: endedReason === 'error' ? 'failed' : 'completed',
    ended_reason: endedReason,
    summary: call.summary?.text ?? null,
    ...(call.transcript && { transcript: script(call.transcript) }),
    extracted_data: call.extracted,
    metadata: call.metadata,
    transcript_url: call.transcript_url,
    recording_url: call.recording_url,
  };
}

/** One line a turn. */
function script(turns: readonly TranscriptTurn[]): string {
  return turns.map(({ role, text }) => `${role === 'agent' ? 'Agent' : 'Caller'}: ${text}`).join('\n');
}
