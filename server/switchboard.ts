/** The calls that are up in this process: every line comes in here, and every watcher looks in here. */
import type { EndedReason } from '../engine/reasons.ts';
import type { Line } from '../lines/line.ts';
import type { LogEntry } from './log.ts';
import type { Session } from './session.ts';

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
  /** Made once the intent and the lease are committed. */
  makeLine(): Line;
};

export type LiveCall = {
  readonly callId: string;
  readonly accountId: string;
  readonly agentId: string;
  readonly session: Session;
};

/** What a watcher hears, in order; `seq` is the entry's place in the call's log, so that it can resume. */
export type LiveEvent =
  | { type: 'entry'; callId: string; entry: LogEntry }
  | { type: 'started'; callId: string }
  | { type: 'ended'; callId: string; endedReason: EndedReason };

export type Switchboard = {
  /** Commits the intent, takes the lease and starts the session. Throws BadConfig for an agent that cannot run, Terminal for an unknown one, Retryable when no call is taken (stopping, or too many). */
  open(order: NewCallOrder): Promise<LiveCall>;
  get(accountId: string, callId: string): LiveCall | null;
  list(accountId: string): LiveCall[];
  /** Hears every event of the account's calls from now on; the answer stops it. */
  watch(accountId: string, listener: (event: LiveEvent) => void): () => void;
  readonly size: number;
  /** Takes no new calls; resolves when the live ones have ended, which after `graceMs` are ended with an apology. */
  drain(graceMs: number): Promise<void>;
};
