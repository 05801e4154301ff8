import type { EndRecord, LogEntry } from './call.ts';
import type { Refusal } from './call-lease.ts';

/** All that a session knows of storage. */
export type CallSink = {
  /** Takes entries over at once and writes them soon; nothing to await, so that no call waits for the database. */
  append(entries: readonly LogEntry[]): void;
  /**
   * Ends the call once, with its last entries; asked again, it gives the same answer. While the database is away it
   * goes on trying. @throws Terminal when the end can never be stored.
   */
  end(record: EndRecord, entries: readonly LogEntry[]): Promise<'ended' | Refusal>;
};
