/** Calls that cost something: what they take, and what happens when nothing is left. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallRecord } from '../../contract/call.ts';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import { watchCredit } from './credit-watch.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { account, sampleCall } from '../store/testing/samples.ts';
import type { CreditLeft } from '../store/credit.ts';
import type { LiveListener } from './switchboard.ts';
import { beginAndEnd, endCall } from '../testing/ended-call.ts';
import { anotherAccount, politeAgent, type TestServer, testServer } from '../testing/server.ts';

const apology = "I'm sorry, something went wrong on our side. Please call again later. Goodbye.";

onEachDatabase('credit', (databases) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await testServer(await databases.store());
  });
  afterEach(() => server.close());

  const entries = async () => (await server.api.account.credit({})).items;
  const balance = async () => Number((await server.api.account.get({})).balance);
  const agentWords = ({ transcript }: CallRecord): string[] =>
    transcript.filter(({ role }) => role === 'agent').map(({ text }) => text);

  test('that runs out in mid call ends it with an apology, and calls of others go on', async () => {
    const { accountId } = await anotherAccount(server.store);
    const other = await server.call({ accountId });
    await server.api.account.change({ balance: '0.05', price_per_minute: '60' });
    const { session, callId } = await server.call();
    const record = await session.done;
    expect(record).toMatchObject({ ended_reason: 'balance_insufficient', trigger: 'balance' });
    expect([record.evidence, agentWords(record).at(-1)]).toEqual(['the credit was used up', apology]);
    const charged = Math.ceil(record.duration_seconds);
    expect(await entries()).toMatchObject([
      { kind: 'charged', amount: `-${charged}`, call_id: callId },
      { kind: 'set' },
    ]);
    expect(await balance()).toBeCloseTo(0.05 - charged);
    expect(other.session.call.phase.name).toBe('active');
  });

  test('that is set in mid call counts for it, too', async () => {
    const { session } = await server.call();
    await server.api.account.change({ balance: '0', price_per_minute: '1' });
    await server.call().then((second) => second.session.done); // Whose answer is looked at with all calls of the account.
    expect(await session.done).toMatchObject({ ended_reason: 'balance_insufficient' });
  });

  test('that is used up lets a caller hear the apology and nothing else', async () => {
    await server.api.account.change({ balance: '0.00', price_per_minute: '0.10' });
    const { session } = await server.call();
    const record = await session.done;
    expect([record.ended_reason, record.trigger]).toEqual(['balance_insufficient', 'balance']);
    expect(agentWords(record)).toEqual([apology]);
  });

  test('that is used up dials nobody: 402, until some is added', async () => {
    await server.store.agents.put(account, 'polite', politeAgent);
    await server.api.account.change({ balance: '-1', price_per_minute: '0.10' });
    const order = () =>
      server.send('/v1/calls', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ agent_id: 'polite', to: '+15550100' }),
      });
    const refused = await order();
    expect([refused.status, await refused.json()]).toMatchObject([402, { error: { code: 'credit_used_up' } }]);
    await server.api.account.addCredit({ amount: '1.01' });
    expect((await order()).status).toBe(400); // Nothing dials here; the credit no longer stands in the way.
  });

  test('pays each second begun of an answered call, once', async () => {
    await server.api.account.change({ balance: '10', price_per_minute: '0.12' });
    const record = await endCall(server.store); // 145 s
    expect(await server.store.calls.end(record.call_id, 1, { ...record }, [])).toBe('already_ended');
    expect([await balance(), (await entries())[0]]).toMatchObject([9.71, { amount: '-0.29', call_id: record.call_id }]);
    const many = await Promise.all([1, 2, 3, 4].map(() => sampleCall(server.store)));
    await Promise.all(many.map((call) => beginAndEnd(server.store, call)));
    expect(await balance()).toBe(8.55);
    expect(await server.store.erasure.call(account, record.call_id)).toBe('deleted');
    expect((await entries()).map(({ call_id }) => call_id === null)).toEqual([false, false, false, false, true, true]);
  });

  test('of an account without a price, or without a balance, is left alone', async () => {
    for (const changes of [{ balance: '10' }, { balance: null, price_per_minute: '1' }, { price_per_minute: '0' }]) {
      await server.api.account.change(changes);
      await endCall(server.store);
      expect((await entries()).filter(({ kind }) => kind === 'charged')).toEqual([]);
    }
  });

  test('is added once for each key, and listed in pages', async () => {
    const order = { amount: '12.50', note: 'invoice 7', idempotency_key: 'pay-7' };
    expect(await server.api.account.addCredit(order)).toMatchObject({ balance: '12.5' });
    expect(await server.api.account.addCredit(order)).toMatchObject({ balance: '12.5' });
    const other = server.api.account.addCredit({ ...order, amount: '1' });
    await expect(other).rejects.toMatchObject({ status: 409, code: 'idempotency_key_used' });
    expect(await server.api.account.addCredit({ amount: '-0.5' })).toMatchObject({ balance: '12' });
    expect(await server.api.account.change({ balance: '3' })).toMatchObject({ balance: '3' });
    const first = await server.api.account.credit({ limit: 2 });
    expect(first.items).toMatchObject([
      { kind: 'set', amount: '-9' },
      { kind: 'added', amount: '-0.5' },
    ]);
    const second = await server.api.account.credit({ limit: 2, cursor: first.next_cursor! });
    expect(second).toMatchObject({ items: [{ id: 'pay-7', amount: '12.5', note: 'invoice 7' }], next_cursor: null });
  });

  test.each([{ amount: '1,5' }, { amount: '0' }, { amount: '1e9' }, { amount: 5 }, {}])(
    'is not added for %j',
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await server.send('/v1/account/credit', { method: 'POST', headers, body: JSON.stringify(body) });
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: { path: 'amount' } }]);
    },
  );

  test('stands in the metrics', async () => {
    await server.api.account.change({ balance: '0', price_per_minute: '1' });
    const text = await (await server.send('/metrics')).text();
    expect(text).toContain('ringoff_credit_accounts{state="left"} 0\nringoff_credit_accounts{state="used_up"} 1');
  });
});

describe('the watch on credit', () => {
  /** One answered call, and a database that answers as told. */
  function watched(looks: (CreditLeft[] | Error)[]) {
    const clock = virtualClock();
    const ended: number[] = [];
    const errors: string[] = [];
    let tell: LiveListener = () => {};
    const live = {
      amend: async () => true,
      session: { call: { phase: { name: 'active' } }, endByTrouble: () => ended.push(clock.now()) },
    };
    const stop = watchCredit({
      credit: {
        async look() {
          const next = looks.length > 1 ? looks.shift()! : looks[0]!;
          if (next instanceof Error) throw next;
          return next;
        },
      },
      switchboard: { watchAll: (listener) => ((tell = listener), () => {}), get: () => live as never },
      clock,
      log: { info() {}, warn() {}, error: (_, message) => errors.push(message) },
    });
    tell({ type: 'started', callId: 'c', header: { createdAt: new Date(0) } as never }, 'a');
    const entry = { seq: 0, at: 5, event: { type: 'leg.answered', end: null }, effects: [] } as const;
    tell({ type: 'entry', callId: 'c', entry, phase: 'active' }, 'a');
    const run = async (ms: number): Promise<void> => {
      for (let step = 0; step < ms / 100; step++) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.advance(100);
      }
    };
    return { run, ended, errors, stop };
  }
  const left = (leftMs: number): CreditLeft[] => [{ accountId: 'a', leftMs }];

  test('looks again when the credit will be met', async () => {
    const { run, ended } = watched([left(900), left(900), left(0)]);
    await run(800);
    expect(ended).toEqual([]);
    await run(300);
    expect(ended).toEqual([900]);
  });

  test('cuts nobody off while the database is away, and says so once', async () => {
    const { run, ended, errors, stop } = watched([new Error('away'), new Error('away'), left(-1)]);
    await run(2_000);
    expect([ended, errors]).toEqual([[], [expect.stringContaining('could not be read')]]);
    await run(2_500);
    expect(ended.length).toBeGreaterThan(0);
    stop();
    const before = ended.length;
    await run(5_000);
    expect(ended).toHaveLength(before);
  });
});
