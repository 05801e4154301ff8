/** A started transfer owns the call: no cap, silence or goodbye, only its own deadline. Source: design ending.md sections 1, 7. */
import type { Call, End, Phase } from './call.ts';
import type { Event } from './events.ts';
import { end, hangUp, noFarewell } from './hanging-up.ts';
import type { Ms, Policy } from './policy.ts';
import { nextDue } from './silence.ts';
import { stay, type Step } from './turnout.ts';

type Transferring = Extract<Phase, { name: 'transferring' }>;

export function transfer(call: Call, to: string, at: Ms, policy: Policy): Step {
  const phase: Transferring = { name: 'transferring', deadline: at + policy.limits.transferMsMax, to };
  return [{ ...call, phase, overdueTransfer: null }, [{ type: 'transfer_leg', to }]];
}

export function inTransferring(call: Call, phase: Transferring, event: Event, policy: Policy): Step {
  switch (event.type) {
    case 'transfer.completed':
      return completed(call, phase.to, event, policy);
    case 'transfer.failed':
      return comeBack(call, event.detail, policy);
    case 'deadline.reached':
      if (event.at < phase.deadline) return stay(call, phase);
      return comeBack({ ...call, overdueTransfer: phase.to }, 'no answer in time', policy);
    case 'end.proposed': {
      if (event.proposal.trigger !== 'operator') return stay(call, phase);
      const { outcomeTags, evidence } = event.proposal;
      const cause: End = { ...transferEnd(phase.to), trigger: 'operator', endedBy: 'operator', outcomeTags, evidence };
      return hangUp(call, cause, noFarewell, event.at, policy);
    }
    default:
      return stay(call, phase);
  }
}

function transferEnd(to: string): End {
  return {
    trigger: 'transfer',
    endedBy: 'agent',
    reason: null,
    action: null,
    outcomeTags: [],
    evidence: `transferred to ${to}`,
    errorDetail: null,
    rescuable: false,
  };
}

type Completed = Event & { type: 'transfer.completed' };

/** The caller is with somebody else now. A leg that stays up with them is no longer ours to hang up. */
function completed(call: Call, to: string, event: Completed, policy: Policy): Step {
  const cause = transferEnd(to);
  if (!event.legStaysUp) return hangUp(call, cause, noFarewell, event.at, policy);
  const handedOver = { attempts: 0, proof: null, reached: true, latencyMs: 0, leakedMs: 0 };
  return end(call, cause, noFarewell, handedOver, null, event.at, policy);
}

/**
 * A target that answers after the deadline has the caller all the same: whatever the agent was about to say or do, nobody
 * is there to hear it. Null: no transfer is overdue, or the line is being dropped already.
 */
export function completedLate(call: Call, event: Completed, policy: Policy): Step | null {
  const { overdueTransfer: to, phase } = call;
  if (to === null || phase.name === 'transferring' || phase.name === 'hanging_up') return null;
  return completed(call, to, event, policy);
}

function comeBack(call: Call, detail: string, policy: Policy): Step {
  const back: Call = { ...call, playing: null };
  const phase = { name: 'active', deadline: nextDue(back, policy).at } as const;
  return [{ ...back, phase }, [{ type: 'report_transfer_failed', detail }]];
}
