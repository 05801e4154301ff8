/** What machines ask about the server itself: health, metrics, the description of the API. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { StorageFull } from '../../contract/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { openApiOf } from './openapi.ts';

/** A database that takes longer is as good as away. */
const databaseMsMax = 2_000;

export function serveService(app: FastifyInstance, deps: ServerDeps): void {
  const { switchboard, clock, metrics, config } = deps;
  let openApi: Promise<object> | null = null;

  app.get('/healthz', { config: { access: 'open' }, exposeHeadRoute: true }, async (_request, reply) => {
    const database = await databaseState(deps, clock);
    const status = switchboard.stopping ? 'draining' : database === 'away' ? 'database_away' : database;
    if (status !== 'ok') reply.code(503).header('retry-after', '5');
    return reply.send({ status, database, live_calls: switchboard.size });
  });

  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );

  app.get('/openapi.json', { config: { access: 'open' } }, (request) => {
    openApi ??= openApiOf(baseUrlOf(request, config.publicUrl));
    return openApi;
  });
}

type DatabaseState = 'ok' | 'away' | 'storage_full';

async function databaseState({ store }: ServerDeps, clock: ServerDeps['clock']): Promise<DatabaseState> {
  const late = Promise.withResolvers<DatabaseState>();
  const cancel = clock.after(databaseMsMax, () => late.resolve('away'));
  const asked = sql`select 1`
    .execute(store.db)
    .then(() => store.storageFull())
    .then((full): DatabaseState => (full ? 'storage_full' : 'ok'))
    .catch((error): DatabaseState => (error instanceof StorageFull ? 'storage_full' : 'away'));
  return Promise.race([asked, late.promise]).finally(cancel);
}
