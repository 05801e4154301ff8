import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BadConfig, Retryable, Terminal } from '../../../contract/errors.ts';
import { decodeG711, encodeG711 } from '../../sound/g711.ts';
import { readRtp, writeRtp } from './packet.ts';
import { readRtcp } from './rtcp.ts';
import { handTicker, openEnd, targetOf, until, type End, type HandTicker } from './testing/loopback.ts';

let ticker: HandTicker;
let here: End;
let there: End;

beforeEach(async () => {
  ticker = handTicker();
  here = await openEnd(ticker);
  there = await openEnd(ticker);
});

afterEach(() => {
  here.session.close();
  there.session.close();
});

/** Ticks, and after each everything that was sent has arrived. */
async function run(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20) {
    ticker.tick();
    await until(() => arrived(here, there) && arrived(there, here));
  }
}
const arrived = (from: End, to: End): boolean =>
  to.session.stats().receivedPackets === from.session.stats().sentPackets;

function connect(changes: Parameters<typeof targetOf>[1] = {}): void {
  here.session.connect(targetOf(there.session, changes));
  there.session.connect(targetOf(here.session, changes));
}

const ramp = (ms: number): Int16Array => Int16Array.from({ length: ms * 8 }, (_, at) => 1_000 + (at % 4_000));
const joined = (frames: readonly Int16Array[]): Int16Array => Int16Array.from(frames.flatMap((frame) => [...frame]));
const audible = (frames: readonly Int16Array[]): Int16Array[] => frames.filter((frame) => frame.some((s) => s !== 0));

test.each(['PCMU', 'PCMA'] as const)('every sample of an utterance arrives, in %s', async (codec) => {
  connect({ codec, payload: codec === 'PCMU' ? 0 : 8 });
  here.session.playout.push(1, ramp(500));
  here.session.playout.end(1);
  await run(700);
  const expected = decodeG711(codec, encodeG711(codec, ramp(500)));
  const silent = decodeG711(codec, encodeG711(codec, Int16Array.of(0)))[0];
  const heard = there.heard.filter((frame) => frame.some((sample) => Math.abs(sample) > 8));
  expect(silent === 0 || silent === 8).toBe(true);
  expect(joined(heard)).toEqual(expected);
  expect(joined(audible(here.sent))).toEqual(ramp(500));
  expect(here.events.map(({ type }) => type)).toEqual(['utterance.queued', 'utterance.started', 'utterance.played']);
});

test('silence is sent too, with one sequence and one time through all of it', async () => {
  const ear = await openEar();
  here.session.connect(ear.target);
  await ticks(ear, 3);
  here.session.playout.push(1, ramp(40));
  here.session.playout.end(1);
  await ticks(ear, 5);
  const packets = ear.rtp();
  expect(packets.map(({ marker }) => marker)).toEqual([true, false, false, true, false, false, false, false]);
  for (const [index, packet] of packets.entries()) {
    expect(packet.sequence).toBe((packets[0]!.sequence + index) & 0xffff);
    expect(packet.timestamp).toBe((packets[0]!.timestamp + index * 160) >>> 0);
    expect(packet.payload).toHaveLength(160);
  }
  ticker.tick(4);
  await until(() => ear.packets.length === 9);
  expect(ear.rtp()[8]!.timestamp).toBe((packets[7]!.timestamp + 5 * 160) >>> 0);
  ear.socket.close();
});

test('the line may go ten frames of silence after the last sound, and at once after a clear', async () => {
  connect();
  let tailAt = -1;
  here.session.playout.push(1, ramp(40));
  await run(40);
  here.session.playout.end(1);
  void here.session.tailSent().then(() => (tailAt = here.sent.length));
  await run(400);
  expect(tailAt).toBe(12);
  here.session.playout.push(2, ramp(400));
  await run(100);
  here.session.playout.clear(2);
  await here.session.tailSent();
});

test('keys arrive once each, with their lengths, and sound waits for them', async () => {
  connect();
  here.session.playout.push(1, ramp(40));
  here.session.press('1#d');
  await run(900);
  expect(there.events).toEqual(
    ['1', '#', 'D'].flatMap((digit) => [
      { type: 'key.pressed', digit },
      { type: 'key.released', digit, heldMs: 160 },
    ]),
  );
  expect(here.events.map(({ type }) => type)).toEqual(['keys.sent', 'utterance.started']);
  expect(() => here.session.press('12x')).toThrow(Terminal);
  expect(() => here.session.press('1'.repeat(65))).toThrow('more than 64 keys');
  here.session.connect(targetOf(there.session, { events: null }));
  expect(() => here.session.press('1')).toThrow('takes no keys');
});

test('a key on the wire: eight packets of growing length with one time, the last of them three times', async () => {
  const ear = await openEar();
  here.session.connect(ear.target);
  here.session.press('5');
  await ticks(ear, 12);
  const key = ear.rtp().filter(({ payloadType }) => payloadType === 101);
  expect(key.map(({ marker }) => marker).indexOf(true, 1)).toBe(-1);
  expect(key[0]).toMatchObject({ marker: true });
  expect(new Set(key.map(({ timestamp }) => timestamp)).size).toBe(1);
  expect(key.map(({ payload }) => payload.readUInt16BE(2) / 160)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8, 8]);
  expect(key.map(({ payload }) => payload[1]! >> 7)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  ear.socket.close();
});

test('on hold nothing is sent, sound stands still, and goes on afterwards', async () => {
  connect();
  here.session.playout.push(1, ramp(100));
  here.session.playout.end(1);
  await run(40);
  here.session.connect(targetOf(there.session, { sends: false }));
  await here.session.tailSent();
  await run(200);
  expect(here.session.stats().sentPackets).toBe(2);
  here.session.connect(targetOf(there.session));
  await run(60);
  expect(here.events.at(-1)).toEqual({ type: 'utterance.played', utterance: 1, pushedMs: 100, playedMs: 100 });
  expect(joined(audible(here.sent))).toEqual(ramp(100));
});

test('a line that went quiet is told once, and not while it is on hold', async () => {
  here.session.connect(targetOf(there.session, { receives: false }));
  for (let passed = 0; passed < 20_000; passed += 20) ticker.tick();
  expect(here.events).toEqual([]);
  here.session.connect(targetOf(there.session));
  for (let passed = 0; passed < 20_000; passed += 20) ticker.tick();
  expect(here.events).toEqual([{ type: 'media.lost', quietMs: 10_000 }]);
});

test('both sides report every five seconds what arrived, and the goodbye comes by RTCP too', async () => {
  connect();
  await run(10_100);
  await until(() => here.session.stats().farEnd !== null && there.session.stats().farEnd !== null);
  const { farEnd, sentPackets, lastSequence } = here.session.stats();
  const behind = (lastSequence - farEnd!.highestSequence) & 0xffff;
  expect(farEnd).toMatchObject({ lost: 0, jitterMs: 0, roundTripMs: 0 });
  expect(behind).toBeLessThanOrEqual(250);
  expect(sentPackets).toBe(505);
  here.session.close();
  await until(() => there.session.stats().farEndLeft);
});

test('a packet of an echo, a stranger or of junk is counted and changes nothing', async () => {
  connect();
  await run(40);
  const stranger = await openEar();
  const forged = { payloadType: 0, marker: false, timestamp: 1, ssrc: 7, payload: Buffer.alloc(160, 1) };
  for (let sequence = 0; sequence < 9; sequence++) stranger.send(here, writeRtp({ ...forged, sequence }));
  stranger.send(here, Buffer.from('OPTIONS sip:nobody SIP/2.0'));
  await until(() => here.session.stats().dropped.strange === 9 && here.session.stats().dropped.junk === 1);
  await run(100);
  expect(audible(here.heard)).toEqual([]);
  expect(there.session.stats().receivedPackets).toBe(7);
  stranger.socket.close();
});

test('sound goes where it comes from, when the address of the SDP leads nowhere', async () => {
  const ear = await openEar();
  here.session.connect({ ...ear.target, port: 9 });
  const packet = { payloadType: 0, marker: false, timestamp: 1, ssrc: 7, payload: Buffer.alloc(160, 1) };
  for (let sequence = 5; sequence < 8; sequence++) ear.send(here, writeRtp({ ...packet, sequence }));
  await until(() => here.session.stats().receivedPackets === 1);
  await ticks(ear, 1);
  expect(here.session.stats().dropped.strange).toBe(2);
  ear.socket.close();
});

test('ports are let go, a taken one is passed over, and no free one is told', async () => {
  const { port } = here.session.local;
  const range = { address: '127.0.0.1', portMin: port, portMax: port + 1 };
  await expect(openEnd(ticker, { ports: range })).rejects.toThrow(Retryable);
  here.session.close();
  const again = await openEnd(ticker, { ports: range });
  expect(again.session.local).toEqual({ address: '127.0.0.1', port });
  again.session.close();
  again.session.close();
  expect(ticker.listeners).toBe(0);
  await expect(openEnd(ticker, { ports: { ...range, portMax: port } })).rejects.toThrow(BadConfig);
  await expect(openEnd(ticker, { ports: { ...range, address: '192.0.2.1' } })).rejects.toThrow(
    /192\.0\.2\.1.*one of this/,
  );
});

test('a target that cannot be is refused', () => {
  const refused = (changes: object) => () => here.session.connect(targetOf(there.session, changes));
  expect(refused({ address: 'phone.example' })).toThrow('no literal IP address');
  expect(refused({ address: '::1' })).toThrow('other IP version');
  expect(refused({ port: 70_000 })).toThrow('port 70000');
  expect(refused({ port: 0 })).not.toThrow();
});

type Ear = Awaited<ReturnType<typeof openEar>>;

/** A bare socket. */
async function openEar() {
  const socket: Socket = createSocket('udp4');
  const packets: Buffer[] = [];
  socket.on('message', (bytes) => packets.push(bytes));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { address, port } = socket.address();
  return {
    socket,
    packets,
    rtp: () => packets.filter((bytes) => !readRtcp(bytes)).map((bytes) => readRtp(bytes)!),
    target: targetOf(here.session, { address, port }),
    send: (to: End, bytes: Buffer) => socket.send(bytes, to.session.local.port, to.session.local.address),
  };
}

async function ticks(ear: Ear, count: number): Promise<void> {
  const before = ear.packets.length;
  for (let tick = 0; tick < count; tick++) ticker.tick();
  await until(() => ear.packets.length === before + count);
}
