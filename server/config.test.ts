import { expect, test } from 'vitest';
import { BadConfig } from '../contract/errors.ts';
import { localUrl, readConfig } from './config.ts';

test('an empty environment runs on this machine only', () => {
  expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 4000, publicUrl: null, dataDir: '.ringoff' });
  expect(readConfig({ PORT: '', HOST: ' ' })).toEqual(readConfig({}));
});

test('what is set counts', () => {
  const env = {
    HOST: '0.0.0.0',
    PORT: '80',
    PUBLIC_URL: 'https://calls.example/',
    RINGOFF_TRUSTED_PROXIES: '10.0.0.2, ::1',
  };
  expect(readConfig(env)).toMatchObject({
    host: '0.0.0.0',
    port: 80,
    publicUrl: 'https://calls.example',
    trustedProxies: ['10.0.0.2', '::1'],
  });
});

test.each([
  [{ PORT: '70000' }, 'PORT: "70000" is not a whole number from 0 to 65535'],
  [{ PORT: '4e3' }, 'PORT: "4e3" is not a whole number'],
  [{ HOST: 'http://x' }, 'HOST: it must be an address or a host name'],
  [{ PUBLIC_URL: 'https://calls.example/path' }, 'PUBLIC_URL: it must be an address without a path'],
  [{ PUBLIC_URL: 'ftp://calls.example' }, 'PUBLIC_URL: '],
  [{ DATABASE_URL: 'mysql://root:secret@db' }, 'DATABASE_URL: it must begin with postgres://'],
  [{ RINGOFF_TRUSTED_PROXIES: 'proxy.example' }, 'RINGOFF_TRUSTED_PROXIES: it must be a list of addresses'],
  [{ RINGOFF_LOG_LEVEL: 'loud' }, 'RINGOFF_LOG_LEVEL: it must be one of debug'],
  [{ RINGOFF_CALLS_MAX: '0', RINGOFF_STOP_SECONDS: '-1' }, 'RINGOFF_STOP_SECONDS: "-1" is not'],
])('%j is refused in words', (env, words) => {
  expect(() => readConfig(env)).toThrow(BadConfig);
  expect(() => readConfig(env)).toThrow(words);
  expect(() => readConfig(env)).not.toThrow('secret');
});

test('the address for this machine is one that can be opened', () => {
  expect(localUrl({ host: '0.0.0.0' }, 4000)).toBe('http://127.0.0.1:4000');
  expect(localUrl({ host: '::1' }, 4000)).toBe('http://[::1]:4000');
});
