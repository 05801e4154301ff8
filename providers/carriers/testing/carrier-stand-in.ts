/** A carrier's REST service on the loopback: it writes down what it is asked and answers as told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Asked = { method: string; path: string; headers: Record<string, string>; body: string };

/** `silent`: no answer at all; `cut`: the connection is closed without one. */
export type Answer = { status: number; body?: object } | 'silent' | 'cut';

export type CarrierStandIn = {
  baseUrl: string;
  asked: Asked[];
  /** Answers every request from now on; a request that it leaves open (undefined) gets 501. */
  answer(how: (asked: Asked) => Answer | undefined): void;
  close(): Promise<void>;
};

export async function startCarrierStandIn(): Promise<CarrierStandIn> {
  const asked: Asked[] = [];
  let how: (one: Asked) => Answer | undefined = () => undefined;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const one = { method: request.method ?? '', path: request.url ?? '', headers, body };
      asked.push(one);
      const answer = how(one) ?? { status: 501 };
      if (answer === 'silent') return;
      if (answer === 'cut') return void request.socket.destroy();
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(answer.body ? JSON.stringify(answer.body) : '');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (next) => {
      how = next;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
