/**
 * Ends the calls whose process died, so that no line stays open: takes those whose lease ran out, under the next epoch,
 * and brings each to its end. In a loop of its own, which no other work delays. Source: design ending.md section 10.
 */
import type { CallRecord } from '../../contract/call.ts';
import type { Clock } from '../../providers/clock.ts';
import { startLeaseLoop } from './lease-loop.ts';
import type { LogEntry } from '../session/log.ts';
import { endLostCall, type LostCall } from './lost-call.ts';
import { leaseMs } from '../store/call-lease.ts';
import type { TakenCall } from '../store/calls.ts';
import type { Store } from '../store/store.ts';
import type { StrayLegs } from './stray-leg.ts';
import type { LiveEvent, SwitchboardLog } from './switchboard.ts';

export type SweeperParts = {
  store: Pick<Store, 'agents' | 'calls' | 'alone'>;
  clock: Clock;
  /** The name of this process, which leases carry. */
  node: string;
  log: SwitchboardLog;
  legs: StrayLegs;
  /** The ids of the calls that are up in this process. */
  held(): readonly string[];
  /** Tells whoever looks on. */
  announce(accountId: string, event: LiveEvent): void;
  onTaken(carrier: string): void;
};

export type Sweeper = {
  /** Calls that were taken over and have not ended. */
  readonly size: number;
  /** Takes no more calls, and lets go of those that have not ended within 3 s: their leases run out. */
  stop(): Promise<void>;
};

const lookEveryMs = 1_000;
/** A database that answers later was away, for all that the leases tell. */
const answerMsMax = 2_000;
/** Being hung up at the same time. */
const takenMax = 50;
const stopMsMax = 3_000;
/** A call that could not be ended is held for so long before it is tried again, doubled each time. */
const retryMsMin = 5_000;
const retryMsMax = 600_000;

type Taken = { epoch: number; lost: LostCall | null; over: Promise<void> };

export function startSweeper(parts: SweeperParts): Sweeper {
  const { store, clock, node, log } = parts;
  const taken = new Map<string, Taken>();
  let reachedSince: number | null = null;
  let stopped = false;
  let cancel = clock.after(0, () => void turn());
  const leases = startLeaseLoop({
    calls: store.calls,
    clock,
    node,
    held: () => [...taken].map(([callId, { epoch }]) => ({ callId, epoch })),
    onLost: (callId) => drop(callId),
    log,
  });

  async function turn(): Promise<void> {
    const askedAt = clock.now();
    try {
      const databaseTime = await store.calls.time();
      if (clock.now() - askedAt > answerMsMax) reachedSince = null;
      reachedSince ??= clock.now();
      if (store.alone || clock.now() - reachedSince >= leaseMs) await take(databaseTime);
    } catch (error) {
      if (reachedSince !== null) log.warn({ err: error }, 'the calls of dead processes could not be looked for');
      reachedSince = null;
    }
    if (!stopped) cancel = clock.after(lookEveryMs, () => void turn());
  }

  async function take(databaseTime: Date): Promise<void> {
    const limit = takenMax - taken.size;
    if (limit <= 0 || stopped) return;
    const calls = await store.calls.takeOver({
      node,
      limit,
      holding: [...parts.held(), ...taken.keys()],
      unreachable: store.alone ? [] : parts.legs.unreachable,
      before: new Date(databaseTime.getTime() + answerMsMax),
      alone: store.alone,
    });
    for (const call of calls) {
      const entry: Taken = { epoch: call.leaseEpoch, lost: null, over: Promise.resolve() };
      taken.set(call.id, entry);
      entry.over = finish(call, entry);
    }
  }

  /** Never rejects. */
  async function finish(call: TakenCall, entry: Taken): Promise<void> {
    log.warn(
      { call_id: call.id, carrier: call.carrier, epoch: call.leaseEpoch },
      'taking over the call of a dead process',
    );
    parts.onTaken(call.carrier);
    try {
      const onEntry = (made: LogEntry): void =>
        parts.announce(call.accountId, { type: 'entry', callId: call.id, entry: made, phase: 'hanging_up' });
      entry.lost = await endLostCall(call, { store, clock, log, leg: parts.legs.of(call), onEntry });
      told(call, await entry.lost.done);
      drop(call.id);
    } catch (error) {
      entry.lost?.leave();
      if (stopped) return;
      const waitMs = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(call.leaseEpoch, 20));
      log.error({ err: error, call_id: call.id, wait_ms: waitMs }, 'the call of a dead process could not be ended yet');
      clock.after(waitMs, () => drop(call.id));
    }
  }

  function told({ id, accountId }: TakenCall, record: CallRecord | null): void {
    if (!record) return;
    const endedReason = record.ended_reason;
    log.info({ call_id: id, ended_reason: endedReason, proof: record.hang_up.proof }, 'call of a dead process ended');
    parts.announce(accountId, { type: 'ended', callId: id, endedReason, record });
  }

  function drop(callId: string): void {
    taken.get(callId)?.lost?.leave();
    taken.delete(callId);
  }

  return {
    get size() {
      return taken.size;
    },
    async stop() {
      stopped = true;
      cancel();
      const late = Promise.withResolvers<void>();
      const giveUp = clock.after(stopMsMax, late.resolve);
      await Promise.race([Promise.all([...taken.values()].map(({ over }) => over)), late.promise]);
      giveUp();
      leases.stop();
      for (const callId of taken.keys()) drop(callId);
    },
  };
}
