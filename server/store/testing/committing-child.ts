// Appends log entries one by one and tells each acknowledged one, until it is killed or has told `last`: then it ends the
// call and kills itself inside the transaction. Arguments: folder, first and last seq.
import { callStore } from '../calls.ts';
import { openStore } from '../store.ts';
import { entry, killedCall, sampleCall, sampleRecord } from './samples.ts';

const [folder, first, last] = process.argv.slice(2) as [string, string, string];
const store = await openStore({ dataDir: folder });
await store.calls.begin(await sampleCall(store, { id: killedCall }), 'node_a');

for (let seq = Number(first); seq <= Number(last); seq++) {
  await store.calls.append(killedCall, 1, [entry(seq)]);
  process.send!(seq);
}

const dying = callStore(store.db, {
  sendInTransaction: async (...job) => {
    await store.jobs.sendInTransaction(...job);
    process.kill(process.pid, 'SIGKILL');
  },
});
await dying.end(killedCall, 1, sampleRecord, [entry(Number(last) + 1)]);
