/**
 * Legs of calls that we dialled, and that no session in this process is there for: theirs has ended, or its process died
 * between the dial and the answer. A carrier's callbacks name them. Source: design ending.md section 10.
 */
import type { Carrier, LegId } from '../../providers/carriers/carrier.ts';
import type { Clock } from '../../providers/clock.ts';
import type { Store } from '../store/store.ts';
import type { SwitchboardLog } from '../calls/switchboard.ts';

export type OrphanLegs = {
  /** The carrier names a leg of this call. Stores it, and drops it unless some process may be there for it. */
  found(callId: string, leg: LegId): void;
  /** It must not ring or wait for anybody. */
  drop(leg: LegId): void;
};

export type OrphanLegsParts = {
  carrier: Pick<Carrier, 'id' | 'hangUp'>;
  calls: Pick<Store['calls'], 'adoptLeg'>;
  clock: Clock;
  log: Pick<SwitchboardLog, 'warn' | 'error'>;
};

/** Waits before each hang-up. */
const dropsMs = [0, 1_000, 4_000, 15_000] as const;
/** At one time; callbacks repeat, so that one that is passed over comes again. */
const legsMax = 200;

export function orphanLegs({ carrier, calls, clock, log }: OrphanLegsParts): OrphanLegs {
  const dropping = new Set<LegId>();

  async function find(callId: string, leg: LegId): Promise<void> {
    const whose = await calls.adoptLeg(callId, leg).catch((error: unknown) => {
      log.warn({ err: error, call_id: callId }, 'the leg of an outbound call could not be stored');
      return 'unknown' as const;
    });
    if (whose === 'nobodys') drop(leg);
  }

  function drop(leg: LegId): void {
    if (dropping.has(leg) || dropping.size >= legsMax) return;
    dropping.add(leg);
    void hangUp(leg).finally(() => dropping.delete(leg));
  }

  async function hangUp(leg: LegId): Promise<void> {
    for (const waitMs of dropsMs) {
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
      const proof = await carrier.hangUp(leg, new AbortController().signal).catch(() => null);
      if (proof !== null) return;
    }
    log.error({ carrier: carrier.id }, 'a call that nobody wants could not be hung up');
  }

  return { found: (callId, leg) => void find(callId, leg), drop };
}
