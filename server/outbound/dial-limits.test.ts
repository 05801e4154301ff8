/** How many calls an account may have going out, and how fast: in virtual time. */
import { expect, test } from 'vitest';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import { Refusal } from '../http/refusal.ts';
import type { LiveCall } from '../calls/switchboard.ts';
import { dialDesk } from './dial-desk.ts';
import { type DialLimits, dialLimits } from './dial-limits.ts';
import type { Dialler } from './dialler.ts';

type Direction = 'inbound' | 'outbound';

/** The calls that are up, by account. */
function bench(callsMax: number, callsPerSecond: number) {
  const clock = virtualClock();
  const up: { accountId: string; direction: Direction }[] = [];
  const list = (accountId: string): LiveCall[] =>
    up
      .filter((call) => call.accountId === accountId)
      .map(({ direction }) => ({ header: { direction } }) as unknown as LiveCall);
  return { clock, up, parts: { clock, callsMax, callsPerSecond, switchboard: { list } } };
}

/** `taken`, or the code of the refusal. */
function tried(limits: DialLimits, accountId = 'a'): string {
  try {
    limits.enter(accountId)();
    return 'taken';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const times = (count: number, run: () => string): string[] => Array.from({ length: count }, run);
const countOf = (outcomes: readonly string[]): number => outcomes.filter((outcome) => outcome === 'taken').length;

test('so many calls of an account go out at once; those that come in do not count', () => {
  const { up, parts } = bench(3, 1_000);
  const limits = dialLimits(parts);
  for (let n = 0; n < 2; n++) up.push({ accountId: 'a', direction: 'outbound' });
  for (let n = 0; n < 9; n++) up.push({ accountId: 'a', direction: 'inbound' });
  expect(tried(limits)).toBe('taken');
  up.push({ accountId: 'a', direction: 'outbound' });
  expect(tried(limits)).toBe('too_many_outbound_calls');
  expect(tried(limits, 'b')).toBe('taken');
  up.splice(0, 1);
  expect(tried(limits)).toBe('taken');
});

test('calls on their way to the switchboard count, and give their place back once', () => {
  const { parts } = bench(2, 1_000);
  const limits = dialLimits(parts);
  const leave = [limits.enter('a'), limits.enter('a')];
  expect(tried(limits)).toBe('too_many_outbound_calls');
  leave[0]!();
  leave[0]!();
  limits.enter('a');
  expect(tried(limits)).toBe('too_many_outbound_calls');
});

test('over a minute an account begins no more calls than its pace allows', () => {
  const { clock, parts } = bench(1_000, 2);
  const limits = dialLimits(parts);
  let taken = 0;
  for (let tenth = 0; tenth < 600; tenth++) {
    taken += countOf(times(5, () => tried(limits)));
    clock.advance(100);
  }
  expect(taken).toBe(2 + 2 * 60 - 1); // The burst of a second, and then two a second; the last one is due now.
  expect(tried(limits)).toBe('taken');
});

test('less than one call a second is a pace, too', () => {
  const { clock, parts } = bench(1_000, 0.5);
  const limits = dialLimits(parts);
  expect(times(2, () => tried(limits))).toEqual(['taken', 'dialling_too_fast']);
  clock.advance(1_999);
  expect(tried(limits)).toBe('dialling_too_fast');
  clock.advance(1);
  expect(tried(limits)).toBe('taken');
});

test('who has rested for an hour may not catch up', () => {
  const { clock, parts } = bench(1_000, 3);
  const limits = dialLimits(parts);
  clock.advance(3_600_000);
  expect(countOf(times(50, () => tried(limits)))).toBe(3);
});

test('a refused order dials nothing and says when to come back; a failed dial leaves its place', async () => {
  const { clock, parts } = bench(1, 1);
  const dialled: string[] = [];
  const dialler: Dialler = {
    id: 'twilio',
    reachesNumbers: true,
    check: () => ({ from: '+15550100001' }),
    async dial({ to }) {
      dialled.push(to);
      throw new Error('the agent cannot run');
    },
  };
  const store = {
    agents: { get: async () => ({ version: 1 }) },
    calls: { getByKey: async () => null },
    credit: { isUsedUp: async () => false },
  } as unknown as Parameters<typeof dialDesk>[0]['store'];
  const desk = dialDesk({ ...parts, store });
  desk.add(dialler);
  const who = {
    accountId: 'a',
    agentId: 'x',
    from: null,
    line: null,
    variables: {},
    metadata: {},
    idempotencyKey: null,
  };
  const order = (to: string) => desk.dial({ ...who, to }, null);
  await expect(order('+15550100002')).rejects.toThrow('the agent cannot run');
  const refusal: unknown = await order('+15550100003').catch((error: unknown) => error);
  expect(refusal).toMatchObject({ status: 429, code: 'dialling_too_fast', more: { headers: { 'retry-after': '1' } } });
  clock.advance(1_000);
  await expect(order('+15550100004')).rejects.toThrow('the agent cannot run');
  expect(dialled).toEqual(['+15550100002', '+15550100004']);
});
