/**
 * A user agent under a rain of broken messages, from a seed, in virtual time. Run with a number of messages and a seed:
 * `node providers/carriers/sip/testing/fuzz.ts 1000000 1` prints what was left and fails when that is not nothing.
 */
import { startSipAgent } from '../agent.ts';
import type { SipCall } from '../call.ts';
import type { Media } from '../media.ts';
import type { Counts } from '../reception.ts';
import { streamReader } from '../stream-framing.ts';
import type { OnBytes } from '../wire.ts';
import { offer, requestText } from './network.ts';
import { tickClock } from './tick-clock.ts';

export type FuzzResult = {
  messages: number;
  /** Of them, calls that came to be. */
  calls: number;
  /** What we sent. */
  sent: number;
  thrown: string[];
  /** An hour after the rain. */
  left: Counts;
};

const stepMs = 20;
const dictionary = [
  '\r\n',
  '\r\n\r\n',
  ',',
  ';',
  '<',
  '>',
  '"',
  '\\',
  '=',
  ':',
  '@',
  '[::1]',
  '%00',
  '\0',
  'sip:',
  'z9hG4bK',
  '99999999999',
  '-1',
  '0.0.0.0',
  ';tag=',
  ';lr',
  'tel:+1555',
  ' ',
  '\t',
  'é😀',
];

export async function fuzz(messages: number, seed: number): Promise<FuzzResult> {
  const clock = tickClock(stepMs);
  const random = randomFrom(seed);
  const thrown: string[] = [];
  const live = new Map<string, SipCall>();
  let receive: OnBytes = () => undefined;
  let sent = 0;
  let calls = 0;
  let lastTag = '';
  const agent = await startSipAgent({
    listen: { address: '127.0.0.1', port: 5060 },
    clock,
    unknown: 'answer',
    limits: { newPerSecondMax: 1_000, newBurstMax: 1_000 },
    openWires: async (onBytes) => {
      receive = onBytes;
      const send = (bytes: Buffer): void => {
        sent += 1;
        lastTag = /\nTo: [^\r]*;tag=(\w+)/.exec(bytes.toString('latin1'))?.[1] ?? lastTag;
      };
      return [{ transport: 'udp', local: { address: '127.0.0.1', port: 5060 }, send, close: async () => undefined }];
    },
    onInvite(call) {
      calls += 1;
      live.set(call.id, call);
      call.onEvent((event) => event.type === 'leg.ended' && live.delete(call.id));
      if (random(4) > 0) call.answer(silence());
      else call.ring();
    },
  });

  for (let count = 0; count < messages; count++) {
    const bytes = message(random, lastTag);
    try {
      receive(bytes, { transport: 'udp', address: `10.0.0.${random(50)}`, port: 5060 });
      readAsStream(bytes, random);
    } catch (error) {
      if (thrown.length < 10) thrown.push(`${error}`);
    }
    clock.tick();
    if (live.size > 300) for (const call of live.values()) call.hangUp(1);
    if (count % 100 === 0) await new Promise(setImmediate); // Lookups are promises.
  }
  for (let round = 0; round < 3_600_000 / stepMs / 100; round++) {
    for (const call of live.values()) call.hangUp(1);
    for (let tick = 0; tick < 100; tick++) clock.tick();
    await new Promise(setImmediate);
  }
  const left = agent.size();
  await agent.close();
  return { messages, calls, sent, thrown, left };
}

/** A stream refuses with an error of its own, which closes the connection; any other is a bug. */
function readAsStream(bytes: Buffer, random: (below: number) => number): void {
  const reader = streamReader();
  const cut = random(bytes.length + 1);
  try {
    reader.read(bytes.subarray(0, cut));
    reader.read(bytes.subarray(cut));
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw error;
  }
}

const methods = [
  'INVITE',
  'INVITE',
  'ACK',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'INFO',
  'UPDATE',
  'NOTIFY',
  'REFER',
  'REGISTER',
  'PING',
];

function message(random: (below: number) => number, lastTag: string): Buffer {
  const method = methods[random(methods.length)]!;
  const words = {
    method,
    cseq: 1 + random(4),
    branch: `z9hG4bK${random(1_000_000)}`,
    callId: `call-${random(30)}`,
    port: 5060,
    ...(random(2) === 0 && { toTag: lastTag }),
    body: random(3) === 0 ? '' : offer,
    more: [
      '',
      'Session-Expires: 90;refresher=uas\n',
      'Require: 100rel\n',
      'Record-Route: <sip:10.0.0.1;lr>, <sip:10.0.0.2>\n',
    ][random(4)]!,
  };
  const request = requestText(words);
  const text = random(6) === 0 ? request.replace(/^.*/, `SIP/2.0 ${100 + random(600)} Hm`) : request;
  let broken = text.replaceAll('\n', '\r\n');
  for (let left = random(5); left > 0; left--) broken = mutated(broken, random);
  return Buffer.from(broken, random(20) === 0 ? 'utf16le' : 'utf8');
}

function mutated(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const end = Math.min(text.length, at + random(40));
  switch (random(6)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, end) + text.slice(at);
    case 2:
      return text.slice(0, at) + dictionary[random(dictionary.length)]! + text.slice(at);
    case 3:
      return text.slice(0, at) + String.fromCharCode(random(256)).repeat(random(200)) + text.slice(end);
    case 4:
      return text.replace(/\d+/, String(random(2 ** 31)));
    default:
      return random(10) === 0 ? text.slice(0, at) : text;
  }
}

function silence(): Media {
  return { local: { address: '127.0.0.1', port: 40_000 }, connect: () => undefined, close: () => undefined };
}

/** Mulberry32: whole numbers from 0 up to, without, `below`. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

if (import.meta.main) {
  const [messages = '100000', seed = '1'] = process.argv.slice(2);
  const startedAt = performance.now();
  const result = await fuzz(Number(messages), Number(seed));
  console.log(
    JSON.stringify({ seed: Number(seed), ...result, seconds: Math.round((performance.now() - startedAt) / 1000) }),
  );
  const { calls, dialogs, transactions } = result.left;
  process.exitCode = result.thrown.length + calls + dialogs + transactions > 0 ? 1 : 0;
}
