/** A receiver of webhooks on loopback that answers as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

export type Received = { path: string; headers: Record<string, string>; body: string };

/** A status; `reset` breaks the connection; `hang` never answers; `drip` sends 200 and then one byte and no more. */
export type Reply =
  | number
  | 'reset'
  | 'hang'
  | 'drip'
  | { status: number; headers?: Record<string, string>; body?: string };

export type Receiver = {
  url: string;
  received: Received[];
  /** The answers to the next requests; then 200. */
  replies: Reply[];
  /** In place of all that. */
  reply: ((request: Received) => Reply) | null;
  /** Resolves once so many requests came in all. */
  count(requests: number): Promise<void>;
  close(): Promise<void>;
};

export async function startReceiver(): Promise<Receiver> {
  const waiting = new Set<{ requests: number; resolve: () => void }>();
  const receiver: Receiver = {
    url: '',
    received: [],
    replies: [],
    reply: null,
    count: (requests) =>
      new Promise((resolve) => {
        waiting.add({ requests, resolve });
        tell();
      }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  const tell = (): void => {
    for (const each of waiting) {
      if (receiver.received.length < each.requests) continue;
      waiting.delete(each);
      each.resolve();
    }
  };
  const server = createServer((request, response) => void take(request, response));
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const headers = request.headers as Record<string, string>;
    const received = { path: request.url ?? '', headers, body: await text(request) };
    receiver.received.push(received);
    answer(response, receiver.reply?.(received) ?? receiver.replies.shift() ?? 200);
    tell();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') return void response.socket?.resetAndDestroy();
  if (reply === 'drip') return void response.writeHead(200).write('.');
  const { status, headers = {}, body = 'thank you' } = typeof reply === 'number' ? { status: reply } : reply;
  response.writeHead(status, headers).end(body);
}

/** The payload, as the `standardwebhooks` package reads it. Throws when the signature is wrong. */
export function verified({ body, headers }: Received, secret: string): unknown {
  return new Webhook(secret).verify(body, headers);
}
