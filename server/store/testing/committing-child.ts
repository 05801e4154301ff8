// Commits log entries one by one and tells each acknowledged one, until it is killed. At "end" it ends the call, and
// dies inside the transaction. Arguments: folder, id of a live call, first seq, "loop" or "end".
import { callStore } from '../calls.ts';
import { openStore } from '../store.ts';
import { entry, sampleRecord } from './samples.ts';

const [folder, callId, first, task] = process.argv.slice(2) as [string, string, string, 'loop' | 'end'];
const store = await openStore({ dataDir: folder });
const tell = (message: unknown): Promise<void> =>
  new Promise((resolve, reject) =>
    process.send!(message, (error: Error | null) => (error ? reject(error) : resolve())),
  );

if (task === 'loop') {
  for (let seq = Number(first); ; seq++) {
    await store.calls.append(callId, 1, [entry(seq)]);
    await tell(seq);
  }
}

const dying = callStore(store.db, {
  sendInTransaction: async (...job) => {
    await store.jobs.sendInTransaction(...job);
    process.kill(process.pid, 'SIGKILL');
    return '';
  },
});
await dying.end(callId, 1, sampleRecord, [entry(Number(first))]);
