import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { callerCheck } from './phone-config.ts';

const phone = (env: Record<string, string>) => readConfig(env).phone;

test('a telephone is there without a setting, for this machine only', () => {
  expect(phone({})).toEqual({
    host: '127.0.0.1',
    port: 5060,
    byDefault: true,
    publicAddress: null,
    rtpPorts: { low: 20_000, high: 29_999 },
    allowed: ['127.0.0.0/8', '::1'],
    unknownCallers: 'silent',
    users: [],
    registrations: [],
    trunk: null,
  });
});

test('off is off', () => expect(phone({ RINGOFF_SIP: 'off' })).toBeNull());

test('what is set counts', () => {
  expect(
    phone({
      RINGOFF_SIP: '0.0.0.0:5080',
      RINGOFF_SIP_PUBLIC_ADDRESS: '203.0.113.7',
      RINGOFF_RTP_PORTS: '30000-30999',
      RINGOFF_SIP_ALLOW: '10.1.0.0/16, 203.0.113.9',
      RINGOFF_SIP_USERS: 'ann:s:ecret, bob:pass',
      RINGOFF_SIP_REGISTER: 'sip:200:s%40cret@pbx.example.com;transport=tcp, sip:300:x@10.0.0.5:5070',
      RINGOFF_SIP_TRUNK: 'sip:acme:s%40cret@Trunk.example.com;transport=tcp',
    }),
  ).toEqual({
    host: '0.0.0.0',
    port: 5080,
    byDefault: false,
    publicAddress: '203.0.113.7',
    rtpPorts: { low: 30_000, high: 30_999 },
    allowed: ['10.1.0.0/16', '203.0.113.9'],
    unknownCallers: 'challenge',
    users: [
      { user: 'ann', password: 's:ecret' },
      { user: 'bob', password: 'pass' },
    ],
    registrations: [
      { user: '200', password: 's@cret', host: 'pbx.example.com', port: 5060, transport: 'tcp' },
      { user: '300', password: 'x', host: '10.0.0.5', port: 5070, transport: 'udp' },
    ],
    trunk: {
      host: 'trunk.example.com',
      port: 5060,
      transport: 'tcp',
      account: { user: 'acme', password: 's@cret' },
    },
  });
  expect(phone({ RINGOFF_SIP: '[::1]' })).toMatchObject({ host: '::1', port: 5060 });
  expect(phone({ RINGOFF_SIP: 'localhost:0' })).toMatchObject({ host: '127.0.0.1', port: 0 });
});

test.each([
  [{ RINGOFF_SIP: 'yes' }, 'RINGOFF_SIP: it must be an address and a port'],
  [{ RINGOFF_SIP: '127.0.0.1:99999' }, 'RINGOFF_SIP: '],
  [{ RINGOFF_SIP_PUBLIC_ADDRESS: 'sip.example' }, 'RINGOFF_SIP_PUBLIC_ADDRESS: it must be an IP address'],
  [{ RINGOFF_RTP_PORTS: '20000-20001' }, 'RINGOFF_RTP_PORTS: it must be two ports'],
  [{ RINGOFF_SIP_ALLOW: '10.0.0.0/33' }, 'RINGOFF_SIP_ALLOW: it must be a list of addresses or networks'],
  [{ RINGOFF_SIP_TRUNK: 'sip:acme:secret@' }, 'RINGOFF_SIP_TRUNK: it must be like sip:user'],
  [{ RINGOFF_SIP_UNKNOWN: 'welcome' }, 'RINGOFF_SIP_UNKNOWN: it must be silent, refuse or challenge'],
  [{ RINGOFF_SIP_USERS: 'secret' }, 'RINGOFF_SIP_USERS: it must be a list of user:password'],
  [{ RINGOFF_SIP_REGISTER: 'sip:200:secret@' }, 'RINGOFF_SIP_REGISTER: it must be a list such as'],
  [{ RINGOFF_SIP_REGISTER: 'sip:200:%zz-secret@pbx' }, 'RINGOFF_SIP_REGISTER: '],
])('%j is refused in words, without what may be secret', (env, words) => {
  expect(() => readConfig(env)).toThrow(words);
  expect(() => readConfig(env)).not.toThrow('200:');
});

test('networks, and IPv4 as IPv6 writes it', () => {
  const allows = callerCheck(['10.1.0.0/16', '::1']);
  expect(['10.1.200.3', '::ffff:10.1.0.1', '::1'].every(allows)).toBe(true);
  expect(['10.2.0.1', '::2', '::ffff:127.0.0.1'].some(allows)).toBe(false);
});
