/** A network in memory, for time that is moved by hand: whoever is on it gets at once what is sent to its port. */
import { readMessage, type Received } from '../message.ts';
import type { Hop, OnBytes, Wire } from '../wire.ts';

export type Network = {
  wire(port: number, onBytes: OnBytes): Wire;
  /** A far end that only says what it is told to say. */
  peer(port: number): Peer;
  /** What passes and is lost; everything arrives unless given. */
  loses: (message: Received, to: number) => boolean;
};

export type Peer = {
  readonly port: number;
  /** What it got, oldest first: `INVITE`, `200 INVITE` … */
  heard: Received[];
  /** Sends text, with lines that end in LF. */
  say(text: string, to: number, from?: string): void;
  /** What it got since the last look, in short. */
  news(): string[];
};

const address = '127.0.0.1';

export function network(): Network {
  const ports = new Map<number, OnBytes>();

  function carry(bytes: Buffer, from: Hop, to: number): void {
    const message = readMessage(bytes);
    if (typeof message !== 'string' && net.loses(message, to)) return;
    queueMicrotask(() => ports.get(to)?.(bytes, from));
  }

  const net: Network = {
    loses: () => false,
    wire(port, onBytes) {
      ports.set(port, onBytes);
      return {
        transport: 'udp',
        local: { address, port },
        send: (bytes, to) => carry(bytes, { transport: 'udp', address, port }, to.port),
        async close() {
          ports.delete(port);
        },
      };
    },
    peer(port) {
      const heard: Received[] = [];
      let looked = 0;
      ports.set(port, (bytes) => {
        const message = readMessage(bytes);
        if (typeof message === 'string') throw new Error(`not a message of SIP: ${message}`);
        heard.push(message);
      });
      return {
        port,
        heard,
        say: (text, to, from = address) =>
          ports.get(to)?.(Buffer.from(text.replaceAll('\n', '\r\n')), { transport: 'udp', address: from, port }),
        news() {
          const fresh = heard.slice(looked).map(inShort);
          looked = heard.length;
          return fresh;
        },
      };
    },
  };
  return net;
}

function inShort(message: Received): string {
  return message.kind === 'request' ? message.method : `${message.status} ${message.cseqMethod}`;
}

export const offer = `v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 6000 RTP/AVP 0 101
a=rtpmap:101 telephone-event/8000
`;

type Words = {
  method: string;
  cseq?: number;
  branch?: string;
  toTag?: string;
  callId?: string;
  port: number;
  more?: string;
  body?: string;
};

/** A request of a peer at `port`. */
export function requestText(words: Words): string {
  const {
    method,
    cseq = 1,
    branch = `z9hG4bK-${method}-${cseq}`,
    callId = 'call-1',
    port,
    more = '',
    body = '',
  } = words;
  return `${method} sip:100@127.0.0.1:5060 SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:${port};branch=${branch}
From: "A Caller" <sip:caller@example.com>;tag=their-tag
To: <sip:100@127.0.0.1>${words.toTag ? `;tag=${words.toTag}` : ''}
Call-ID: ${callId}
CSeq: ${cseq} ${method}
Contact: <sip:caller@127.0.0.1:${port}>
Max-Forwards: 70
${more}${body ? 'Content-Type: application/sdp\n' : ''}
${body}`;
}

/** An answer of a peer to a request that it heard. */
export function answerText(
  request: Received,
  status: number,
  extra: { tag?: string; port: number; more?: string; body?: string },
): string {
  const { tag = 'peer-tag', port, more = '', body = '' } = extra;
  const header = (name: string): string => request.headers.find(([each]) => each === name)?.[1] ?? '';
  const to = request.to.params.has('tag') ? header('to') : `${header('to')};tag=${tag}`;
  return `SIP/2.0 ${status} Whatever
Via: ${header('via')}
From: ${header('from')}
To: ${to}
Call-ID: ${header('call-id')}
CSeq: ${header('cseq')}
Contact: <sip:peer@127.0.0.1:${port}>
${more}${body ? 'Content-Type: application/sdp\n' : ''}
${body}`;
}
