/**
 * A transfer that a carrier makes. Our session with it, a relay or a media stream, may end with that; when the transfer
 * fails, the far end comes back over the same session or over another one. Source: design ending.md sections 1 and 7.
 */
import type { TransferReport } from '../providers/carriers/carrier.ts';
import type { carrierLeg } from './carrier-leg.ts';
import type { LineEvent } from './line.ts';

export type CarrierTransfer = {
  start(to: string): void;
  /** A verified callback about it. `awaits_socket`: it failed, the session is over, and the next one is taken. */
  report(report: Omit<TransferReport, 'leg'>): 'settled' | 'awaits_socket';
  /** A session has opened: the far end is back where it was waited for. */
  sessionOpened(): void;
  /** No session came after a transfer that failed. */
  isNotBack(): void;
};

export type CarrierTransferParts = {
  leg: Pick<ReturnType<typeof carrierLeg>, 'transfer' | 'isBack' | 'lostTransfer'>;
  /** Where the carrier tells what becomes of it; without it none is made. */
  transferUrl: string | undefined;
  hasSession(): boolean;
  /** Lets go of the session that is over, and takes the next one. */
  awaitSession(): void;
  emit(event: Extract<LineEvent, { type: 'transfer.completed' | 'transfer.failed' }>): void;
};

export function carrierTransfer(parts: CarrierTransferParts): CarrierTransfer {
  const { leg, transferUrl, emit } = parts;
  /** One is under way; once it has failed, with why. */
  let underWay: { failure: string | null } | null = null;

  function comeBack(detail: string): void {
    underWay = null;
    leg.isBack();
    emit({ type: 'transfer.failed', detail });
  }

  return {
    start(to) {
      if (transferUrl === undefined) return emit({ type: 'transfer.failed', detail: 'this line makes no transfers' });
      underWay = { failure: null };
      void leg.transfer(to, transferUrl);
    },
    report({ outcome, detail, asksNext }) {
      if (underWay === null) return 'settled';
      if (outcome !== 'failed') {
        emit({ type: 'transfer.completed', legStaysUp: true });
        return 'settled';
      }
      if (parts.hasSession() && !asksNext) {
        comeBack(detail);
        return 'settled';
      }
      underWay = { failure: detail };
      parts.awaitSession();
      return 'awaits_socket';
    },
    sessionOpened() {
      if (underWay?.failure) comeBack(underWay.failure);
    },
    isNotBack() {
      if (underWay?.failure) leg.lostTransfer();
    },
  };
}
