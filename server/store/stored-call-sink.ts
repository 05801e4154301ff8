import { Retryable, Terminal } from '../../contract/errors.ts';
import type { Clock } from '../../providers/clock.ts';
import type { EndRecord, LogEntry } from './call.ts';
import type { Refusal } from './call-lease.ts';
import type { CallSink } from './call-sink.ts';
import type { Calls } from './calls.ts';

const flushMs = 200;
const flushEntries = 50;
/** One statement's worth, when entries have piled up. */
const batchEntriesMax = 500;
/** Kept while the database is away; then the oldest give way, for the end explains itself by the newest. */
const entriesMax = 10_000;
const retryMsMin = 250;
const retryMsMax = 5_000;

export type StoredCallSinkOptions = {
  calls: Pick<Calls, 'append' | 'end'>;
  callId: string;
  /** The epoch of the lease that the session holds. */
  epoch: number;
  clock: Clock;
  /** Hears of the first failure of each absence, of lost entries, and of a call that was taken over. */
  onError: (error: Error) => void;
};

/** Writes a call's log in batches, one batch at a time, and its end at once. A live call goes on without the database. */
export function storedCallSink(options: StoredCallSinkOptions): CallSink {
  const { calls, callId, epoch, clock, onError } = options;
  const waiting: LogEntry[] = [];
  let cancelFlush: (() => void) | null = null;
  let writing: Promise<void> | null = null;
  let losing = false;
  let refused: Refusal | null = null;
  let ending: Promise<'ended' | Refusal> | null = null;

  const keep = (entries: readonly LogEntry[]): void => {
    waiting.push(...entries);
    if (waiting.length <= entriesMax) return;
    waiting.splice(0, waiting.length - entriesMax);
    if (!losing) onError(new Terminal(`${callId}: the database is away for long, the oldest log entries are lost`));
    losing = true;
  };

  const flush = (): Promise<void> => {
    cancelFlush?.();
    cancelFlush = null;
    return (writing ??= writeWaiting().finally(() => (writing = null)));
  };

  const writeWaiting = async (): Promise<void> => {
    while (waiting.length > 0 && refused === null) {
      const batch = waiting.slice(0, batchEntriesMax);
      refused = await writeBatch(batch);
      losing = false;
      const written = batch.at(-1)!.seq;
      const rest = waiting.findIndex(({ seq }) => seq > written);
      waiting.splice(0, rest === -1 ? waiting.length : rest);
    }
  };

  const writeBatch = async (batch: readonly LogEntry[]): Promise<Refusal | null> => {
    try {
      const outcome = await insist(() => calls.append(callId, epoch, batch), clock, onError);
      if (outcome === 'appended') return null;
      onError(new Terminal(`${callId}: the log is closed to this node (${outcome})`));
      return outcome;
    } catch (cause) {
      onError(new Terminal(`${callId}: ${batch.length} log entries could not be stored`, { cause }));
      return null;
    }
  };

  const finish = async (record: EndRecord, entries: readonly LogEntry[]): Promise<'ended' | Refusal> => {
    keep(entries);
    if (writing !== null || waiting.length > batchEntriesMax) await flush();
    cancelFlush?.();
    if (refused !== null) return refused;
    return insist(() => calls.end(callId, epoch, record, waiting), clock, onError);
  };

  return {
    append(entries) {
      if (refused !== null || ending !== null) return;
      keep(entries);
      if (waiting.length >= flushEntries || entries.some(startsTransfer)) void flush();
      else cancelFlush ??= clock.after(flushMs, () => void flush());
    },
    end: (record, entries) => (ending ??= finish(record, entries)),
  };
}

/** Whoever takes the call over must know of it: that leg is not to be hung up. */
function startsTransfer({ effects }: LogEntry): boolean {
  return Array.isArray(effects) && effects.some((effect: { type?: unknown }) => effect.type === 'transfer_leg');
}

/** Repeats what may be repeated until it is known, with growing pauses; reports the first failure only. */
async function insist<T>(work: () => Promise<T>, clock: Clock, onError: (error: Error) => void): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Retryable)) throw error;
      if (failures === 0) onError(error);
      await new Promise<void>((resolve) => clock.after(Math.min(retryMsMax, retryMsMin * 2 ** failures), resolve));
    }
  }
}
