/** A model service on the loopback that replays scenarios; the wire format comes from outside. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scenario } from './scenario.ts';

export type Reply = Extract<Scenario, { pieces: unknown }>;

/** How a vendor writes a reply and a refusal. */
export type Wire = {
  path: string;
  /** Whether the real service refuses such a body with 400, scenario or not. */
  isBad?(body: unknown): boolean;
  /** Server-sent events from the first to the one before the ending. */
  frames(reply: Reply): string[];
  /** The events that end a reply properly, by the filter, or by an error. */
  ending(reply: Reply, how: 'stop' | 'refused' | 'overloaded'): string[];
  /** `quoted` stands in the message, as vendors quote keys and requests. */
  refusal(status: number, quoted: string): object;
};

export type StandIn = {
  /** Up to `/v1`. */
  baseUrl: string;
  /** Parsed request bodies, in order. */
  requests: unknown[];
  /** Their Authorization headers. */
  authorizations: (string | undefined)[];
  /** Resolves at the first request. */
  requested: Promise<void>;
  /** Queues scenarios, one for each request to come. */
  next(...scenarios: Scenario[]): void;
  /** Resolves when a client goes away before its answer is complete, for the first time. */
  closed: Promise<void>;
  close(): Promise<void>;
};

/** Starts it on a free port of 127.0.0.1. A request without a scenario gets 501. */
export async function startStandIn(wire: Wire): Promise<StandIn> {
  const requests: unknown[] = [];
  const queue: Scenario[] = [];
  const authorizations: (string | undefined)[] = [];
  const requested = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url !== wire.path) return void response.writeHead(404).end();
      const parsed: unknown = JSON.parse(body);
      requests.push(parsed);
      authorizations.push(request.headers.authorization);
      requested.resolve();
      const scenario = wire.isBad?.(parsed) ? { status: 400 } : queue.shift();
      if (!scenario) return void response.writeHead(501).end('no scenario queued');
      if ('status' in scenario) return refuse(wire, scenario.status, request, body, response);
      return replay(wire, scenario, response, closed.resolve);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    authorizations,
    requested: requested.promise,
    next: (...scenarios) => void queue.push(...scenarios),
    closed: closed.promise,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

function refuse(wire: Wire, status: number, request: IncomingMessage, body: string, response: ServerResponse) {
  const key = request.headers.authorization ?? request.headers['x-api-key'] ?? '';
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end(JSON.stringify(wire.refusal(status, `key ${String(key)} sent ${body}`)));
}

async function replay(wire: Wire, reply: Reply, response: ServerResponse, clientLeft: () => void) {
  let ours = false;
  response.on('close', () => {
    if (!ours && !response.writableFinished) clientLeft();
  });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const frame of wire.frames(reply)) await write(response, frame);
  const how = reply.ending;
  if (how === 'stall') return;
  if (how === 'disconnect') {
    ours = true;
    response.destroy();
    return;
  }
  if (how !== 'cut') for (const frame of wire.ending(reply, how)) await write(response, frame);
  response.end();
}

/** Waits until a frame has left, so that the client reads pieces and not one block. */
function write(response: ServerResponse, frame: string): Promise<void> {
  return new Promise((sent) => {
    if (response.destroyed) sent();
    else response.write(frame, () => sent());
  });
}

/** Cuts a text as tokens do, into pieces of at most `charsMax` characters. */
export function tokensOf(text: string, charsMax: number): string[] {
  return text.match(new RegExp(`[^]{1,${charsMax}}`, 'gu')) ?? [''];
}

/** A tool's arguments as they go over the wire. */
export function wireArguments(given: object | string): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}
