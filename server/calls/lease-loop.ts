/**
 * Renews the leases of this process's calls, in a loop of its own that no other work delays. Source: design ending.md
 * section 10.
 */
import type { Clock } from '../../providers/clock.ts';
import type { Calls, HeldLease } from '../store/calls.ts';
import type { SwitchboardLog } from './switchboard.ts';

/** Three renewals fit into one lease, so that one may fail. */
const renewEveryMs = 2_000;

export type LeaseLoopParts = {
  calls: Pick<Calls, 'renewAll'>;
  clock: Clock;
  node: string;
  held(): HeldLease[];
  /** Another node took the call over. */
  onLost(callId: string): void;
  log: SwitchboardLog;
};

/** Goes on while the database is away: a live call outlives its absence. Only the first failure of one is logged. */
export function startLeaseLoop(parts: LeaseLoopParts): { stop(): void } {
  const { calls, clock, node, log } = parts;
  let stopped = false;
  let away = false;
  let cancel = arm();

  function arm(): () => void {
    return clock.after(renewEveryMs, () => void turn());
  }

  async function turn(): Promise<void> {
    const held = parts.held();
    try {
      const lost = held.length === 0 ? [] : await calls.renewAll(held, node);
      if (away) log.info({}, 'the leases of the live calls are renewed again');
      away = false;
      for (const { callId, refusal } of lost) if (refusal === 'fenced') parts.onLost(callId);
    } catch (error) {
      if (!away) log.error({ err: error, calls: held.length }, 'the leases of the live calls could not be renewed');
      away = true;
    }
    if (!stopped) cancel = arm();
  }

  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}
