import { describe, expect, test } from 'vitest';
import { manualClock } from '../store/testing/manual-clock.ts';
import { Retryable } from '../../contract/errors.ts';
import { newSecret } from '../store/keys.ts';
import { addressOf } from './address.ts';
import { newAuthority } from './authority.ts';
import { newRateLimit } from './rate-limit.ts';
import { newStreams } from './streams.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, 'unknown'],
])('%s counts as %s', (ip, address) => {
  expect(addressOf(ip)).toBe(address);
});

describe('a rate limit', () => {
  test('lets a burst through, then as much as comes back', async () => {
    const clock = manualClock();
    const limit = newRateLimit(clock, 5);
    const taken = (): number => Array.from({ length: 100 }, () => limit.take('a')).filter(Boolean).length;
    expect(taken()).toBe(10);
    expect(limit.take('b')).toBe(true);
    await clock.advance(1_000);
    expect(taken()).toBe(5);
  });

  test('forgets who asked longest ago', () => {
    const limit = newRateLimit(manualClock(), 1);
    expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([true, true, false]);
    for (let other = 0; other < 10_000; other++) limit.take(`other ${other}`);
    expect(limit.take('a')).toBe(true);
  });
});

describe('an authority', () => {
  const key = newSecret('rk');

  function setUp() {
    const clock = manualClock();
    const found = { keyId: 'key_1', accountId: 'acc_1' };
    const state = { asked: 0, owner: found as typeof found | null, away: false };
    const find = async () => {
      state.asked += 1;
      if (state.away) throw new Retryable('away');
      return state.owner;
    };
    return {
      clock,
      state,
      authority: newAuthority({ keys: { find }, sessions: { find }, clock, accountId: 'acc_local' }),
    };
  }

  test('asks once in five seconds', async () => {
    const { clock, state, authority } = setUp();
    await authority.find(key);
    expect(await authority.find(key)).toMatchObject({ keyId: 'key_1' });
    expect(state.asked).toBe(1);
    await clock.advance(5_000);
    state.owner = null;
    expect(await authority.find(key)).toBeNull();
  });

  test('knows good keys for a minute without the database, but never a revoked one', async () => {
    const { clock, state, authority } = setUp();
    await authority.find(key);
    state.away = true;
    await clock.advance(59_000);
    expect(await authority.find(key)).toMatchObject({ keyId: 'key_1' });
    authority.forget('key_1');
    await expect(authority.find(key)).rejects.toThrow(Retryable);
  });

  test('knows its own key, and never asks about what is none', async () => {
    const { state, authority } = setUp();
    expect(await authority.find(authority.localKey)).toEqual({ keyId: 'key_local', accountId: 'acc_local' });
    expect(await authority.find('rk_nonsense')).toBeNull();
    expect(state.asked).toBe(0);
  });
});

describe('a stream', () => {
  const owner = { keyId: 'key_1', accountId: 'acc_1' };

  test('that is read too slowly is cut off behind what it got', async () => {
    const stream = newStreams(1).open<number>(owner, undefined, () => {});
    stream.pushPast(Array.from({ length: 5_000 }, (_, n) => n));
    for (let n = 5_000; n < 8_000; n++) stream.push(n);
    const got: number[] = [];
    const reading = (async () => {
      for await (const n of stream) got.push(n);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'too_slow' });
    expect(got).toEqual(Array.from({ length: got.length }, (_, n) => n));
    expect(got.length).toBe(7_001);
  });

  test('closes with its reader, once', async () => {
    let closed = 0;
    const streams = newStreams(1);
    const reader = new AbortController();
    const stream = streams.open(owner, reader.signal, () => closed++);
    const next = stream.next();
    reader.abort();
    await next;
    stream.close();
    streams.closeAll();
    expect([closed, streams.size]).toEqual([1, 0]);
  });
});
