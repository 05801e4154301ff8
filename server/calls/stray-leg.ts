/** How the leg of a call is reached that no session drives any more. Source: design ending.md section 10. */
import { relayLine } from '../../lines/relay.ts';
import type { LineEvent } from '../../lines/line.ts';
import type { Proof } from '../../engine/reasons.ts';
import type { AudioLeg } from '../../providers/carriers/audio-leg.ts';
import type { Carrier, LegState } from '../../providers/carriers/carrier.ts';
import type { Dialog } from '../../providers/carriers/sip/dialog.ts';
import { isSentInvite, type SentInvite } from '../../providers/carriers/sip/sent-invite.ts';
import type { Clock } from '../../providers/clock.ts';
import { dialogIn } from '../phone/kept-dialog.ts';
import type { StoredCall } from '../store/call.ts';
import { type LastingCarrier, lastingCarriers } from '../store/leg-watch.ts';

export type StrayLeg = {
  readonly bestProof: Proof;
  /** Begins to report. Called once, before any hang-up. */
  start(onEvent: (event: LineEvent) => void): void;
  /** Idempotent: "already ended" is success. Told by `hang_up.answered` and `leg.ended`. */
  hangUp(attempt: number): void;
  /** What its carrier says of it, where that can be asked. Never rejects. */
  state(): Promise<LegState>;
  /** Lets go of timers. */
  close(): void;
};

export type StrayLegs = {
  /** Carriers whose legs are up when our process is not, and that this one cannot reach. */
  readonly unreachable: readonly LastingCarrier[];
  of(call: StoredCall): StrayLeg;
};

export type StrayLegParts = {
  clock: Clock;
  /** Those with an API, by their ids. */
  carriers: Readonly<Partial<Record<LastingCarrier, Carrier>>>;
  /** Our own telephone; null without one. */
  phone: { adopt(legId: string, dialog: Dialog | SentInvite): AudioLeg } | null;
};

const stateMsMax = 4_000;
const unknown: LegState = { state: 'unknown', raw: '' };

export function strayLegs({ clock, carriers, phone }: StrayLegParts): StrayLegs {
  const unreachable = lastingCarriers.filter((id) => (id === 'sip' ? phone === null : !carriers[id]));
  return {
    unreachable,
    of(call) {
      const id = lastingCarriers.find((each) => each === call.carrier);
      if (!id) return goneLeg('released', 'gone with its process');
      if (unreachable.includes(id)) return unreachableLeg(id);
      if (id === 'sip') return sipLeg(call, phone!);
      return call.legId === null ? unreachableLeg(id) : carriersLeg(call.legId, carriers[id]!, clock);
    },
  };
}

/** What a hang-up of a leg can prove at best. */
export function bestProofOf(carrier: string): Proof {
  if (carrier === 'sip') return 'far_end_confirmed';
  return lastingCarriers.some((id) => id === carrier) ? 'carrier_ended' : 'released';
}

/** A typed call, a browser: whoever was there has lost us. And a call that was never dialled. */
function goneLeg(proof: Proof, cause: string): StrayLeg {
  let report = (_event: LineEvent): void => {};
  return {
    bestProof: proof,
    start(onEvent) {
      report = onEvent;
    },
    hangUp: () => report({ type: 'leg.ended', by: 'system', cause, failed: true, proof }),
    state: async () => unknown,
    close() {},
  };
}

function unreachableLeg(carrier: LastingCarrier): StrayLeg {
  let report = (_event: LineEvent): void => {};
  const detail = `this process does not know how to reach this leg of ${carrier}`;
  return {
    bestProof: bestProofOf(carrier),
    start(onEvent) {
      report = onEvent;
    },
    hangUp: (attempt) => report({ type: 'hang_up.answered', attempt, proof: null, detail, latencyMs: 0 }),
    state: async () => unknown,
    close() {},
  };
}

/** A relay line without a socket is a leg that can be hung up and looked at. */
function carriersLeg(legId: string, carrier: Carrier, clock: Clock): StrayLeg {
  const line = relayLine({ clock, carrier, legId });
  return {
    bestProof: line.bestProof,
    start: line.start,
    hangUp: (attempt) => line.send({ type: 'hang_up', attempt }),
    async state() {
      const limit = new AbortController();
      const cancel = clock.after(stateMsMax, () => limit.abort());
      return carrier
        .legState(legId, limit.signal)
        .catch(() => unknown)
        .finally(cancel);
    },
    close: line.close,
  };
}

/** A BYE or a CANCEL tells by its answer whether the leg was up, so that nothing is asked before it. */
function sipLeg(call: StoredCall, phone: NonNullable<StrayLegParts['phone']>): StrayLeg {
  const kept = dialogIn(call.intent);
  if (kept === 'never_sent') return goneLeg('far_end_confirmed', 'its process died before the INVITE was sent');
  if (kept === null || call.legId === null) return unreachableLeg('sip');
  // Other processes may have sent requests since it was stored, never more than one a second.
  const seconds = Math.max(0, Math.ceil((Date.now() - call.startedAt.getTime()) / 1_000));
  const later = (dialog: Dialog): Dialog => ({ ...dialog, localSeq: dialog.localSeq + seconds });
  const leg = phone.adopt(call.legId, isSentInvite(kept) ? { ...kept, early: kept.early.map(later) } : later(kept));
  return {
    bestProof: leg.bestProof,
    start: (onEvent) =>
      leg.onEvent((event) => {
        if (event.type === 'hang_up.answered' || event.type === 'leg.ended') onEvent(event);
      }),
    hangUp: (attempt) => leg.send({ type: 'hang_up', attempt }),
    state: async () => unknown,
    close() {},
  };
}
