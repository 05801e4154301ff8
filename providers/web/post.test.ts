import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Receiver, startReceiver } from './testing/receiver.ts';
import { addressGuard, type Resolve } from './address-guard.ts';
import { guardedPoster, type Poster } from './post.ts';

const allowed = addressGuard(['127.0.0.1']);
let receiver: Receiver;
let poster: Poster;

beforeEach(async () => {
  receiver = await startReceiver();
  poster = guardedPoster(allowed, 300);
});
afterEach(async () => {
  await receiver.close();
  await poster.close();
});

const post = (url = receiver.url, signal = new AbortController().signal) =>
  poster.post(url, { 'content-type': 'application/json' }, '{"a":1}', signal);

test('tells status and beginning of the answer', async () => {
  receiver.replies = [{ status: 201, body: 'héllo' }];
  expect(await post()).toEqual({ status: 201, error: null, answer: 'héllo', retryAfterMs: null });
  expect(receiver.received).toMatchObject([{ path: '/hook', body: '{"a":1}', headers: { connection: 'close' } }]);
});

test('reads no endless answer, and keeps 2 KiB of it', async () => {
  receiver.replies = [{ status: 200, body: 'é'.repeat(5_000_000) }];
  const { status, answer } = await post();
  expect(status).toBe(200);
  expect(answer).toBe('é'.repeat(1_024));
});

test('an answer that does not end has its status', async () => {
  receiver.replies = ['drip'];
  expect(await post()).toMatchObject({ status: 200, answer: '.' });
});

test.each([
  ['hang', 'timed_out'],
  ['reset', 'connection_lost'],
] as const)('a receiver that does %s: %s', async (reply, error) => {
  receiver.replies = [reply];
  expect(await post()).toEqual({ status: null, error, answer: '', retryAfterMs: null });
});

test('follows no redirect', async () => {
  receiver.replies = [{ status: 302, headers: { location: '/other' } }];
  expect(await post()).toMatchObject({ status: 302 });
  expect(receiver.received).toHaveLength(1);
});

test.each([
  ['120', 120_000],
  ['soon', null],
  ['-5', null],
  [new Date(0).toUTCString(), 0],
])('Retry-After: %s', async (value, ms) => {
  receiver.replies = [{ status: 503, headers: { 'retry-after': value } }];
  expect(await post()).toMatchObject({ status: 503, retryAfterMs: ms });
});

test('goes nowhere that the guard refuses', async () => {
  const strict = guardedPoster(addressGuard(), 300);
  const refused = { status: null, error: 'address_refused' };
  const { signal } = new AbortController();
  expect(await strict.post(receiver.url, {}, '', signal)).toMatchObject(refused);
  expect(await strict.post(receiver.url.replace('127.0.0.1', 'localhost'), {}, '', signal)).toMatchObject(refused);
  expect(await strict.post('', {}, '', signal)).toMatchObject(refused);
  await strict.close();
  expect(receiver.received).toEqual([]);
});

test('a name that turns inward between two requests is caught at the second', async () => {
  const answers = ['127.0.0.1', '127.0.0.2'];
  const resolve: Resolve = (_host, _options, answer) => answer(null, [{ address: answers.shift()!, family: 4 }]);
  const rebound = guardedPoster(addressGuard(['127.0.0.1'], resolve), 300);
  const url = receiver.url.replace('127.0.0.1', 'receiver.example');
  const { signal } = new AbortController();
  expect(await rebound.post(url, {}, '', signal)).toMatchObject({ status: 200 });
  expect(await rebound.post(url, {}, '', signal)).toMatchObject({ error: 'address_refused' });
  await rebound.close();
});

test('no such name, nobody there', async () => {
  const resolve: Resolve = (_host, _options, answer) => answer(Object.assign(new Error(), { code: 'ENOTFOUND' }), []);
  const nowhere = guardedPoster(addressGuard([], resolve), 300);
  const { signal } = new AbortController();
  expect(await nowhere.post('http://receiver.example/', {}, '', signal)).toMatchObject({ error: 'name_not_found' });
  await nowhere.close();
  expect(await post('http://127.0.0.1:1/')).toMatchObject({ error: 'connection_refused' });
});

test('what the signal aborts is thrown', async () => {
  receiver.replies = ['hang'];
  const controller = new AbortController();
  const posted = post(receiver.url, controller.signal);
  await receiver.count(1);
  controller.abort(new Error('stopping'));
  await expect(posted).rejects.toThrow('stopping');
});

describe('a peer that is no web server', () => {
  let peer: Server;
  const listen = async (greeting: string): Promise<string> => {
    peer = createServer((socket) => void socket.on('error', () => {}).end(greeting)).listen(0, '127.0.0.1');
    await once(peer, 'listening');
    return `127.0.0.1:${(peer.address() as { port: number }).port}`;
  };
  afterEach(() => void peer.close());

  test('speaks something else', async () => {
    expect(await post(`http://${await listen('220 mail.example ESMTP\r\n')}/`)).toMatchObject({ error: 'no_http' });
  });

  test('speaks no TLS', async () => {
    expect(await post(`https://${await listen('HTTP/1.1 200 OK\r\n\r\n')}/`)).toMatchObject({ error: 'tls_failed' });
  });

  test('sends headers without end', async () => {
    const flood = `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`;
    expect(await post(`http://${await listen(flood)}/`)).toMatchObject({ error: 'no_http' });
  });
});
