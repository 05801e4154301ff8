/** The calls that are up in this process: every line comes in here, and every watcher looks in here. */
import type { Agent } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { BadConfig, Retryable } from '../../contract/errors.ts';
import type { Limits } from '../../engine/policy.ts';
import type { EndedReason, PhaseName } from '../../engine/reasons.ts';
import type { Line } from '../../lines/line.ts';
import type { Clock } from '../../providers/clock.ts';
import type { Model } from '../../providers/models/model.ts';
import { newDrain } from './drain.ts';
import { startLeaseLoop } from './lease-loop.ts';
import type { LogEntry } from '../session/log.ts';
import { type OpenCall, openCall } from './open-call.ts';
import type { CallHeader } from '../session/record.ts';
import type { Session } from '../session/session.ts';
import type { Storable } from '../store/json.ts';
import type { Store } from '../store/store.ts';
import { newWatchers, type Watchers } from './watchers.ts';

export type NewCallOrder = {
  accountId: string;
  agentId: string;
  /** The agent's current version unless another is named. */
  agentVersion?: number;
  direction: 'inbound' | 'outbound';
  /** `text`, `twilio`, `telnyx`, … */
  carrier: string;
  legId: string | null;
  from: string;
  to: string;
  metadata: Readonly<Record<string, unknown>>;
  /** Of this call, before those of its agent. */
  variables?: Agent['variables'];
  idempotencyKey?: string | null;
  /** What another process needs to adopt the leg and hang it up. */
  intent?: Storable;
  /** Made once the intent and the lease are committed. */
  makeLine(call: { callId: string; agent: Agent; startedAt: Date }): Line;
};

export type LiveCall = {
  readonly callId: string;
  readonly accountId: string;
  readonly agentId: string;
  readonly header: CallHeader;
  readonly session: Session;
  /** The whole log so far, which the stored one follows with a delay. */
  readonly entries: readonly LogEntry[];
  /** Writes what became known of the leg since. Throws what the store throws; false when the call is no longer ours. */
  amend(changes: Parameters<Store['calls']['amend']>[2]): Promise<boolean>;
};

/** What a watcher hears, in order; `seq` is the entry's place in the call's log, so that it can resume. */
export type LiveEvent =
  /** `phase`: after it; null when it cannot be told of a call that another version of Ringoff drives. */
  | { type: 'entry'; callId: string; entry: LogEntry; phase: PhaseName | null }
  | { type: 'started'; callId: string; header: CallHeader }
  /** Once the end is stored; `record` is null when it could not be. */
  | { type: 'ended'; callId: string; endedReason: EndedReason; record: CallRecord | null };

export type LiveListener = (event: LiveEvent, accountId: string) => void;

export type Switchboard = {
  /** Commits the intent, takes the lease and starts the session. Throws BadConfig for an agent that cannot run, Terminal for an unknown one, Retryable when no call is taken (stopping, or too many). */
  open(order: NewCallOrder): Promise<LiveCall>;
  get(accountId: string, callId: string): LiveCall | null;
  list(accountId: string): LiveCall[];
  /** Hears every event of the account's calls from now on; the answer stops it. */
  watch(accountId: string, listener: LiveListener): () => void;
  /** The same for the calls of all accounts: metrics, webhooks. */
  watchAll(listener: LiveListener): () => void;
  /** Tells watchers of a call that no session of this process drives. */
  announce: Watchers['tell'];
  /** The ids of the calls that are up here. */
  held(): string[];
  readonly size: number;
  readonly stopping: boolean;
  /**
   * Takes no new calls; resolves when the live ones have ended, which after `graceMs` are ended with an apology. Asked
   * again with less grace, it hurries. Calls that even then do not end are left to their leases.
   */
  drain(graceMs: number): Promise<void>;
  /** Stops renewing leases. For the very end, behind `drain`. */
  close(): void;
};

export type SwitchboardParts = {
  store: Pick<Store, 'agents' | 'calls'> & { credit: Pick<Store['credit'], 'isUsedUp'> };
  clock: Clock;
  /** Keys of models. */
  env: Readonly<Record<string, string | undefined>>;
  /** The name of this process, which leases carry. */
  node: string;
  callsMax: number;
  /** False: other processes do (RINGOFF_ROLE). */
  takesCalls?: boolean;
  log: SwitchboardLog;
  limits?: Partial<Limits>;
  /** In place of the agents' own models. */
  model?: Model;
};

/** As much of pino as is needed. */
export type SwitchboardLog = Record<'info' | 'warn' | 'error', (facts: object, message: string) => void>;

export function newSwitchboard(parts: SwitchboardParts): Switchboard {
  const { clock, log } = parts;
  const calls = new Map<string, OpenCall>();
  const watchers = newWatchers((error) => log.error({ err: error }, 'a watcher of calls failed'));
  /** Calls on their way in count, so that a burst cannot pass the limit. */
  let opening = 0;
  const drain = newDrain({ clock, log, calls: () => [...calls.values()], isEmpty: () => calls.size + opening === 0 });
  const leases = startLeaseLoop({
    calls: parts.store.calls,
    clock,
    node: parts.node,
    held: () => [...calls.values()].map(({ live, epoch }) => ({ callId: live.callId, epoch })),
    onLost: (callId) => calls.get(callId)?.loseLease(),
    log,
  });

  async function open(order: NewCallOrder): Promise<LiveCall> {
    if (parts.takesCalls === false)
      throw new BadConfig('this process takes no calls: its RINGOFF_ROLE leaves them to others');
    if (drain.begun) throw new Retryable('the server is stopping and takes no new calls');
    if (calls.size + opening >= parts.callsMax) {
      throw new Retryable(`${parts.callsMax} calls are up, and no more are taken (RINGOFF_CALLS_MAX)`);
    }
    opening += 1;
    try {
      const opened = await openCall(order, parts, watchers.tell);
      const { callId } = opened.live;
      calls.set(callId, opened);
      void opened.gone.then(() => {
        calls.delete(callId);
        drain.check();
      });
      return opened.live;
    } finally {
      opening -= 1;
      drain.check();
    }
  }

  const ofAccount = (accountId: string): LiveCall[] =>
    [...calls.values()].map(({ live }) => live).filter((live) => live.accountId === accountId);

  return {
    open,
    get(accountId, callId) {
      const live = calls.get(callId)?.live;
      return live?.accountId === accountId ? live : null;
    },
    list: ofAccount,
    watch: watchers.watch,
    watchAll: watchers.watchAll,
    announce: watchers.tell,
    held: () => [...calls.keys()],
    get size() {
      return calls.size;
    },
    get stopping() {
      return drain.begun;
    },
    drain: drain.run,
    close: leases.stop,
  };
}
