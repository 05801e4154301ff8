import { findPostgres, startPostgres } from './postgres.ts';
import { startChild } from './child.ts';
import { rmSync } from 'node:fs';
const srv = await startPostgres(findPostgres() as never);
rmSync('/tmp/try/w', { recursive: true, force: true });
for (const where of [{ url: srv.url }, { dataDir: '/tmp/try/w' }]) {
  const a = startChild('./zz-worker.ts', JSON.stringify(where), 'first');
  for await (const m of a.messages()) if ((m as any).got) break;
  let b;
  if ('url' in where) {
    b = startChild('./zz-worker.ts', JSON.stringify(where), 'second');
    await b.next();
  }
  await a.kill();
  const killed = Date.now();
  b ??= startChild('./zz-worker.ts', JSON.stringify(where), 'second');
  for await (const m of b.messages())
    if ((m as any).got) {
      console.log(Object.keys(where)[0], 'resumed after', (m as any).got - killed);
      break;
    }
  await b.kill();
}
await srv.stop();
