/** The farewell stands still while the caller speaks; their words decide. Source: design ending.md section 5, Rescue. */
import type { Call, Closing, Phase } from './call.ts';
import { goOn } from './closing.ts';
import type { Event } from './events.ts';
import { hangUp } from './hanging-up.ts';
import { withReport } from './hearing.ts';
import { withNamedReason } from './named-reason.ts';
import type { Policy } from './policy.ts';
import { rescue, takesCallBack } from './rescue.ts';
import { stay, type Step } from './turnout.ts';

type Paused = Extract<Phase, { name: 'paused' }>;

export function inPaused(call: Call, phase: Paused, event: Event, policy: Policy): Step {
  const { closing } = phase;
  switch (event.type) {
    case 'caller.said':
      if (event.text.trim() === '') return stay(call, phase);
      if (takesCallBack(event, closing.end, policy)) return rescue(call, closing, true, policy);
      return hangUp(call, closing.end, cutByClosing(closing), event.at, policy);
    case 'caller.speech_started':
      return stay(call, { ...phase, deadline: phase.pauseBy });
    case 'caller.speech_stopped': {
      const deadline = Math.min(phase.pauseBy, event.at + policy.limits.pauseAfterSpeechMs);
      return stay(call, { ...phase, deadline });
    }
    case 'end.proposed': {
      const now = event.proposal.trigger === 'operator' && event.proposal.skipGoodbye;
      if (now) return hangUp(call, closing.end, closing.farewell, event.at, policy);
      return stay(call, { ...phase, closing: { ...closing, end: withNamedReason(closing.end, event.proposal) } });
    }
    case 'playback.finished':
    case 'playback.cleared': {
      if (event.utteranceId !== closing.farewell.utteranceId) return stay(call, phase);
      return stay(call, { ...phase, closing: { ...closing, farewell: withReport(closing.farewell, event) } });
    }
    case 'deadline.reached':
      return event.at < phase.deadline ? stay(call, phase) : goOn(call, closing, event.at, policy);
    default:
      return stay(call, phase);
  }
}

/** A goodbye heard to its end stays heard; any other was cut short by the caller's own. */
function cutByClosing(closing: Closing): Closing['farewell'] {
  const { farewell } = closing;
  const heard = farewell.heard === 'confirmed' || farewell.heard === 'estimated';
  return heard ? farewell : { ...farewell, heard: 'cut_by_closing' };
}
