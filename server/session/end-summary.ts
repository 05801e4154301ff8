/** Why a call ends, as far as it stands before the line is down: what the caller's screen is told. */
import type { Call } from '../../engine/call.ts';
import { endedReasonOf } from '../../engine/reasons.ts';
import type { EndSummary } from '../../lines/socket-messages.ts';

/** A call that is not ending yet is ended by the caller: the only party that can do so without a closing. */
export function endSummary(call: Call): EndSummary {
  const { phase } = call;
  const closing = phase.name === 'paused' ? phase.closing : phase;
  if (closing.name !== 'closing' && closing.name !== 'hanging_up') {
    return {
      ended_reason: 'caller_hangup',
      farewell: { utterance_id: null, heard: 'not_started', heard_share: 0 },
    };
  }
  const { end, farewell } = closing;
  return {
    ended_reason: endedReasonOf[end.trigger],
    ...(end.reason !== null && { custom_end_call_reason: end.reason }),
    farewell: {
      utterance_id: farewell.utteranceId,
      heard: farewell.heard,
      heard_share: Math.round(farewell.share * 1000) / 1000,
    },
  };
}
