/** The body of Synthflow's post-call webhook. Source: Synthflow "End-Call Reasons", Post-call data, and "About webhooks". */
import { synthflowReasonOf } from '../../engine/reasons.ts';
import type { TranscriptTurn } from '../call.ts';
import type { CallEnded } from '../webhook.ts';

/** `custom_end_call_reason` is there only when an end-call reason ended the call. Durations are whole seconds. */
export function synthflowWebhook(call: Omit<CallEnded, 'event'>) {
  const reason = call.custom_end_call_reason;
  const endCallReason = synthflowReasonOf({
    endedReason: call.ended_reason,
    customEndCallReason: reason ?? null,
    durationMs: call.duration_seconds * 1000,
  });
  const status = endCallReason === 'failed' ? 'failed' : 'completed';
  return {
    status,
    lead: { phone_number: call.direction === 'inbound' ? call.from : call.to },
    call: {
      status,
      end_call_reason: endCallReason,
      ...(endCallReason === 'custom_end_call' && { custom_end_call_reason: reason }),
      call_id: call.call_id,
      model_id: call.agent_id,
      duration: Math.round(call.duration_seconds),
      start_time: call.started_at,
      ...(call.transcript && { transcript: script(call.transcript) }),
      recording_url: call.recording_url,
    },
    executed_actions: Object.fromEntries(Object.entries(call.extracted).map(extraction)),
  };
}

/** One line a turn. */
function script(turns: readonly TranscriptTurn[]): string {
  return turns.map(({ role, text }) => `${role === 'agent' ? 'bot' : 'human'}: ${text}`).join('\n');
}

function extraction([name, value]: [string, unknown]): [string, object] {
  return [name, { name, action_type: 'extract_info_action_type', return_value: { [name]: value } }];
}
