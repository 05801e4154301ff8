/** Live events at one node, of calls that another node drives. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../providers/clock.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import type { Store } from '../store/store.ts';
import { beginCall, expireLease } from '../store/testing/samples.ts';
import { all, read, type Sent, seqsOf, take, until } from '../testing/sent-events.ts';
import { anotherAccount, type TestServer, testServer } from '../testing/server.ts';

/** Without the looking of far-calls.ts and live-events.ts: what is told then is told by a word between the nodes. */
const neverLooks: Clock = {
  ...systemClock,
  after: (ms, run) => (ms === 5_000 ? () => {} : systemClock.after(ms, run)),
};
/** At once; other waits take as long as they take. */
const alwaysLooks: Clock = {
  ...systemClock,
  after: (ms, run) => systemClock.after(ms === 5_000 ? 50 : ms, run),
};
const deaf = (store: Store): Store => ({
  ...store,
  notices: { ...store.notices, tell: async () => {}, hear: () => () => {} },
});

onEachDatabase('live events at another node', (databases) => {
  let store: Store;
  const servers: TestServer[] = [];
  beforeEach(async () => {
    store = await databases.store();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function start(on: Store, clock: Clock): Promise<TestServer> {
    const server = await testServer(on, { clock });
    servers.push(server);
    return server;
  }
  const pair = async (clock = neverLooks, change = (on: Store): Store => on): Promise<[TestServer, TestServer]> => [
    await start(change(store), clock),
    await start(change(await databases.anotherNode()), clock),
  ];
  const follow = async (server: TestServer, path: string, lastEventId = ''): Promise<AsyncGenerator<Sent>> =>
    read(await server.send(path, { headers: lastEventId === '' ? {} : { 'last-event-id': lastEventId } }));
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, seq) => seq);
  /** A reader of all calls hears of other nodes from a moment on that only a call shows. */
  async function begun(stream: AsyncGenerator<Sent>, holder: TestServer): Promise<void> {
    const { callId, caller } = await holder.call();
    caller.says('bye');
    for await (const { event } of stream) if (event.type === 'call.ended' && event.call_id === callId) return;
  }

  for (const [how, clock, change] of [
    ['by a word', neverLooks, (on: Store) => on],
    ['by looking, when every word is lost', alwaysLooks, deaf],
  ] as const) {
    test(`one call is told from its beginning to its end, ${how}`, async () => {
      const [here, there] = await pair(clock, change);
      const call = await there.call();
      const stream = await follow(here, `/v1/calls/${call.callId}/events`);
      const past = await take(stream, 1);
      call.caller.says('bye');
      const sent = [...past, ...(await all(await follow(here, `/v1/calls/${call.callId}/events`, past[0]!.id!)))];
      const { ended_reason } = await call.session.done;
      expect(seqsOf(sent)).toEqual(upTo(call.entries.length));
      expect(sent.at(-1)?.event).toEqual({ type: 'call.ended', call_id: call.callId, ended_reason });
    });

    test(`all calls are told from now on, ${how}`, async () => {
      const [here, there] = await pair(clock, change);
      const past = await there.call();
      const stream = await follow(here, '/v1/events');
      await begun(await follow(here, '/v1/events'), there);
      const call = await there.call();
      call.caller.says('bye');
      await call.session.done;
      const mine = (await untilEnd(stream, call.callId)).filter(
        ({ event }) => 'call_id' in event && event.call_id === call.callId,
      );
      expect(mine[0]?.event).toMatchObject({ type: 'call.started', agent_id: 'polite', from: '+15550001' });
      expect(seqsOf(mine)).toEqual(upTo(call.entries.length));
      expect(past.session.call.phase.name).toBe('active');
    });
  }

  test('the stages are the same as where the call is', async () => {
    const [here, there] = await pair();
    const streams = [await follow(here, '/v1/events'), await follow(there, '/v1/events')];
    await begun(await follow(here, '/v1/events'), there);
    const call = await there.call();
    call.caller.says('bye');
    const [far, near] = await Promise.all(streams.map((stream) => untilEnd(stream, call.callId)));
    const stages = (sent: Sent[]): unknown[] =>
      sent.flatMap(({ event }) => (event.type === 'call.entry' && event.call_id === call.callId ? [event.phase] : []));
    expect(stages(far!)).toEqual(stages(near!));
    expect(stages(far!)).toContain('closing');
  });

  test('a call that goes on already is told from here on, and nothing twice', async () => {
    const [here, there] = await pair();
    const call = await there.call();
    while ((await store.calls.log('acc_default', call.callId)).length < call.entries.length);
    const before = call.entries.length;
    const stream = await follow(here, '/v1/events');
    await begun(await follow(here, '/v1/events'), there);
    call.caller.says('bye');
    const sent = (await untilEnd(stream, call.callId)).filter(
      ({ event }) => 'call_id' in event && event.call_id === call.callId,
    );
    expect(seqsOf(sent)).toEqual(upTo(call.entries.length).slice(before));
    expect(sent.map(({ event }) => event.type)).not.toContain('call.started');
  });

  test('a reader that comes back misses nothing and gets nothing twice', async () => {
    const [here, there] = await pair();
    const first = await follow(here, '/v1/events');
    await begun(await follow(here, '/v1/events'), there);
    const call = await there.call();
    const seen = await until(first, 'call.started');
    const rest = await take(await follow(here, '/v1/events', seen.at(-1)!.id!), 2);
    call.caller.says('bye');
    await call.session.done;
    const last = await untilEnd(await follow(here, '/v1/events', rest.at(-1)!.id!), call.callId);
    const mine = [...seen, ...rest, ...last].filter(
      ({ event }) => event.type === 'call.entry' && event.call_id === call.callId,
    );
    expect(seqsOf(mine)).toEqual(upTo(call.entries.length));
  });

  test('calls of another account are not told', async () => {
    const [here, there] = await pair();
    await anotherAccount(store);
    const stream = await follow(here, '/v1/events');
    await begun(await follow(here, '/v1/events'), there);
    const foreign = await there.call({ accountId: 'acc_other' });
    const own = await there.call();
    own.caller.says('bye');
    const sent = await untilEnd(stream, own.callId);
    expect(sent.some(({ event }) => 'call_id' in event && event.call_id === foreign.callId)).toBe(false);
  });

  test('the end of a call whose node died is told, though this node ends it', async () => {
    const here = await start(store, systemClock);
    const { id } = await beginCall(store, 'node_dead', { carrier: 'text' });
    const stream = await follow(here, `/v1/calls/${id}/events`);
    await expireLease(store, id);
    expect((await all(stream)).at(-1)?.event).toMatchObject({ type: 'call.ended', ended_reason: 'error' });
  }, 30_000);
});

async function untilEnd(stream: AsyncGenerator<Sent>, callId: string): Promise<Sent[]> {
  const taken: Sent[] = [];
  for await (const sent of stream) {
    taken.push(sent);
    if (sent.event.type === 'call.ended' && sent.event.call_id === callId) break;
  }
  return taken;
}
