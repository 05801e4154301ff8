import { openStore } from '../store.ts';
import { workerOptions } from '../jobs.ts';
const where = JSON.parse(process.argv[2]!);
const mode = process.argv[3];
const s = await openStore(where);
if (mode === 'first') await s.jobs.boss.send('after_call', { n: 1 });
await s.jobs.boss.work('after_call', workerOptions, async (jobs) => {
  process.send!({ got: Date.now() });
  if (mode === 'first') await new Promise(() => {});
  return jobs.map((j) => ({ id: j.id, status: 'completed' as const }));
});
process.send!({ ready: true });
