/** Two UDP sockets side by side: RTP on an even port, RTCP on the next. Source: RFC 3550 section 11. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { BadConfig, Retryable } from '../../../contract/errors.ts';

export type PortRange = {
  /** A literal IP address of this machine. */
  address: string;
  portMin: number;
  portMax: number;
};

export type PortPair = { rtp: Socket; rtcp: Socket; port: number };

/** From a place that `random` (0 to 1) chooses. Throws `BadConfig` for a range without a pair, `Retryable` when all are taken. */
export async function bindPortPair(range: PortRange, random: () => number): Promise<PortPair> {
  const first = range.portMin + (range.portMin % 2);
  const pairs = Math.floor((range.portMax - first + 1) / 2);
  if (!(range.portMin >= 1) || !(range.portMax <= 65_535) || !(pairs >= 1)) {
    const given = `${range.portMin} to ${range.portMax}`;
    throw new BadConfig(`RTP ports ${given}: give a range within 1 to 65535 that holds an even port and the next one`);
  }
  const start = Math.floor(random() * pairs);
  for (let tried = 0; tried < pairs; tried++) {
    const port = first + ((start + tried) % pairs) * 2;
    const pair = await bindPair(range.address, port);
    if (pair) return pair;
  }
  throw new Retryable(`all ${pairs} pairs of RTP ports from ${range.portMin} to ${range.portMax} are taken`);
}

async function bindPair(address: string, port: number): Promise<PortPair | null> {
  const rtp = await bindPort(address, port);
  if (!rtp) return null;
  const rtcp = await bindPort(address, port + 1).catch((error: unknown) => {
    rtp.close();
    throw error;
  });
  if (rtcp) return { rtp, rtcp, port };
  rtp.close();
  return null;
}

/** Null when somebody has the port. */
async function bindPort(address: string, port: number): Promise<Socket | null> {
  const type = isIPv6(address) ? 'udp6' : 'udp4';
  // We send to literal addresses only: nothing to look up, and nothing to wait for.
  const socket = createSocket({ type, lookup: (host, _, found) => found(null, host, type === 'udp6' ? 6 : 4) });
  const listening = once(socket, 'listening'); // Without a look-up it happens within bind().
  try {
    socket.bind({ address, port, exclusive: true });
    await listening;
    return socket;
  } catch (error) {
    socket.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return null;
    throw new BadConfig(`RTP cannot use the address ${address} (${code}): give one of this machine`, { cause: error });
  }
}
