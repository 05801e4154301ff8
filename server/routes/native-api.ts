/** The routes of contract/api-contract.ts, with every check and error as the contract tells them. */
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { ORPCError, traverseContractProcedures } from '@orpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerDeps } from '../deps.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { agentBytesMax, bodyBytesMax } from '../http/bodies.ts';
import { answerOf } from '../http/refusal.ts';
import { accountRouter } from './account.ts';
import { agentRouter } from './agents.ts';
import { analyticsRouter } from './analytics.ts';
import { api, type ApiContext, handledContract } from './api.ts';
import { callRouter } from './calls.ts';
import { callerRouter } from './callers.ts';
import { exportRouter } from './exports.ts';
import { replayRouter } from './replays.ts';
import { sampleRouter } from './samples.ts';
import { smsRouter } from './sms.ts';
import { stepRouter } from './steps.ts';
import { textRouter } from './text-tickets.ts';
import { webhookRouter } from './webhooks.ts';

/** Silent streams say something at least so often, so that proxies and timeouts leave them alone. */
const keepAliveMs = 15_000;

const openPaths = new Set(['/v1/account/exchange', '/v1/account/session']);
/** What the addresses in a record lead to. */
const signedPaths = new Set(['/v1/calls/{id}/transcript']);

export function serveNativeApi(app: FastifyInstance, deps: ServerDeps): void {
  const router = api.router({
    agents: agentRouter(deps.store),
    calls: callRouter(deps),
    webhooks: webhookRouter(deps),
    steps: stepRouter(deps),
    sms: smsRouter(deps),
    exports: exportRouter(deps),
    replays: replayRouter(deps),
    callers: callerRouter(deps),
    account: accountRouter(deps),
    analytics: analyticsRouter(deps),
    samples: sampleRouter(deps),
    text: textRouter(deps),
  });
  const handler = new OpenAPIHandler(router, {
    eventIteratorKeepAliveInterval: keepAliveMs,
    interceptors: [(intercepted) => inOneShape(intercepted)],
    customErrorResponseBodyEncoder: (error) => error.data,
  });
  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const baseUrl = baseUrlOf(request, deps.config.publicUrl);
    const context: ApiContext = { owner: request.owner ?? nobody, baseUrl, log: request.log, reply };
    const { matched } = await handler.handle(request, reply, { context });
    if (!matched) reply.callNotFound();
  };
  for (const { method, path } of routesOfContract()) {
    app.route({
      method,
      url: path.replace(/\{(\w+)\}/g, ':$1'),
      bodyLimit: path.startsWith('/v1/agents') ? agentBytesMax : bodyBytesMax,
      config: { access: openPaths.has(path) ? 'open' : signedPaths.has(path) ? 'signed' : 'key' },
      handler: handle,
    });
  }
}

/** Open routes never look at it; an empty id owns nothing. */
const nobody = { keyId: '', accountId: '' };

type Intercepted<Result> = { context: ApiContext; next(): Promise<Result> };

/** Every error leaves as an ORPCError whose data is the whole body of the answer. */
async function inOneShape<Result>({ context, next }: Intercepted<Result>): Promise<Result> {
  try {
    return await next();
  } catch (error) {
    const { status, headers, body } = answerOf(error);
    if (status >= 500 && status !== 501) context.log.error({ err: error }, 'a request failed');
    context.reply.headers(headers);
    throw new ORPCError(body.error.code, { status, message: body.error.message, data: body });
  }
}

function routesOfContract(): { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string }[] {
  const routes: ReturnType<typeof routesOfContract> = [];
  traverseContractProcedures({ router: handledContract, path: [] }, ({ contract, path }) => {
    const { method, path: address } = contract['~orpc'].route;
    if (!method || method === 'HEAD' || !address) throw new Error(`${path.join('.')} has no method or no address`);
    routes.push({ method, path: address });
  });
  return routes;
}
