import fc from 'fast-check';
import { Agent } from 'node:http';
import { Socket } from 'node:net';
import { RequestFilteringHttpAgent } from 'request-filtering-agent';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BadConfig } from '../../contract/errors.ts';
import { addressGuard, AddressRefused, type Resolve } from './address-guard.ts';

/** DNS that answers as told, one answer after the other. */
function names(...answers: string[][]): Resolve {
  return (_host, _options, answer) => {
    const addresses = answers.length > 1 ? answers.shift()! : answers[0]!;
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

function lookUp(guard: ReturnType<typeof addressGuard>, host = 'receiver.example', all = true): Promise<unknown> {
  return new Promise((resolve, reject) => {
    guard.lookup(host, { all }, (error, found) => (error ? reject(error) : resolve(found)));
  });
}

const refusedUrls = [
  'http://127.0.0.1/',
  'http://127.9.9.9:8080/',
  'http://2130706433/', // 127.0.0.1 as one number
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://127.1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://10.1.2.3/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://169.254.169.254/latest/meta-data',
  'http://100.64.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[fe80::1]/',
  'http://[fd00::1]/',
  'http://[fec0::1]/',
  'http://[64:ff9b::7f00:1]/', // NAT64
  'http://[2002:7f00:1::]/', // 6to4
  'http://[2001:0:7f00:1::]/', // Teredo
  'http://①②⑦.⓪.⓪.①/',
];

describe('a guard', () => {
  const guard = addressGuard();

  test.each(refusedUrls)('refuses %s', (url) => {
    expect(guard.refusal(url)).toContain('is not a public address');
  });

  test.each(['ftp://receiver.example/', 'file:///etc/passwd', 'javascript:1', 'data:,x', 'gopher://x', '//x', ''])(
    'refuses %s',
    (url) => {
      expect(guard.refusal(url)).toBe('only http:// and https:// are possible');
    },
  );

  test.each(['https://user:pass@receiver.example/', 'https://user@receiver.example/'])('refuses %s', (url) => {
    expect(guard.refusal(url)).toBe('it holds a user or password');
  });

  test.each(['https://receiver.example/x?y', 'http://8.8.8.8:9/', 'https://[2606:4700::1111]/', 'http://localhost/'])(
    'finds nothing in %s before its name is looked up',
    (url) => {
      expect(guard.refusal(url)).toBeNull();
    },
  );

  test.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:10.0.0.1', 'fd00::1', 'fe80::1%eth0'])(
    'refuses a name that leads to %s',
    async (address) => {
      await expect(lookUp(addressGuard([], names([address])))).rejects.toThrow(AddressRefused);
      await expect(lookUp(addressGuard([], names(['8.8.8.8', address])))).rejects.toThrow(AddressRefused);
      await expect(lookUp(addressGuard([], names([address])), 'x.example', false)).rejects.toThrow(AddressRefused);
    },
  );

  test('judges a name at each connection, so that rebinding gains nothing', async () => {
    const guard = addressGuard([], names(['8.8.8.8'], ['127.0.0.1']));
    expect(await lookUp(guard)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    await expect(lookUp(guard)).rejects.toThrow('127.0.0.1 is not a public address');
  });

  test('refuses localhost by its real name', async () => {
    await expect(lookUp(addressGuard(), 'localhost')).rejects.toThrow(AddressRefused);
  });

  test('passes on that there is no such name', async () => {
    const nobody: Resolve = (_host, _options, answer) => answer(Object.assign(new Error(), { code: 'ENOTFOUND' }), []);
    await expect(lookUp(addressGuard([], nobody))).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('what is allowed', () => {
  test('networks, in both families', async () => {
    const guard = addressGuard(['10.1.0.0/16', 'fd00::/8', '127.0.0.1'], names(['10.1.2.3']));
    expect(guard.refusal('http://10.1.255.1/')).toBeNull();
    expect(guard.refusal('http://[fd12::1]/')).toBeNull();
    expect(guard.refusal('http://127.0.0.1:9/')).toBeNull();
    expect(guard.refusal('http://10.2.0.1/')).not.toBeNull();
    expect(guard.refusal('http://127.0.0.2/')).not.toBeNull();
    expect(await lookUp(guard)).toHaveLength(1);
  });

  test('hosts, wherever they lead', async () => {
    const guard = addressGuard(['Receiver.internal'], names(['192.168.0.9']));
    expect(await lookUp(guard, 'receiver.internal')).toEqual([{ address: '192.168.0.9', family: 4 }]);
    await expect(lookUp(guard, 'other.internal')).rejects.toThrow(AddressRefused);
  });

  test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '0x7f.1', 'http://x', 'a b', '*', '::1/129', ''])(
    'no such thing as %s',
    (entry) => {
      expect(() => addressGuard([entry])).toThrow(BadConfig);
    },
  );
});

describe('beside request-filtering-agent', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Whether it lets a request go there; it does not get further than this. */
  function theyAllow(host: string): boolean {
    const connect = vi.spyOn(Agent.prototype, 'createConnection').mockReturnValue(new Socket());
    new RequestFilteringHttpAgent().createConnection({ host, port: 80 }, () => {});
    return connect.mock.calls.length > 0;
  }

  const starts = '0 10 100.64 127 169.254 172.16 192.0.0 192.0.2 192.168 198.18 198.51.100 203.0.113 224 240 255'.split(
    ' ',
  );
  const near = fc
    .tuple(fc.constantFrom(...starts), fc.ipV4())
    .map(([start, rest]) => [...start.split('.'), ...rest.split('.')].slice(0, 4).join('.'));
  const starts6 = ':: ::1 ::ffff:0:0 64:ff9b:: 100:: 2001:: 2001:db8:: 2002:: 2600:: 3fff:: fc00:: fe80:: ff02::'.split(
    ' ',
  );
  const near6 = fc
    .tuple(fc.constantFrom(...starts6), fc.nat(0xffff))
    .map(([start, end]) => `${start.endsWith('::') ? start : `${start.slice(0, -1)}`}${end.toString(16)}`);

  test('what we let through, it lets through', () => {
    const check = (host: string): boolean => {
      vi.restoreAllMocks();
      const refused = addressGuard().refusal(`http://${host.includes(':') ? `[${host}]` : host}/`) !== null;
      return refused || theyAllow(host);
    };
    fc.assert(fc.property(fc.oneof(near, near6, fc.ipV4(), fc.ipV6()), check), { numRuns: 2_000 });
  });
});
