import { expect, test } from 'vitest';
import { headersOf, readMessage } from './message.ts';
import { readSdp } from './sdp.ts';
import { soundSession } from './sound-session.ts';
import { streamReader } from './stream-framing.ts';
import { readNameAddress, readUri, writeUri } from './uri.ts';
import { markSource, readVia, writeVia } from './via.ts';

const lines = (...text: string[]): Buffer => Buffer.from([...text, '', ''].join('\r\n'));
const base = [
  'v: SIP/2.0/UDP [2001:db8::1]:5062;branch=z9hG4bKx;rport',
  'f: sip:a@b;tag=1',
  't: "x, <y>" <sip:c@d>',
  'i: id',
];

test('short names, folded lines and lists in one line are read', () => {
  const message = readMessage(
    lines(
      'INVITE sip:c@d SIP/2.0',
      ...base,
      'CSeq: 7',
      '   INVITE',
      'Route: <sip:p1;lr>,',
      '\t"a, b" <sip:p2>',
      'Route: <sip:p3>',
    ),
  );
  if (typeof message === 'string') throw new Error(message);
  expect(message).toMatchObject({
    cseq: 7,
    cseqMethod: 'INVITE',
    callId: 'id',
    via: { host: '2001:db8::1', port: 5062 },
  });
  expect(message.to).toMatchObject({ display: 'x, <y>', uri: 'sip:c@d' });
  expect(headersOf(message, 'route')).toEqual(['<sip:p1;lr>', '"a, b" <sip:p2>', '<sip:p3>']);
});

test.each([
  ['two Call-IDs', ['i: other', 'CSeq: 1 INVITE'], 'call-id stands twice'],
  ['another method in CSeq', ['CSeq: 1 BYE'], 'CSeq names another method'],
  ['a body that is cut', ['CSeq: 1 INVITE', 'l: 5'], 'the body is shorter than Content-Length'],
  ['too many headers', ['CSeq: 1 INVITE', ...Array.from({ length: 100 }, () => 'X: 1')], 'more than 100 headers'],
])('%s: refused, and said why', (_, headers, why) => {
  expect(readMessage(lines('INVITE sip:c@d SIP/2.0', ...base, ...headers))).toBe(why);
});

test('URIs are read with all their parts, and users are escaped', () => {
  expect(readUri('sip:j%40n:pw@[::1]:5070;transport=TCP;lr?x=y')).toMatchObject({
    user: 'j@n',
    host: '::1',
    port: 5070,
  });
  expect(readUri('tel:+1-555-0100;ext=1')).toMatchObject({ scheme: 'tel', user: '+15550100' });
  for (const bad of ['sip:', 'sip:a@b:99999', 'sip:a b@c', 'http://x', 'sip:a@[zz]']) expect(readUri(bad)).toBeNull();
  expect(writeUri({ user: '+1 5@5', host: '::1', port: 5060 })).toBe('sip:+1%205%405@[::1]:5060');
  expect(readNameAddress('sip:a@b;tag=9')?.params.get('tag')).toBe('9');
});

test('a Via is marked with where it came from', () => {
  const marked = markSource(readVia('SIP/2.0/UDP host;rport;branch=z')!, { address: '10.0.0.9', port: 5099 });
  expect(writeVia(marked)).toBe('SIP/2.0/UDP host;rport=5099;branch=z;received=10.0.0.9');
});

test('a stream is cut at Content-Length, whatever pieces it comes in', () => {
  const one = Buffer.from(
    '\r\n\r\nOPTIONS sip:a SIP/2.0\r\nl: 3\r\n\r\nabcBYE sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n',
  );
  const reader = streamReader();
  const read = [...one].map((byte) => reader.read(Buffer.from([byte])));
  expect(read.flatMap(({ messages }) => messages).map((each) => each.toString('latin1', 0, 3))).toEqual(['OPT', 'BYE']);
  expect(read.filter(({ alive }) => alive)).toHaveLength(1);
  expect(() => streamReader().read(Buffer.from('INVITE sip:a SIP/2.0\r\nl: 99999\r\n\r\n'))).toThrow('too long');
  expect(() => streamReader().read(Buffer.alloc(70_000, 'x'))).toThrow('without an end');
});

const offer = (...media: string[]): Buffer =>
  lines('v=0', 'o=- 1 1 IN IP4 10.0.0.1', 's=-', 'c=IN IP4 10.0.0.1', 't=0 0', ...media);
const silent = { local: { address: '10.0.0.2', port: 4000 }, connect: () => undefined, close: () => undefined };

test('an answer takes one codec and the events, and refuses other media in their place', () => {
  const text = soundSession(silent).answer(
    offer(
      'm=video 5000 RTP/AVP 31',
      'm=audio 6000 RTP/AVP 96 8 0 97',
      'a=rtpmap:96 opus/48000/2',
      'a=rtpmap:97 telephone-event/8000',
      'a=sendonly',
    ),
  );
  expect(text?.toString().split('\r\n').slice(5)).toEqual([
    'm=video 0 RTP/AVP 31',
    'm=audio 4000 RTP/AVP 8 97',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:97 telephone-event/8000',
    'a=fmtp:97 0-15',
    'a=ptime:20',
    'a=recvonly',
    '',
  ]);
});

test('zeros as an address are hold; no codec of ours is no answer', () => {
  const session = soundSession(silent);
  expect(session.answer(offer('m=audio 6000 RTP/AVP 0', 'c=IN IP4 0.0.0.0'))).not.toBeNull();
  expect(session.isHeld()).toBe(true);
  expect(session.answer(offer('m=audio 6000 RTP/AVP 18'))).toBeNull();
  expect(session.answer(offer('m=audio 0 RTP/AVP 0'))).toBeNull();
  expect(readSdp(offer(...Array.from({ length: 20 }, () => 'm=audio 1 RTP/AVP 0')))).toBeNull();
});
