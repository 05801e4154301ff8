import { expect, test } from 'vitest';
import { Retryable } from '../../contract/errors.ts';
import { manualClock, rest } from '../store/testing/manual-clock.ts';
import type { ClaimLimits, DueDelivery, Verdict } from '../../after-call/delivery.ts';
import { startDispatcher } from '../../after-call/dispatcher.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const due = (id: string, endpointId = 'we_a'): DueDelivery => ({
  id,
  endpointId,
  number: 1,
  failures: 0,
  url: 'https://receiver.example',
  payload: '{}',
  failing: false,
  secrets: [secret],
});

/** A queue in memory. `away`: so many of the next answers of the database are failures. */
function setUp(...waiting: DueDelivery[]) {
  const clock = manualClock();
  const errors: Error[] = [];
  const claims: ClaimLimits[] = [];
  const settled: [string, Verdict['state']][] = [];
  const released: string[] = [];
  const switchedOff: [string, string][] = [];
  const state = { away: 0, status: 200 as number | 'hang' };
  const answer = (): void => {
    if (state.away > 0 && state.away--) throw new Retryable('the database is away');
  };
  const dispatcher = startDispatcher({
    clock,
    onError: (error) => errors.push(error),
    onSwitchedOff: (id, why) => switchedOff.push([id, why]),
    queue: {
      claim: async (limits) => {
        claims.push(limits);
        answer();
        return waiting.splice(0, limits.limit);
      },
      settle: async ({ id }, _outcome, verdict) => {
        answer();
        settled.push([id, verdict.state]);
        return verdict.state === 'switched_off' ? 'gone' : null;
      },
      release: async ({ id }) => void released.push(id),
    },
    post: async (_url, _headers, _body, signal) => {
      if (state.status === 'hang') await new Promise((_, reject) => signal.addEventListener('abort', reject));
      return { status: state.status as number, error: null, answer: '', retryAfterMs: null };
    },
  });
  return { clock, errors, claims, settled, released, switchedOff, state, waiting, dispatcher };
}

test('sends what is due, at the start and at every poll', async () => {
  const { clock, settled, waiting, dispatcher } = setUp(due('msg_1'), due('msg_2', 'we_b'));
  await rest();
  expect(settled).toEqual([
    ['msg_1', 'delivered'],
    ['msg_2', 'delivered'],
  ]);
  waiting.push(due('msg_3'));
  await clock.advance(1_999);
  expect(settled).toHaveLength(2);
  await clock.advance(1);
  expect(settled).toHaveLength(3);
  await dispatcher.stop();
});

test('tells the queue what is under way', async () => {
  const { claims, state, waiting, dispatcher, clock } = setUp();
  state.status = 'hang';
  waiting.push(due('msg_1'), due('msg_2'), due('msg_3', 'we_b'));
  dispatcher.wake();
  await rest();
  dispatcher.wake();
  await rest();
  expect(Object.fromEntries(claims.at(-1)!.busy)).toEqual({ we_a: 2, we_b: 1 });
  expect(claims.at(-1)!.limit).toBe(197);
  const stopped = dispatcher.stop();
  await clock.advance(3_000);
  await stopped;
});

test('what it sends to failing endpoints is limited in all, and who is switched off is told', async () => {
  const { claims, state, waiting, dispatcher, clock, switchedOff } = setUp();
  state.status = 'hang';
  waiting.push({ ...due('msg_1'), failing: true }, { ...due('msg_2', 'we_b'), failing: true }, due('msg_3', 'we_c'));
  dispatcher.wake();
  await rest();
  dispatcher.wake();
  await rest();
  expect(claims.map(({ failing }) => failing)).toEqual([60, 60, 58]);
  state.status = 410;
  waiting.push(due('msg_4', 'we_d'));
  dispatcher.wake();
  await rest();
  expect(switchedOff).toEqual([['we_d', 'gone']]);
  const stopped = dispatcher.stop();
  await clock.advance(3_000);
  await stopped;
});

test('an absent database is told once, and asked again', async () => {
  const { clock, errors, settled, state, waiting, dispatcher } = setUp();
  await rest();
  state.away = 3;
  await clock.advance(6_000);
  expect(errors).toHaveLength(1);
  waiting.push(due('msg_1'));
  await clock.advance(2_000);
  expect(settled).toEqual([['msg_1', 'delivered']]);
  await dispatcher.stop();
});

test('what was answered is not sent again because the database was away for a moment', async () => {
  const { clock, errors, settled, state, waiting, dispatcher } = setUp();
  await rest();
  state.status = 500;
  waiting.push(due('msg_1'));
  dispatcher.wake();
  await Promise.resolve();
  state.away = 2;
  await clock.advance(1_250);
  expect(settled).toEqual([['msg_1', 'pending']]);
  expect(errors).toEqual([]);
  await dispatcher.stop();
});

test('stopping waits 3 s for what is under way, then gives it back', async () => {
  const { clock, claims, released, state, waiting, dispatcher } = setUp();
  await rest();
  state.status = 'hang';
  waiting.push(due('msg_1'));
  dispatcher.wake();
  await rest();
  const stopped = Promise.all([dispatcher.stop(), dispatcher.stop()]);
  await clock.advance(2_999);
  expect(released).toEqual([]);
  await clock.advance(1);
  await stopped;
  expect(released).toEqual(['msg_1']);
  const asked = claims.length;
  dispatcher.wake();
  await clock.advance(10_000);
  expect(claims).toHaveLength(asked);
});
