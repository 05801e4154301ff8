/** Every refusal of the framework in the one shape: unknown routes, wrong methods, broken requests. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { bodyBytesMax, tooLarge } from './bodies.ts';
import { answerOf, Refusal } from './refusal.ts';

export function answerErrors(app: FastifyInstance): void {
  const routes = routeTable(app);
  app.setErrorHandler((error: Error & { code?: string }, request, reply) => {
    if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return sendError(error, request, reply);
    // Closing at once would reset the connection under a client that still sends, which then never sees this answer.
    // Node reads the rest away, for as long as requestTimeout allows.
    reply.removeHeader('connection');
    return sendError(tooLarge(request.routeOptions.bodyLimit ?? bodyBytesMax), request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const methods = routes.methodsOf(request.url.split('?', 1)[0] ?? '');
    return sendError(methods.length > 0 ? wrongMethod(request.method, methods) : unknownRoute, request, reply);
  });
}

/** Only what nobody expected is logged, and never with a body or a header. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, headers, body } = answerOf(error);
  if (status >= 500) request.log.error({ err: error }, 'a request failed');
  // Broken addresses are refused before any hook could add the id.
  return reply
    .code(status)
    .headers({ ...headers, 'x-request-id': request.id })
    .send(body);
}

/** A request that is no HTTP: it never becomes a request of Fastify's. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const { status, body } = answerOf(brokenRequests[error.code ?? ''] ?? notHttp);
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

const notHttp = new Refusal(400, 'bad_request', 'This is not an HTTP request.');
const brokenRequests: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: new Refusal(431, 'headers_too_large', 'The headers are larger than 16 KiB.'),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal(408, 'too_slow', 'The request did not arrive in time.'),
};

const unknownRoute = new Refusal(404, 'unknown_route', 'There is nothing at this address.', {
  hint: 'GET /openapi.json lists all there is.',
});

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

function wrongMethod(method: string, methods: readonly string[]): Refusal {
  return new Refusal(405, 'wrong_method', `${method} does nothing at this address.`, {
    hint: `Use ${anyOf.format(methods)}.`,
    headers: { allow: methods.join(', ') },
  });
}

/** Which methods an address knows, by the routes that were registered. */
function routeTable(app: FastifyInstance): { methodsOf(path: string): string[] } {
  const byPattern = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = byPattern.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    byPattern.set(url, known);
    for (const each of [method].flat()) known.methods.add(each);
  });
  return {
    methodsOf(path) {
      const found = [...byPattern.values()].filter(({ pattern }) => pattern.test(path));
      return [...new Set(found.flatMap(({ methods }) => [...methods]))].toSorted();
    },
  };
}

function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replace(/:[a-zA-Z_]+/g, '[^/]+')}/?$`);
}
