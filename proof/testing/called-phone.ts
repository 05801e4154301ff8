/** A telephone that is called over UDP: it rings until it is cancelled, answers when it is told to, and writes down every request. */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';

export type CalledPhone = {
  port: number;
  /** Requests that came, repeated ones once: `INVITE`, `ACK`, `BYE`, `CANCEL`. */
  readonly heard: readonly string[];
  /** Different calls that rang here, by their Call-IDs. */
  readonly callIds: ReadonlySet<string>;
  /** Resolves once this request has come. */
  hears(method: string): Promise<void>;
  /** Picks up. */
  answers(): void;
  close(): void;
};

const repeatMs = 500;
/** 32 s, as telephones do (RFC 3261 section 13.3.1.4). */
const repeatsMax = 64;

export async function calledPhone(): Promise<CalledPhone> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const heard: string[] = [];
  const seen = new Set<string>();
  const callIds = new Set<string>();
  const waiting = new Set<() => void>();
  let invite: { text: string; from: RemoteInfo } | null = null;
  let rings = false;
  let repeating: NodeJS.Timeout | null = null;

  const stop = (): void => void (repeating && clearInterval(repeating));

  function reply(text: string, to: RemoteInfo, status: string, body = ''): void {
    const kept = text.split('\r\n').filter((line) => /^(via|from|call-id|cseq):/i.test(line));
    const toLine = text.split('\r\n').find((line) => /^to:/i.test(line))!;
    const tagged = toLine.includes(';tag=') ? toLine : `${toLine};tag=called`;
    const type = body === '' ? [] : ['Content-Type: application/sdp'];
    const contact = `Contact: <sip:called@127.0.0.1:${port}>`;
    const head = [`SIP/2.0 ${status}`, ...kept, tagged, contact, ...type, `Content-Length: ${body.length}`];
    socket.send(`${head.join('\r\n')}\r\n\r\n${body}`, to.port, to.address);
  }

  function hear(text: string, from: RemoteInfo): void {
    const method = /^([A-Z]+) /.exec(text)?.[1];
    if (method === undefined) return;
    const callId = /^call-id: *(.*)$/im.exec(text)![1]!.trim();
    const cseq = /^cseq: *(.*)$/im.exec(text)![1]!.trim();
    if (method === 'ACK') stop();
    if (method === 'INVITE') {
      callIds.add(callId);
      invite = { text, from };
      rings = true;
      reply(text, from, '180 Ringing');
    } else if (method !== 'ACK') reply(text, from, '200 OK');
    if (method === 'CANCEL' && rings) {
      rings = false;
      reply(invite!.text, invite!.from, '487 Request Terminated');
    }
    const key = `${method} ${callId} ${cseq}`;
    if (seen.has(key)) return;
    seen.add(key);
    heard.push(method);
    for (const look of waiting) look();
  }

  socket.on('message', (bytes, from) => hear(bytes.toString(), from));
  return {
    port,
    heard,
    callIds,
    hears: (method) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!heard.includes(method)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    answers() {
      const { text, from } = invite!;
      rings = false;
      const body = `v=0\r\no=called 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port + 2} RTP/AVP 0\r\n`;
      let left = repeatsMax;
      const send = (): void => void (left-- > 0 ? reply(text, from, '200 OK', body) : stop());
      repeating = setInterval(send, repeatMs);
      send();
    },
    close() {
      stop();
      socket.close();
    },
  };
}
