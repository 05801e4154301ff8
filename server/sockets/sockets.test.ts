import { connect, type Socket } from 'node:net';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { type TestServer, testServer } from '../testing/server.ts';

let store: Store;
let server: TestServer;
const sockets: Socket[] = [];
beforeEach(async () => {
  store = await openStore({ memory: true });
  server = await testServer(store);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
  await store.close();
});

const batch = 250;

test('10,000 sockets of one address keep nobody else from a call', async () => {
  const answers: string[] = [];
  for (let opened = 0; opened < 10_000; opened += batch) {
    await Promise.all(Array.from({ length: batch }, () => open(answers)));
  }
  // Those that stay silent for ten seconds are closed with another word, and others take their places.
  const refused = (): string[] => answers.filter((answer) => answer.startsWith('HTTP/1.1 429 Too Many Requests'));
  await until(() => refused().length > 9_000 && stillOpen() <= 200);
  expect(refused()[0]).toContain('"code":"too_many_sockets"');

  const call = await server.call();
  expect(await from('127.0.0.2', `/v1/calls/${call.callId}`)).toContain('"state":"live"');
  expect(await from('127.0.0.2', `/v1/calls/${call.callId}/end`, 'POST')).toContain('"state":"ending"');
  expect(await call.session.done).toMatchObject({ ended_reason: 'operator_ended' });
});

test('closed sockets give their places back', async () => {
  const answers: string[] = [];
  await Promise.all(Array.from({ length: 200 }, () => open(answers)));
  const [first] = sockets;
  const gone = new Promise((resolve) => first!.once('close', resolve));
  first!.destroy();
  await gone;
  expect(await from('127.0.0.1', '/healthz')).toContain('"status":"ok"');
  expect(answers).toEqual([]);
});

/** Connected, and sending nothing. What the server says when it refuses is added to `answers`. */
function open(answers: string[]): Promise<void> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => socket.destroy());
  void text(socket).then(
    (answer) => answers.push(answer),
    () => {},
  );
  return new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
}

function stillOpen(): number {
  return sockets.filter((socket) => !socket.destroyed).length;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

function from(localAddress: string, path: string, method = 'GET'): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { authorization: `Bearer ${server.key}` };
  request(server.url + path, { localAddress, method, headers, agent: false }, (response) =>
    text(response).then(resolve, reject),
  )
    .on('error', reject)
    .end();
  return promise;
}
