/** The process that drove a call is no more, and another one brings it to its end: nobody speaks or listens any longer. Source: design ending.md section 10. */
import type { Call, End } from './call.ts';
import type { Event } from './events.ts';
import { end, hangUp, hangUpAgain, noFarewell } from './hanging-up.ts';
import type { Policy } from './policy.ts';
import type { Step } from './turnout.ts';

/**
 * Drops the leg at once. An end that was fixed before stays the cause, and is told what befell it. A leg whose transfer
 * had begun may connect two people by now: it is left alone.
 */
export function loseNode(call: Call, event: Event & { type: 'node.lost' }, policy: Policy): Step {
  const { phase } = call;
  switch (phase.name) {
    case 'transferring': {
      const leftAlone = { attempts: 0, proof: null, reached: true, latencyMs: 0, leakedMs: 0 };
      return end(call, lostEnd(event.detail), noFarewell, leftAlone, null, event.at, policy);
    }
    case 'hanging_up':
      return hangUpAgain(call, { ...phase, end: toldOf(phase.end, event.detail) }, event.at, policy);
    case 'closing':
      return hangUp(call, toldOf(phase.end, event.detail), phase.farewell, event.at, policy);
    case 'paused':
      return hangUp(call, toldOf(phase.closing.end, event.detail), phase.closing.farewell, event.at, policy);
    default:
      return hangUp(call, lostEnd(event.detail), noFarewell, event.at, policy);
  }
}

function toldOf(cause: End, detail: string): End {
  return { ...cause, errorDetail: cause.errorDetail ?? detail };
}

function lostEnd(detail: string): End {
  return {
    trigger: 'failure',
    endedBy: 'system',
    reason: null,
    action: null,
    outcomeTags: [],
    evidence: detail,
    errorDetail: detail,
    rescuable: false,
  };
}
