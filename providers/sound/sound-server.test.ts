import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../clock.ts';
import { soundClient, type SoundClient } from './testing/sound-client.ts';
import { soundServer, type LegSound, type SoundServer } from './sound-server.ts';
import { writeSound } from './wire.ts';

let folder: string;
let server: SoundServer;
let timers: (() => void)[];
let told: unknown[];
let news: PromiseWithResolvers<void>;

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'ringoff-sound-')), 'private');
  timers = [];
  told = [];
  news = Promise.withResolvers();
  const clock: Clock = {
    now: () => 0,
    after: (_, run) => {
      timers.push(run);
      return () => (timers = timers.filter((timer) => timer !== run));
    },
  };
  server = await soundServer(folder, clock);
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** For those of this test: sockets of the last one may still close. */
const teller = () => {
  const own = told;
  return (what: unknown): void => {
    own.push(what);
    news.resolve();
  };
};
/** Until so much has been told; a test that waits in vain runs out of its time. */
async function count(expected: number): Promise<unknown[]> {
  while (told.length < expected) {
    await news.promise;
    news = Promise.withResolvers();
  }
  return told;
}

function openLeg(): LegSound {
  const tell = teller();
  return server.open('leg_1', {
    onSound: (utterance, pcm) => tell(['sound', utterance, pcm.length]),
    onEnd: (utterance) => tell(['end', utterance]),
    onGone: () => tell('gone'),
  });
}

function work(address: LegSound['address']): Promise<SoundClient> {
  const tell = teller();
  return soundClient(address, { onHeard: (pcm) => tell(['heard', pcm[0]]), onGone: () => tell('refused') });
}

test('sound goes both ways between a leg and the worker with its secret', async () => {
  const leg = openLeg();
  const worker = await work(leg.address);
  await worker.sound(7, new Int16Array(250_000));
  worker.end(7);
  expect(await count(4)).toEqual([
    ['sound', 7, 100_000],
    ['sound', 7, 100_000],
    ['sound', 7, 50_000],
    ['end', 7],
  ]);
  leg.heard(Int16Array.of(5));
  expect((await count(5))[4]).toEqual(['heard', 5]);
  worker.close();
  expect((await count(6))[5]).toBe('gone');
});

test('the folder is private', () => {
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('a wrong secret, an unknown leg and a second worker are refused, and the first one stays', async () => {
  const leg = openLeg();
  await work({ ...leg.address, secret: leg.address.secret.replace(/^./, 'x') });
  expect(await count(1)).toEqual(['refused']);
  told.length = 0;
  const worker = await work(leg.address);
  worker.end(1);
  await count(1);
  for (const wrong of [{ secret: 'x' }, { legId: 'leg_2' }, {}]) {
    await work({ ...leg.address, ...wrong });
    expect((await count(2)).at(-1)).toBe('refused');
    told.pop();
  }
  worker.end(2);
  expect(await count(2)).toEqual([
    ['end', 1],
    ['end', 2],
  ]);
});

test('who says nothing for two seconds, or something else than hello, is shown out', async () => {
  const leg = openLeg();
  const silent = connect(leg.address.path);
  await once(silent, 'connect');
  const rude = connect(leg.address.path);
  rude.write(writeSound({ type: 'end', utterance: 1 }));
  await once(rude, 'close');
  const long = connect(leg.address.path).on('error', () => undefined);
  long.write(Buffer.alloc(5_000, 64));
  await once(long, 'close');
  const closed = once(silent, 'close');
  for (const run of timers) run();
  await closed;
  told.length = 0;
  (await work(leg.address)).end(9);
  expect(await count(1)).toEqual([['end', 9]]);
});

test('what is said before the worker comes waits for it, the last five seconds, in order', async () => {
  const leg = openLeg();
  const frame = (name: number): Int16Array => new Int16Array(160).fill(name);
  for (let name = 1; name <= 300; name++) leg.heard(frame(name));
  await work(leg.address);
  await count(200);
  leg.heard(frame(301));
  expect(await count(251)).toEqual(Array.from({ length: 251 }, (_, place) => ['heard', 51 + place]));
  expect(leg.dropped).toBe(50);
});

test('a worker that does not read loses the oldest frames, and memory stays bounded', async () => {
  const leg = openLeg();
  const worker = connect(leg.address.path);
  worker.write(writeSound({ type: 'hello', ...leg.address }));
  worker.write(writeSound({ type: 'end', utterance: 1 }));
  await count(1);
  worker.pause();
  const frame = new Int16Array(160);
  for (let sent = 0; sent < 10_000; sent++) {
    leg.heard(frame.fill(sent));
    if (sent % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(leg.dropped).toBeGreaterThan(5_000);
  worker.destroy();
  expect((await count(2))[1]).toBe('gone');
});

test('a leg is opened once, and closing it ends its connection without a word to it', async () => {
  const leg = openLeg();
  expect(() => openLeg()).toThrow('open already');
  const worker = await work(leg.address);
  worker.end(1);
  await count(1);
  leg.close();
  leg.close();
  expect((await count(2))[1]).toBe('refused');
  openLeg().close();
  await expect(work({ ...leg.address, path: `${leg.address.path}x` })).rejects.toThrow('does not answer');
});
