/** Keeps one address from taking all sockets: what is too much is told so and closed, before any of it is read. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressOf } from './address.ts';

export type SocketGuard = {
  /** A socket that has shown its right, such as a carrier's signed WebSocket, counts no longer. */
  exempt(socket: Socket): void;
  readonly refused: number;
  readonly open: number;
};

export type SocketGuardOptions = { perAddress: number; max: number; trusted: readonly string[] };

export function guardSockets(server: Server, { perAddress, max, trusted }: SocketGuardOptions): SocketGuard {
  const counted = new Map<string, number>();
  const sockets = new WeakMap<Socket, string>();
  const trustedAddresses = new Set(trusted.map(addressOf));
  let refused = 0;
  let open = 0;

  function count(address: string, by: 1 | -1): void {
    const now = (counted.get(address) ?? 0) + by;
    if (now > 0) counted.set(address, now);
    else counted.delete(address);
  }

  function exempt(socket: Socket): void {
    const address = sockets.get(socket);
    if (address === undefined) return;
    sockets.delete(socket);
    count(address, -1);
  }

  function admits(socket: Socket): boolean {
    const address = addressOf(socket.remoteAddress);
    const isTrusted = trustedAddresses.has(address);
    if (open >= max || (!isTrusted && (counted.get(address) ?? 0) >= perAddress)) return false;
    open += 1;
    socket.once('close', () => {
      open -= 1;
      exempt(socket);
    });
    if (isTrusted) return true;
    sockets.set(socket, address);
    count(address, 1);
    return true;
  }

  // The HTTP server's own listener would read from a socket that is refused here: it is called for the others only.
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (admits(socket)) {
      for (const listener of listeners) listener.call(server, socket);
      return;
    }
    refused += 1;
    socket.on('error', () => socket.destroy());
    socket.end(tooManySockets, () => socket.destroy());
  });

  return {
    exempt,
    get refused() {
      return refused;
    },
    get open() {
      return open;
    },
  };
}

const body = JSON.stringify({
  error: {
    code: 'too_many_sockets',
    message: 'Too many connections are open from this address.',
    hint: 'Close some, or use one for several requests.',
  },
});

const tooManySockets =
  'HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\nretry-after: 1\r\ncontent-type: application/json\r\n' +
  `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
