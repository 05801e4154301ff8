/** The body of thinnestAI's post-call webhook: these seven fields and no others. Source: thinnestAI "End Call", Post-Call Webhook. */
import { thinnestaiReasonOf } from '../../engine/reasons.ts';
import type { CallEnded } from '../webhook.ts';

/** `duration_seconds` is whole, as on the vendor's page. Addresses are null as long as there is no such file. */
export function thinnestaiWebhook(call: Omit<CallEnded, 'event'>) {
  return {
    event: 'call.ended',
    call_id: call.call_id,
    agent_id: call.agent_id,
    duration_seconds: Math.round(call.duration_seconds),
    end_reason: thinnestaiReasonOf[call.ended_reason],
    transcript_url: call.transcript_url,
    recording_url: call.recording_url,
  };
}
