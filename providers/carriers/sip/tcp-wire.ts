/** SIP over TCP: connections of theirs and ours, used both ways, as many as the limit. Source: RFC 3261 section 18, RFC 5923. */
import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import { streamReader } from './stream-framing.ts';
import type { Hop, OnBytes, Wire } from './wire.ts';

const connectionsMax = 512;
const connectionsPerSourceMax = 64;
const connectMsMax = 5_000;
/** Nothing came for so long, and no call is that quiet: session timers and keep-alives are shorter. */
const idleMsMax = 1_800_000;
/** A far end that has not sent one whole message by then has no business here. */
const firstMessageMsMax = 10_000;
/** Not yet taken by the far end. */
const unsentBytesMax = 1_048_576;

type Connection = { id: number; socket: Socket; hop: Hop; failing: Set<() => void> };

export async function openTcp(at: { address: string; port: number }, onBytes: OnBytes, clock: Clock): Promise<Wire> {
  const connections = new Map<number, Connection>();
  let lastId = 0;
  let open = true;

  function adopt(socket: Socket, address: string, port: number, ours: boolean): Connection {
    const id = ++lastId;
    const connection: Connection = {
      id,
      socket,
      hop: { transport: 'tcp', address: plain(address), port, connection: id },
      failing: new Set(),
    };
    connections.set(id, connection);
    const reader = streamReader();
    let spoke = ours;
    const stopWaiting = clock.after(ours ? connectMsMax : firstMessageMsMax, () => {
      if (ours ? socket.connecting : !spoke) socket.destroy();
    });
    socket.setNoDelay(true);
    socket.setTimeout(idleMsMax, () => socket.destroy());
    socket.on('error', () => undefined); // 'close' follows.
    socket.on('data', (bytes) => {
      try {
        const { messages, alive } = reader.read(bytes);
        if (alive) socket.write('\r\n');
        spoke ||= messages.length > 0;
        for (const message of messages) onBytes(message, connection.hop);
      } catch {
        socket.destroy();
      }
    });
    socket.on('close', () => {
      stopWaiting();
      connections.delete(id);
      for (const fail of connection.failing) fail();
    });
    return connection;
  }

  function connectionTo(to: Hop): Connection | null {
    const named = to.connection === undefined ? undefined : connections.get(to.connection);
    if (named && !named.socket.destroyed) return named;
    for (const each of connections.values()) {
      if (each.hop.address === to.address && each.hop.port === to.port && !each.socket.destroyed) return each;
    }
    if (connections.size >= connectionsMax) return null;
    return adopt(createConnection({ host: to.address, port: to.port }), to.address, to.port, true);
  }

  const server = createServer((socket) => {
    const address = plain(socket.remoteAddress ?? '');
    const ofSource = [...connections.values()].filter((each) => each.hop.address === address).length;
    const tooMany = connections.size >= connectionsMax || ofSource >= connectionsPerSourceMax;
    if (!open || tooMany || address === '') socket.destroy();
    else adopt(socket, address, socket.remotePort ?? 0, false);
  });
  server.listen(at.port, at.address);
  await once(server, 'listening');
  server.on('error', () => undefined); // One connection that could not be taken.
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server listens on no port');

  return {
    transport: 'tcp',
    local: { address: bound.address, port: bound.port },
    send(bytes, to, onFail) {
      const connection = open ? connectionTo(to) : null;
      if (!connection || connection.socket.writableLength > unsentBytesMax) return onFail();
      connection.failing.add(onFail);
      connection.socket.write(bytes, () => connection.failing.delete(onFail));
    },
    async close() {
      if (!open) return;
      open = false;
      for (const { socket } of connections.values()) socket.destroySoon();
      server.close();
      const cancel = clock.after(1_000, () => connections.forEach(({ socket }) => socket.destroy()));
      await once(server, 'close');
      cancel();
    },
  };
}

/** IPv4 as such, also on a socket that takes both kinds. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
