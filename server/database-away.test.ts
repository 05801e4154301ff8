import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogEntry } from './session/log.ts';
import { openStore, type Store } from './store/store.ts';
import { beginCall, expireLease } from './store/testing/samples.ts';
import { until } from './store/testing/until.ts';
import { findPostgres, startOwnPostgres, type StoppableServer } from './store/testing/postgres.ts';
import { fastClock } from './testing/fast-clock.ts';
import { type TestCall, type TestServer, testServer } from './testing/server.ts';

const source = findPostgres();
const ours = 'bin' in source ? source : null;
const skip = ours === null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

describe.skipIf(skip)('while the database is away', () => {
  let postgres: StoppableServer;
  let store: Store;
  let server: TestServer;
  beforeEach(async () => {
    postgres = await startOwnPostgres(ours!);
    store = await openStore({ url: postgres.url }, { onError: () => {} });
    server = await testServer(store, { clock: fastClock(20) });
  });
  afterEach(async () => {
    await server.close();
    await store.close();
    await postgres.stop();
  });

  /** The end as the session knows it; `session.done` waits until it is stored. */
  const ended = async ({ session }: TestCall): Promise<void> => {
    while (session.call.phase.name !== 'ended') await new Promise((resolve) => setImmediate(resolve));
  };
  const storedSeqs = async ({ accountId, callId }: TestCall): Promise<number[]> =>
    ((await store.calls.log(accountId, callId)) as unknown as LogEntry[]).map(({ seq }) => seq);

  test('calls go on and end, and nothing of them is lost', async () => {
    const [ending, staying] = [await server.call(), await server.call()];
    expect((await server.send('/v1/calls')).status).toBe(200);
    await postgres.goDown();

    ending.caller.says('bye');
    staying.caller.says('hello');
    await ended(ending);
    expect(staying.session.call.phase.name).not.toBe('ended');
    expect(await (await fetch(`${server.url}/healthz`)).json()).toMatchObject({ database: 'away', live_calls: 2 });
    const away = await server.send('/v1/calls');
    expect(away.status).toBe(503);
    expect(await away.json()).toMatchObject({ error: { code: 'try_again' } });
    await expect(server.call()).rejects.toThrow(/database/i);

    await postgres.comeBack();
    expect(await ending.session.done).toMatchObject({ ended_reason: 'agent_ended' });
    staying.caller.says('bye');
    expect(await staying.session.done).toMatchObject({ ended_reason: 'agent_ended' });
    for (const call of [ending, staying]) {
      expect(await storedSeqs(call)).toEqual(call.entries.map(({ seq }) => seq));
      expect(await server.api.calls.get({ id: call.callId })).toMatchObject({ state: 'ended' });
    }
  });

  test('nobody takes the calls of another when it is back, though every lease ran out', async () => {
    const other = await openStore({ url: postgres.url }, { onError: () => {} });
    const neighbour = await testServer(other, { clock: fastClock(20) });
    const calls = [await server.call(), await server.call(), await neighbour.call()];
    await postgres.goDown();
    await postgres.comeBack();
    const expired = sql`update call set lease_until = now() - interval '30 s' where state = 'live'`;
    await until(() =>
      expired.execute(store.db).then(
        () => true,
        () => false,
      ),
    );
    const { rows } = await sql<{ at: Date }>`select now() as at`.execute(store.db);
    const renewed = sql<{ id: string }>`select id from call where lease_until > ${rows[0]!.at}`;
    await until(async () => (await renewed.execute(store.db)).rows.length === calls.length);
    await sweeps(server, neighbour);
    for (const { accountId, callId, session } of calls) {
      expect(session.call.phase.name).toBe('active');
      expect(await store.calls.get(accountId, callId)).toMatchObject({ state: 'live', leaseEpoch: 1 });
    }
    await neighbour.close();
    await other.close();
  });

  /** Another dead call is found: so far have the sweepers come. */
  async function sweeps(...servers: TestServer[]): Promise<void> {
    const ended = servers.map(({ switchboard }) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      switchboard.watchAll((event) => event.type === 'ended' && resolve());
      return promise;
    });
    const { id } = await beginCall(store, 'node_dead', { carrier: 'text' });
    await expireLease(store, id);
    await Promise.race(ended);
  }

  test('an operator whose key was seen lately can end a call', async () => {
    const call = await server.call();
    expect((await server.send('/v1/calls')).status).toBe(200);
    await postgres.goDown();
    expect(await server.api.calls.end({ id: call.callId })).toMatchObject({ state: 'ending' });
    await ended(call);
    await postgres.comeBack();
    expect(await call.session.done).toMatchObject({ ended_reason: 'operator_ended' });
  });
});
