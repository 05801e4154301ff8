/** A WebSocket client for tests: what it received, and what became of it. */
import { WebSocket } from 'ws';
import type { DownMessage, UpMessage } from '../../lines/text-socket-messages.ts';

export type SocketCaller = {
  ws: WebSocket;
  received: DownMessage[];
  tell(message: UpMessage): void;
  /** Resolves with the first message of this type, received or yet to come; rejects when the socket closes without one. */
  message<Type extends DownMessage['type']>(type: Type): Promise<DownMessage & { type: Type }>;
  closed: Promise<number>;
};

export type Refused = { status: number; retryAfter?: string; error: { code: string; message: string; hint?: string } };

/** Rejects with the answer to the upgrade, as Refused, when it is refused. */
export function socketCaller(url: string, headers: Record<string, string> = {}): Promise<SocketCaller> {
  const ws = new WebSocket(url.replace(/^http/, 'ws'), { headers });
  const received: DownMessage[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => waiting.forEach((look) => look());
  ws.on('message', (data) => {
    received.push(JSON.parse((data as Buffer).toString()) as DownMessage);
    wake();
  });
  const closed = new Promise<number>((resolve) => ws.once('close', resolve));
  void closed.then(wake);

  const message: SocketCaller['message'] = (type) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = received.find((one) => one.type === type);
        if (!found && ws.readyState !== ws.CLOSED) return;
        waiting.delete(look);
        if (found) resolve(found as Parameters<typeof resolve>[0]);
        else reject(new Error(`no "${type}" came: ${JSON.stringify(received)}`));
      };
      waiting.add(look);
      look();
    });
  const tell = (up: UpMessage): void => ws.send(JSON.stringify(up));
  return new Promise((resolve, reject) => {
    ws.once('open', () => resolve({ ws, received, tell, message, closed }));
    ws.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (piece: Buffer) => (body += piece.toString()));
      const { statusCode: status, headers } = response;
      response.on('end', () => reject({ status, retryAfter: headers['retry-after'], ...(JSON.parse(body) as object) }));
    });
    ws.on('error', reject);
  });
}
