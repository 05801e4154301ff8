import type { Db } from 'pg-boss';
import type { PgliteThread } from './thread.ts';

/** pg-boss over the thread. Text with values is one statement; without, it may be a whole block of DDL. */
export function bossDatabase(thread: PgliteThread): Db {
  const executeIn = (transaction?: number) => (text: string, values?: unknown[]) =>
    values?.length ? thread.query(text, values, transaction) : thread.exec(text, transaction);
  return {
    executeSql: executeIn(),
    listen: async (channel, onNotification, onReconnect) => {
      const stop = await thread.listen(channel, onNotification, onReconnect);
      return { close: stop };
    },
    beginTransaction: async () => {
      const transaction = await thread.begin();
      let settled = false;
      return {
        db: { executeSql: executeIn(transaction) },
        commit: async () => {
          if (settled) throw new Error('The transaction is settled');
          settled = true;
          await thread.commit(transaction);
        },
        rollback: async () => {
          if (settled) return;
          settled = true;
          await thread.rollback(transaction).catch(() => {}); // pg-boss asks for a rollback that never rejects.
        },
      };
    },
  };
}
