/** Keeps a call's log in memory, and notices an end that is written twice. */
import type { EndRecord } from '../store/call.ts';
import type { CallSink } from '../store/call-sink.ts';
import type { LogEntry } from '../session/log.ts';

export type MemorySink = CallSink & { log(): LogEntry[] };

export function memorySink(): MemorySink {
  const entries: LogEntry[] = [];
  const ends: EndRecord[] = [];
  return {
    append: (more) => void entries.push(...(more as LogEntry[])),
    end(record, last) {
      ends.push(record);
      if (ends.length > 1) return Promise.reject(new Error('the call ended twice'));
      entries.push(...(last as LogEntry[]));
      return Promise.resolve('ended');
    },
    log: () => entries,
  };
}
