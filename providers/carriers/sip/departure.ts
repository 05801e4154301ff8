/** How a call that was answered is left from our side: BYE after BYE until one is proved. Source: ending.md section 8. */
import type { Party, Proof } from '../../../engine/reasons.ts';
import type { SipCallEvent } from './call.ts';
import type { DigestClient } from './digest-client.ts';
import type { Dialog } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import { type ByeAnswer, sendBye } from './hang-up.ts';
import { type Timers, t2Ms } from './timers.ts';

export type Departure = {
  /** Ordered: one BYE, which attempts that come while it is on its way share. */
  hangUp(attempt: number): void;
  /** For a reason of our own, asked again until it is proved. */
  breakOff(cause: string): void;
  /** The ACK came that a BYE had to wait for. */
  acknowledged(): void;
  /** The attempts under way are answered. */
  tell(answer: ByeAnswer): void;
  isUnderWay(): boolean;
};

export type DepartureParts = {
  endpoint: Endpoint;
  dialog: Dialog;
  digest: DigestClient | null;
  waits: Timers;
  awaitsAck(): boolean;
  isOver(): boolean;
  /** The first decision to leave: nothing more is said. */
  onLeaving(): void;
  emit(event: SipCallEvent): void;
  end(by: Party, cause: string, failed: boolean, proof: Proof): void;
};

/** A BYE waits so long for the ACK that must come before it. */
const ackMsMax = 1_000;
/** After this much asking the call is given up here; whoever keeps its snapshot may go on. */
const departureMsMax = 64_000;

export function departure(parts: DepartureParts): Departure {
  const { endpoint, waits, emit, end } = parts;
  const attempts: { attempt: number; at: number }[] = [];
  let decided = false;
  let asking = false;
  let ownCause: string | null = null;

  function decide(): void {
    if (decided) return;
    decided = true;
    parts.onLeaving();
    waits.set('give up', departureMsMax, () => {
      tell({ proof: null, detail: 'the far end confirmed no BYE' });
      end('system', ownCause ?? 'the far end confirmed no BYE', true, 'accepted');
    });
  }

  function leave(): void {
    if (asking) return;
    asking = true;
    if (parts.awaitsAck()) waits.set('bye', ackMsMax, () => void bye());
    else void bye();
  }

  async function bye(): Promise<void> {
    const answer = await sendBye(endpoint, parts.dialog, parts.digest);
    asking = false;
    if (parts.isOver()) return;
    tell(answer);
    if (answer.proof) end(ownCause ? 'system' : 'agent', ownCause ?? 'hung up', ownCause !== null, answer.proof);
    else if (ownCause) waits.set('bye', t2Ms, leave);
  }

  function tell(answer: ByeAnswer): void {
    for (const { attempt, at } of attempts.splice(0)) {
      emit({ type: 'hang_up.answered', attempt, ...answer, latencyMs: Math.round(endpoint.clock.now() - at) });
    }
  }

  return {
    hangUp(attempt) {
      if (attempts.length < attemptsMax) attempts.push({ attempt, at: endpoint.clock.now() });
      decide();
      leave();
    },
    breakOff(cause) {
      if (decided) return;
      ownCause = cause;
      decide();
      leave();
    },
    acknowledged() {
      if (asking) waits.set('bye', 0, () => void bye());
    },
    tell,
    isUnderWay: () => decided,
  };
}

const attemptsMax = 100;
