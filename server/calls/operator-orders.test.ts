/** An operator's order at one node for a call of another. Source: design ending.md section 10, contract.md section 6. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../providers/clock.ts';
import type { Store } from '../store/store.ts';
import { onEachDatabase, onServer } from '../store/testing/databases.ts';
import { beginCall, expireLease } from '../store/testing/samples.ts';
import { until } from '../store/testing/until.ts';
import { fastClock } from '../testing/fast-clock.ts';
import { anotherAccount, politeAgent, type TestServer, testServer } from '../testing/server.ts';

/** As if every word between nodes were lost. */
const deaf = (store: Store): Store => ({
  ...store,
  notices: { ...store.notices, tell: async () => {}, hear: () => () => {} },
});

/** Without the looking of operator-orders.ts: what happens then happens by a word. */
function neverLooks(): Clock {
  const clock = fastClock(20);
  return { ...clock, after: (ms, run) => ([500, 2_000].includes(ms) ? () => {} : clock.after(ms, run)) };
}

onEachDatabase('an operator who asks another node', (databases) => {
  let store: Store;
  const servers: TestServer[] = [];
  beforeEach(async () => {
    store = await databases.store();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function start(on: Store, clock = fastClock(20)): Promise<TestServer> {
    const server = await testServer(on, { clock });
    servers.push(server);
    return server;
  }

  async function pair(change = (on: Store): Store => on, clock = fastClock(20)): Promise<[TestServer, TestServer]> {
    return [await start(change(store), clock), await start(change(await databases.anotherNode()), clock)];
  }

  test('ends the call with its farewell', async () => {
    const [asked, holder] = await pair();
    const call = await holder.call();
    const answer = await asked.send(`/v1/calls/${call.callId}/end`, { method: 'POST' });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ call_id: call.callId, state: 'ending' });
    const record = await call.session.done;
    expect(record).toMatchObject({ ended_reason: 'operator_ended', trigger: 'operator', ended_by: 'operator' });
    expect(record.farewell).toMatchObject({ heard: 'confirmed', text: 'Thank you for calling. Goodbye!' });
    expect((await asked.send(`/v1/calls/${call.callId}/end`, { method: 'POST' })).status).toBe(409);
    expect(await store.db.selectFrom('call_order').selectAll().execute()).toEqual([]);
  });

  test('ends it without one', async () => {
    const [asked, holder] = await pair();
    const call = await holder.call();
    await asked.api.calls.end({ id: call.callId, farewell: false });
    expect((await call.session.done).farewell).toMatchObject({ heard: 'skipped' });
  });

  test('is obeyed though every word between the nodes is lost', async () => {
    const [asked, holder] = await pair(deaf);
    const call = await holder.call();
    await asked.api.calls.end({ id: call.callId });
    expect(await call.session.done).toMatchObject({ ended_reason: 'operator_ended' });
  });

  test('is obeyed by a word between the nodes, without any looking', async () => {
    const [asked, holder] = await pair((on) => on, neverLooks());
    const call = await holder.call();
    await asked.api.calls.end({ id: call.callId });
    expect(await call.session.done).toMatchObject({ ended_reason: 'operator_ended' });
  });

  test('hears what came of a transfer', async () => {
    const agent = { ...politeAgent, transfers: [{ name: 'front desk', to: '+15550100' }] };
    const [asked, holder] = await pair((on) => on, neverLooks());
    await store.agents.put('acc_default', 'polite', agent as never);
    const call = await holder.call();
    const order = (to: string): Promise<Response> =>
      asked.send(`/v1/calls/${call.callId}/transfer`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to }),
      });
    expect((await order('+15550199')).status).toBe(403);
    expect((await order('front desk')).status).toBe(202);
    expect(call.entries).toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ type: 'transfer.requested', to: '+15550100' }) }),
    );
    expect(await store.db.selectFrom('call_order').selectAll().execute()).toEqual([]);
  });

  test('reaches no call of another account, and none that is over', async () => {
    const [asked, holder] = await pair();
    await anotherAccount(store);
    const foreign = await holder.call({ accountId: 'acc_other' });
    expect((await asked.send(`/v1/calls/${foreign.callId}/end`, { method: 'POST' })).status).toBe(404);
    const call = await holder.call();
    call.caller.says('bye');
    await call.session.done;
    const late = await asked.send(`/v1/calls/${call.callId}/end`, { method: 'POST' });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ error: { code: 'call_ended' } });
    expect(foreign.session.call.phase.name).toBe('active');
  });

  describe('and the node that had the call is dead', () => {
    test('the sweeper ends the call', async () => {
      const { id } = await beginCall(store, 'node_dead', { carrier: 'text' });
      const server = await start(store);
      const answer = await server.send(`/v1/calls/${id}/end`, { method: 'POST' });
      expect(answer.status).toBe(202);
      await expireLease(store, id);
      await until(async () => (await store.calls.get('acc_default', id))!.state === 'ended');
      expect(await server.api.calls.get({ id })).toMatchObject({ ended_reason: 'error' });
    });

    test('a transfer is withdrawn and refused', async () => {
      const { id } = await beginCall(store, 'node_dead', { carrier: 'text' });
      const server = await start(store);
      const answer = await server.send(`/v1/calls/${id}/transfer`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"to":"+15550100"}',
      });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(await answer.json()).toMatchObject({ error: { code: 'unanswered' } });
      expect(await store.db.selectFrom('call_order').selectAll().execute()).toEqual([]);
    });
  });
});

onServer('an order', (databases) => {
  test('is given to the node that holds the lease, once', async () => {
    const store = await databases.store();
    const { id } = await beginCall(store, 'node_b');
    const { callOrders } = store;
    await callOrders.give('acc_default', id, { type: 'end', farewell: true }, false);
    expect(await callOrders.take('node_a', [id])).toEqual([]);
    const taken = await Promise.all([1, 2, 3, 4].map(() => callOrders.take('node_b', [id])));
    expect(taken.flat()).toMatchObject([{ callId: id, wanted: { type: 'end', farewell: true } }]);
  });
});
