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
  return [{ ...call, phase }, [{ type: 'transfer_leg', to }]];
}

export function inTransferring(call: Call, phase: Transferring, event: Event, policy: Policy): Step {
  switch (event.type) {
    case 'transfer.completed':
      return completed(call, phase, event, policy);
    case 'transfer.failed':
      return comeBack(call, event.detail, policy);
    case 'deadline.reached':
      return event.at < phase.deadline ? stay(call, phase) : comeBack(call, 'no answer in time', policy);
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

/** The caller is with somebody else now. A leg that stays up with them is no longer ours to hang up. */
function completed(
  call: Call,
  phase: Transferring,
  event: Event & { type: 'transfer.completed' },
  policy: Policy,
): Step {
  const cause = transferEnd(phase.to);
  if (!event.legStaysUp) return hangUp(call, cause, noFarewell, event.at, policy);
  const handedOver = { attempts: 0, proof: null, reached: true, latencyMs: 0, leakedMs: 0 };
  return end(call, cause, noFarewell, handedOver, null, event.at, policy);
}

function comeBack(call: Call, detail: string, policy: Policy): Step {
  const back: Call = { ...call, playing: null };
  const phase = { name: 'active', deadline: nextDue(back, policy).at } as const;
  return [{ ...back, phase }, [{ type: 'report_transfer_failed', detail }]];
}
