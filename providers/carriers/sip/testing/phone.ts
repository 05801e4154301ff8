/** Our user agent on a free port of this machine, with everything that happens to its calls in one list. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { type SipAgent, startSipAgent } from '../agent.ts';
import type { SipAgentOptions } from '../options.ts';
import type { InboundCall, SipCall, SipCallEvent } from '../call.ts';
import type { Media, MediaTarget } from '../media.ts';

export type Phone = {
  agent: SipAgent;
  port: number;
  events: SipCallEvent[];
  calls: SipCall[];
  /** What the stand-ins for the sound were told, `closed` last. */
  sound: (MediaTarget | 'closed')[];
  media(): Media;
  /** The first event of this type, when it comes. */
  seen<T extends SipCallEvent['type']>(type: T): Promise<Extract<SipCallEvent, { type: T }>>;
  follow<T extends SipCall>(call: T): T;
  [Symbol.asyncDispose](): Promise<void>;
};

/** `onCall` is what it does with a call that comes in; it answers unless told otherwise. */
export async function startPhone(
  options: Partial<SipAgentOptions> = {},
  onCall: (call: InboundCall, phone: Phone) => void = (call, phone) => call.answer(phone.media()),
): Promise<Phone> {
  const waiting: { type: string; resolve(event: SipCallEvent): void }[] = [];
  const phone: Phone = {
    agent: undefined as never,
    port: 0,
    events: [],
    calls: [],
    sound: [],
    media: () => ({
      local: { address: '127.0.0.1', port: 40_000 },
      connect: (target) => void phone.sound.push(target),
      close: () => void phone.sound.push('closed'),
    }),
    seen(type) {
      const { promise, resolve } = Promise.withResolvers<SipCallEvent>();
      const before = phone.events.find((event) => event.type === type);
      if (before) resolve(before);
      else waiting.push({ type, resolve });
      return promise as never;
    },
    follow(call) {
      phone.calls.push(call);
      call.onEvent((event) => {
        phone.events.push(event);
        for (const each of waiting) if (each.type === event.type) each.resolve(event);
      });
      return call;
    },
    [Symbol.asyncDispose]: () => phone.agent.close(),
  };
  phone.agent = await startSipAgent({
    listen: { address: '127.0.0.1', port: 0 },
    unknown: 'answer',
    ...options,
    onInvite: (call) => onCall(phone.follow(call), phone),
  });
  phone.port = phone.agent.local[0]!.port;
  return phone;
}

export async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Waits until somebody takes connections there: at most 200 attempts, which is some seconds. */
export async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const socket = createConnection(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    const taken = await promise;
    socket.destroy();
    if (taken) return;
    await new Promise((next) => setTimeout(next, 20));
  }
  throw new Error(`nobody listens on port ${port}`);
}
