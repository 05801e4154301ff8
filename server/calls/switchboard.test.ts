import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import { deadLine } from '../../lines/dead-line.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { fastClock } from '../testing/fast-clock.ts';
import type { LiveEvent } from './switchboard.ts';
import { anotherAccount, politeAgent, type TestServer, testServer } from '../testing/server.ts';

onEachDatabase('the switchboard', (databases) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await testServer(await databases.store(), { clock: fastClock(20), config: { callsMax: 2 } });
  });
  afterEach(() => server.close());

  describe('takes no call', () => {
    test('of an unknown agent, and one that cannot run here', async () => {
      await expect(server.call({ agentId: 'nobody' })).rejects.toThrow(Terminal);
      const openai = { name: 'X', model: { provider: 'openai', name: 'gpt' } };
      await server.store.agents.put('acc_default', 'keyless', openai);
      await expect(server.call({ agentId: 'keyless' })).rejects.toThrow(BadConfig);
      await server.store.agents.put('acc_default', 'flow', { name: 'X', kind: 'flow', flow: { nodes: [] } });
      await expect(server.call({ agentId: 'flow' })).rejects.toThrow(BadConfig);
      expect(await server.store.calls.list('acc_default', { limit: 9 })).toEqual([]);
    });

    test('beyond its limit, also when they come at once', async () => {
      await server.store.agents.put('acc_default', 'polite', politeAgent);
      const settled = await Promise.allSettled([1, 2, 3, 4].map(() => server.call()));
      expect(settled.map(({ status }) => status).toSorted()).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'rejected',
      ]);
      const refused = settled.find((each) => each.status === 'rejected');
      expect(refused?.reason).toBeInstanceOf(Retryable);
    });
  });

  test('a call whose line cannot be made ends, and says so', async () => {
    const ended = new Promise<LiveEvent>((resolve) => {
      server.switchboard.watch('acc_default', (event) => event.type === 'ended' && resolve(event));
    });
    const makeLine = (): never => {
      throw new Error('no socket');
    };
    await expect(server.call({ makeLine })).rejects.toThrow('no socket');
    expect(await ended).toMatchObject({ record: { ended_reason: 'caller_hangup', carrier_cause: 'no socket' } });
    expect(server.switchboard.size).toBe(0);
  });

  test('a call that is over before it began leaves nothing behind', async () => {
    await server.store.agents.put('acc_default', 'polite', politeAgent);
    const order = { accountId: 'acc_default', agentId: 'polite', direction: 'inbound', carrier: 'text' } as const;
    const rest = { legId: null, from: '', to: '', metadata: {}, makeLine: () => deadLine('gone') };
    const { session } = await server.switchboard.open({ ...order, ...rest });
    await session.done;
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.switchboard.size).toBe(0);
  });

  test('watchers hear their own account only, and one that throws hurts nobody', async () => {
    await anotherAccount(server.store);
    const heard: string[] = [];
    server.switchboard.watch('acc_default', () => {
      throw new Error('oh');
    });
    server.switchboard.watch('acc_other', ({ callId }) => heard.push(callId));
    const stop = server.switchboard.watch('acc_default', ({ callId }) => heard.push(callId));
    const call = await server.call();
    const other = await server.call({ accountId: 'acc_other' });
    expect(new Set(heard)).toEqual(new Set([call.callId, other.callId]));
    expect(server.switchboard.get('acc_default', other.callId)).toBeNull();
    expect(server.switchboard.list('acc_other').map(({ callId }) => callId)).toEqual([other.callId]);
    stop();
    heard.length = 0;
    call.caller.says('bye');
    await call.session.done;
    expect(heard).not.toContain(call.callId);
  });

  test('leases are renewed, and a lost one stops the writing', async () => {
    const call = await server.call();
    const lease = async () => (await server.store.calls.get('acc_default', call.callId))!.leaseUntil;
    const first = await lease();
    while ((await lease()) <= first) await new Promise((resolve) => setImmediate(resolve));

    await server.store.db
      .updateTable('call')
      .set({ lease_epoch: 2, lease_node: 'another' })
      .where('id', '=', call.callId)
      .execute();
    const record = await call.session.done;
    expect(record).toMatchObject({ ended_reason: 'error', error_detail: 'another node took the call over' });
    expect(await server.store.calls.get('acc_default', call.callId)).toMatchObject({ state: 'live', record: null });
    expect(server.logged.map(({ msg }) => msg)).toContain('another node took this call over: this one lets go of it');
  });

  describe('drains', () => {
    test('by waiting for live calls, and taking no others', async () => {
      const call = await server.call();
      const drained = server.switchboard.drain(600_000);
      await expect(server.call()).rejects.toThrow(Retryable);
      const health = await fetch(`${server.url}/healthz`);
      expect([health.status, health.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await health.json()).toMatchObject({ status: 'draining' });
      call.caller.says('bye');
      await drained;
      expect(await call.session.done).toMatchObject({ ended_reason: 'agent_ended' });
    });

    test('by an apology when their time is up, or when it is hurried', async () => {
      const call = await server.call();
      const drained = server.switchboard.drain(600_000);
      await server.switchboard.drain(0);
      await drained;
      const record = await call.session.done;
      expect(record).toMatchObject({ ended_reason: 'error', error_detail: 'the server is stopping' });
      expect(record.farewell).toMatchObject({ source: 'apology', heard: 'confirmed' });
    });
  });
});
