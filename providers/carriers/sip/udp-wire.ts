/** SIP over UDP: one message a datagram. Source: RFC 3261 section 18. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { OnBytes, Wire } from './wire.ts';

const receiveBufferBytes = 1_048_576;

/** Rejects when the port is taken or the address is none of this machine. */
export async function openUdp(at: { address: string; port: number }, onBytes: OnBytes): Promise<Wire> {
  const socket = createSocket({ type: isIPv6(at.address) ? 'udp6' : 'udp4', recvBufferSize: receiveBufferBytes });
  socket.on('message', (bytes, { address, port }) => onBytes(bytes, { transport: 'udp', address, port }));
  socket.bind(at.port, at.address);
  await once(socket, 'listening');
  socket.on('error', () => undefined); // An answer that nobody took comes back here; transactions wait anyway.
  const { address, port } = socket.address();
  let open = true;
  return {
    transport: 'udp',
    local: { address, port },
    send(bytes, to, onFail) {
      if (!open || to.port === 0) return onFail(); // A datagram may come from port 0, but none can go there.
      socket.send(bytes, to.port, to.address, (error) => error && onFail());
    },
    async close() {
      if (!open) return;
      open = false;
      socket.close();
      await once(socket, 'close');
    },
  };
}
