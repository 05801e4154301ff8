/** The HTTP application: limits, errors, access and routes. It does not listen yet. */
import { randomBytes } from 'node:crypto';
import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { ServerDeps } from './deps.ts';
import { guardAccess } from './http/access.ts';
import { bodyBytesMax, guardBodies } from './http/bodies.ts';
import { answerBrokenRequest, answerErrors, sendError } from './http/errors.ts';
import { guardSockets } from './http/socket-guard.ts';
import { takeWebSockets } from './http/web-sockets.ts';
import { routePlugins } from './plugins.ts';
import { serveNativeApi } from './routes/native-api.ts';
import { serveRecordings } from './routes/recording.ts';
import { serveService } from './routes/service.ts';
import { serveStartPage } from './routes/start-page.ts';
import { serveTryPage } from './routes/try-page.ts';

/** Milliseconds. A request must arrive whole within `requestMsMax`, its headers within `headersMsMax`. */
const requestMsMax = 30_000;
const headersMsMax = 10_000;
/** A socket on which nothing moves. Streams and WebSockets say something more often than that. */
const idleMsMax = 60_000;
const keepAliveMsMax = 10_000;
const headerBytesMax = 16 * 1024;

export async function buildApp(deps: ServerDeps): Promise<FastifyInstance> {
  const { config, log } = deps;
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => randomBytes(8).toString('hex'),
    forceCloseConnections: true, // An open stream would otherwise keep the server from closing.
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMsMax,
    connectionTimeout: idleMsMax,
    keepAliveTimeout: keepAliveMsMax,
    exposeHeadRoutes: false,
    return503OnClosing: true,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    routerOptions: { ignoreTrailingSlash: true },
    http: { maxHeaderSize: headerBytesMax, headersTimeout: headersMsMax, connectionsCheckingInterval: 5_000 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
  });
  const guard = guardSockets(app.server, {
    perAddress: config.socketsPerAddress,
    max: config.socketsMax,
    trusted: config.trustedProxies,
  });
  answerErrors(app);
  logRequests(app, deps);
  const { authority, links, clock } = deps;
  guardAccess(app, { authority, links, clock, requestsPerSecond: config.requestsPerSecond });
  guardBodies(app);
  await takeWebSockets(app);
  serveStartPage(app);
  serveTryPage(app);
  serveService(app, deps);
  serveNativeApi(app, deps);
  serveRecordings(app, deps);
  for (const plugin of routePlugins) {
    await app.register(async (scope) => plugin(scope, { ...deps, guard }));
  }
  return app;
}

/** The route as it is written in the code: addresses hold ids, and queries may hold numbers. */
function logRequests(app: FastifyInstance, { metrics }: ServerDeps): void {
  app.addHook('onSend', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    const { method } = request;
    const status = reply.statusCode;
    metrics.request({ method, route, status, seconds: reply.elapsedTime / 1000 });
    request.log.info({ method, route, status, ms: Math.round(reply.elapsedTime) }, 'request');
  });
}
