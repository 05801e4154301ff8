/** INVITEs without end from one address, as a scanner sends them: nothing that comes back is read. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export type Flood = { sent(): number; readonly over: Promise<void> };

const stepMs = 10;

/** `to`: a SIP URI with an address and a port. */
export async function startFlood(to: string, perSecond: number, seconds: number): Promise<Flood> {
  const [, host = '', port = ''] = /@([\d.]+):(\d+)/.exec(to) ?? [];
  const socket = createSocket('udp4').bind(0, '127.0.0.2');
  await once(socket, 'listening');
  socket.on('error', () => undefined);
  const from = socket.address().port;
  const startedAt = performance.now();
  let sent = 0;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    const passedMs = performance.now() - startedAt;
    const due = Math.min(passedMs / 1_000, seconds) * perSecond;
    while (sent < due) socket.send(invite(to, from, ++sent), Number(port), host, () => undefined);
    if (passedMs < seconds * 1_000) return;
    clearInterval(timer);
    socket.close(() => resolve());
  }, stepMs);
  return { sent: () => sent, over };
}

function invite(to: string, port: number, number: number): Buffer {
  const body = `v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n`;
  const lines = [
    `INVITE ${to} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.2:${port};branch=z9hG4bKflood${number}`,
    `From: <sip:scanner@127.0.0.2>;tag=${number}`,
    `To: <${to}>`,
    `Call-ID: flood-${number}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:scanner@127.0.0.2:${port}>`,
    'Max-Forwards: 70',
    'Content-Type: application/sdp',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
