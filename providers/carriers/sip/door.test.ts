import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { digestClient } from './digest-client.ts';
import { digestResponse } from './digest.ts';
import type { ReceivedResponse } from './message.ts';
import type { SipAgentOptions } from './options.ts';
import { network, offer, type Peer, requestText } from './testing/network.ts';
import { type Phone, startPhone } from './testing/phone.ts';

let net = network();
let peer: Peer;

beforeEach(() => {
  vi.useFakeTimers();
  net = network();
  peer = net.peer(7000);
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

const phoneOn = (options: Partial<SipAgentOptions> = {}): Promise<Phone> =>
  startPhone({ openWires: async (onBytes) => [net.wire(5060, onBytes)], ...options });

async function say(words: Partial<Parameters<typeof requestText>[0]>): Promise<string[]> {
  peer.say(requestText({ method: 'INVITE', port: 7000, ...words }), 5060);
  await pass();
  return peer.news();
}

test.each([
  ['silent', []],
  ['refuse', ['403 INVITE']],
  ['challenge', ['401 INVITE']],
  ['answer', ['100 INVITE', '200 INVITE']],
] as const)('unknown callers: %s', async (unknown, heard) => {
  const phone = await phoneOn({ unknown });
  expect(await say({ body: offer })).toEqual(heard);
  expect(phone.calls).toHaveLength(unknown === 'answer' ? 1 : 0);
});

test('a trunk that we trust is let in, whatever unknown callers get', async () => {
  await phoneOn({ unknown: 'silent', trusted: (address) => address === '127.0.0.1' });
  expect(await say({ body: offer })).toEqual(['100 INVITE', '200 INVITE']);
});

test.each([
  ['a method that is not ours', { method: 'PUBLISH' }, '405 PUBLISH'],
  ['an extension that is not ours', { more: 'Require: 100rel\n', body: offer }, '420 INVITE'],
  ['a request for a dialog that is not there', { method: 'BYE', toTag: 'nobody' }, '481 BYE'],
  ['CANCEL of nothing', { method: 'CANCEL' }, '481 CANCEL'],
  ['sound that is not ours', { body: offer.replace('AVP 0 101', 'AVP 18') }, '488 INVITE'],
  ['a session timer that is too short', { more: 'Session-Expires: 30\n', body: offer }, '422 INVITE'],
  ['OPTIONS', { method: 'OPTIONS' }, '200 OPTIONS'],
])('%s is answered %s', async (_, words, heard) => {
  await phoneOn();
  expect(await say(words)).toEqual([heard]);
});

test('the same INVITE on a second way is a loop', async () => {
  await phoneOn();
  await say({ body: offer });
  expect(await say({ body: offer, branch: 'z9hG4bK-other' })).toEqual(['482 INVITE']);
});

test('keys come as INFO; a re-INVITE while ours is under way gets 491; REFER is declined', async () => {
  const phone = await phoneOn();
  await say({ body: offer, more: 'Session-Expires: 100;refresher=uas\n' });
  const toTag = peer.heard.at(-1)!.to.params.get('tag')!;
  await say({ method: 'ACK', branch: 'z9hG4bK-ack', toTag });
  const more = 'Content-Type: application/dtmf-relay\n';
  peer.say(requestText({ method: 'INFO', cseq: 2, toTag, port: 7000, more }) + 'Signal=5\nDuration=160\n', 5060);
  await pass(50_000);
  expect(peer.news()).toEqual(['200 INFO', 'INVITE']);
  expect(phone.events.at(-1)).toEqual({ type: 'caller.pressed', digit: '5' });
  expect(await say({ cseq: 3, toTag, body: offer })).toEqual(['491 INVITE']);
  expect(await say({ method: 'REFER', cseq: 4, toTag })).toEqual(['603 REFER']);
});

test('2,000 INVITEs a second from one source do not hurt a call that is up from there', async () => {
  const phone = await phoneOn();
  await say({ body: offer });
  const toTag = peer.heard.at(-1)!.to.params.get('tag')!;
  await say({ method: 'ACK', branch: 'z9hG4bK-ack', toTag });
  for (let count = 0; count < 6_000; count++) {
    if (count % 20 === 0) await pass(10);
    peer.say(
      requestText({ method: 'INVITE', callId: `flood-${count}`, port: 7000, branch: `z9hG4bK-f${count}` }),
      5060,
    );
  }
  await pass();
  peer.news();
  expect(await say({ method: 'OPTIONS', cseq: 9, toTag })).toEqual(['200 OPTIONS']);
  const { calls, excess } = phone.agent.size();
  expect(calls).toBeLessThanOrEqual(101);
  expect(excess).toBeGreaterThan(5_000);
});

test('a flood may also be told that there are too many, without a call for each', async () => {
  const phone = await phoneOn({ excess: 'refuse', limits: { newBurstMax: 1 } });
  await say({ body: offer });
  expect(await say({ callId: 'second', branch: 'z9hG4bK-2' })).toEqual(['503 INVITE']);
  expect(phone.calls).toHaveLength(1);
});

test('more calls than the limit are refused', async () => {
  await phoneOn({ limits: { callsPerSourceMax: 1 } });
  await say({ body: offer });
  expect(await say({ callId: 'second', branch: 'z9hG4bK-2', body: offer })).toEqual(['503 INVITE']);
});

test('an answer to a challenge is good once, and not with another password', async () => {
  const phone = await phoneOn({ unknown: 'challenge', passwordOf: () => 'right' });
  await say({ body: offer });
  const refusal = peer.heard.at(-1) as ReceivedResponse;
  const answer = (password: string): string => {
    const client = digestClient({ username: 'alice', password });
    client.learn(refusal, []);
    return client
      .answer('INVITE', 'sip:100@127.0.0.1:5060')
      .map(([, value]) => `Authorization: ${value}\n`)
      .join('');
  };
  const more = answer('right');
  expect(await say({ cseq: 2, body: offer, more: answer('wrong') })).toEqual(['401 INVITE']);
  expect(await say({ cseq: 3, body: offer, more })).toEqual(['100 INVITE', '200 INVITE']);
  expect(await say({ cseq: 4, body: offer, more, callId: 'again' })).toEqual(['401 INVITE']);
  expect(phone.calls).toHaveLength(1);
});

test('the digest is that of the example in RFC 7616', () => {
  const input = {
    session: false,
    username: 'Mufasa',
    realm: 'http-auth@example.org',
    password: 'Circle of Life',
    method: 'GET',
    uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    qop: { cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ', nc: '00000001' },
  };
  expect(digestResponse({ ...input, algorithm: 'MD5' })).toBe('8ca523f5e9506fed4657c9700eebdbec');
  expect(digestResponse({ ...input, algorithm: 'SHA-256' })).toBe(
    '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  );
});
