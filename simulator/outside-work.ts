/** Work outside the virtual clock, such as a request over the loopback: as long as any is open, the clock stands still. */
import type { LogEntry } from '../server/session/log.ts';

export type OutsideWork = ReturnType<typeof outsideWork>;

export function outsideWork() {
  const open = new Set<object | string>();
  let changed = Promise.withResolvers<void>();
  const change = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const end = (work: object | string): void => {
    if (open.delete(work)) change();
  };
  return {
    begin: (work: object | string): void => void open.add(work),
    end,
    /** Tools over HTTP. */
    onEntry(entry: LogEntry): void {
      if (!('event' in entry)) return;
      const { event } = entry;
      if (event.type === 'work.started' && event.kind === 'tool') open.add(event.workId);
      if (event.type === 'work.finished') end(event.workId);
    },
    async settle(): Promise<void> {
      while (open.size > 0) await changed.promise;
    },
  };
}
