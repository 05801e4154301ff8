import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiClient } from '../../contract/client.ts';
import { type Receiver, startReceiver, verified } from '../../providers/web/testing/receiver.ts';
import { firstAccount } from '../main.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { until } from '../store/testing/until.ts';
import { anotherAccount, politeAgent, type TestServer, testServer } from '../testing/server.ts';

onEachDatabase('webhooks by API', (databases) => {
  let server: TestServer;
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
    server = await testServer(await databases.store(), { config: { webhookAllow: ['127.0.0.1'] } });
  });
  afterEach(async () => {
    await receiver.close();
    await server.close();
  });

  const create = (more: object = {}) => server.api.webhooks.create({ url: receiver.url, ...more });
  const inState = (state: 'delivered' | 'dead' | 'switched_off', count = 1) =>
    until(
      async () => (await server.store.webhooks.deliveries.list(firstAccount, { state, limit: 9 })).length === count,
    );

  test('a call from start to end is told, in order', async () => {
    const { secret } = await create({ events: ['call.started', 'call.ended'] });
    const call = await server.call();
    await inState('delivered');
    call.caller.says('bye');
    await call.session.done;
    await inState('delivered', 2);
    const [started, ended] = receiver.received.map((request) => verified(request, secret));
    expect(started).toMatchObject({ event: 'call.started', call_id: call.callId, answered_at: expect.any(String) });
    expect(ended).toMatchObject({ event: 'call.ended', call_id: call.callId, ended_reason: 'agent_ended' });
  });

  test('an endpoint is made, changed and deleted', async () => {
    const { secret, ...made } = await create();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    expect(made).toMatchObject({ events: ['call.ended'], format: 'ringoff', enabled: true, source: 'api' });
    const { webhooks } = server.api;
    const { id } = made;
    expect(await webhooks.get({ id })).toEqual(made);
    expect(await webhooks.secret({ id })).toEqual({ secret, previous_secret: null, previous_until: null });
    const changed = await webhooks.change({ id, events: ['call.started'], enabled: false });
    expect(changed).toMatchObject({ events: ['call.started'], enabled: false, switched_off_why: 'by its account' });
    expect(await webhooks.change({ id, enabled: true })).toMatchObject({ enabled: true, switched_off_why: null });
    expect(await webhooks.remove({ id })).toEqual({ id, deleted: true });
    expect((await webhooks.list({})).items).toEqual([]);
    for (const gone of [webhooks.get, webhooks.rotate, webhooks.test]) {
      await expect(gone({ id })).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  test('a rotated secret leaves the one before it alive', async () => {
    const { id, secret } = await create();
    const rotated = await server.api.webhooks.rotate({ id });
    expect(rotated).toMatchObject({ previous_secret: secret, previous_until: expect.any(String) });
    expect(rotated.secret).not.toBe(secret);
    expect(await server.api.webhooks.rotate({ id, keep_previous_seconds: 0 })).toMatchObject({ previous_secret: null });
  });

  test('a test event arrives, is listed and replayed', async () => {
    const { id, secret } = await create();
    const { webhooks } = server.api;
    const sent = await webhooks.test({ id });
    expect(sent).toMatchObject({ endpoint_id: id, call_id: null, event: 'call.ended', state: 'pending' });
    await inState('delivered');
    expect(verified(receiver.received[0]!, secret)).toMatchObject({ call_id: 'call_test', metadata: { test: true } });
    const told = await webhooks.delivery({ id: sent.id });
    expect(told).toMatchObject({ state: 'delivered', payload: { event: 'call.ended' }, tries: [{ status: 200 }] });
    expect(await webhooks.replay({ id: sent.id })).toMatchObject({ id: sent.id, state: 'pending' });
    await receiver.count(2);
    expect(receiver.received[1]!.headers['webhook-id']).toBe(sent.id);
    expect(await webhooks.replayDead({ id })).toEqual({ replayed: 0 });
  });

  test('both secrets sign until the older one has run out', async () => {
    const { id, secret: old } = await create();
    const { webhooks } = server.api;
    const { secret } = await webhooks.rotate({ id, keep_previous_seconds: 3_600 });
    await webhooks.test({ id });
    await receiver.count(1);
    for (const each of [old, secret]) expect(verified(receiver.received[0]!, each)).toBeTruthy();
    await server.store.db
      .updateTable('webhook_endpoint')
      .set({ previous_until: new Date(0) })
      .execute();
    await webhooks.test({ id });
    await receiver.count(2);
    expect(verified(receiver.received[1]!, secret)).toBeTruthy();
    expect(() => verified(receiver.received[1]!, old)).toThrow('No matching signature');
  });

  test('many are replayed by filters, page by page, and those of an endpoint that is off are left', async () => {
    const [one, two, off] = [await create(), await create(), await create()];
    const { webhooks } = server.api;
    const sent: string[] = [];
    for (const { id } of [one, two, one, off, two]) sent.push((await webhooks.test({ id })).id);
    await inState('delivered', 5);
    const { db } = server.store;
    await db.updateTable('webhook_delivery').set({ state: 'dead' }).where('id', '<>', sent[0]!).execute();
    const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
    for (const [hour, id] of sent.entries()) {
      await db
        .updateTable('webhook_delivery')
        .set({ created_at: at(hour) })
        .where('id', '=', id)
        .execute();
    }
    await webhooks.change({ id: off.id, enabled: false });
    receiver.received.length = 0;
    expect(await webhooks.replayMany({ call_id: 'call_none' })).toEqual({ replayed: 0, off: 0, next_cursor: null });
    const times = { created_from: at(3).toISOString(), created_to: at(4).toISOString() };
    expect(await webhooks.replayMany(times)).toEqual({ replayed: 0, off: 1, next_cursor: null });
    expect(await webhooks.replayMany({ endpoint_id: one.id })).toMatchObject({ replayed: 1 });
    await receiver.count(1);
    expect(receiver.received[0]!.headers['webhook-id']).toBe(sent[2]);
    const first = await webhooks.replayMany({ limit: 1 });
    expect(first).toEqual({ replayed: 1, off: 0, next_cursor: sent[1] });
    const rest = await webhooks.replayMany({ limit: 9, cursor: first.next_cursor! });
    expect(rest).toEqual({ replayed: 1, off: 1, next_cursor: null });
    await inState('delivered', 4);
    expect(await webhooks.replayMany({ state: 'delivered', limit: 1 })).toMatchObject({ replayed: 1 });
    const { key } = await anotherAccount(server.store);
    expect(await apiClient({ url: server.url, key }).webhooks.replayMany({ state: 'failed' })).toMatchObject({
      off: 0,
    });
  });

  test('a switched-off endpoint takes neither test nor replay', async () => {
    const { id } = await create();
    receiver.replies = [410];
    const sent = await server.api.webhooks.test({ id });
    await inState('switched_off');
    const { webhooks } = server.api;
    expect(await webhooks.get({ id })).toMatchObject({ enabled: false, switched_off_why: 'it answered 410 Gone' });
    const refusal = { status: 409, code: 'switched_off' };
    await expect(webhooks.test({ id })).rejects.toMatchObject(refusal);
    await expect(webhooks.replay({ id: sent.id })).rejects.toMatchObject(refusal);
    await expect(webhooks.replayDead({ id })).rejects.toMatchObject(refusal);
  });

  test('deliveries are filtered, and come page by page, newest first', async () => {
    const [one, two] = [await create(), await create({ events: ['call.started'] })];
    const sent: string[] = [];
    for (const { id } of [one, two, one, two, one]) sent.unshift((await server.api.webhooks.test({ id })).id);
    const { deliveries } = server.api.webhooks;
    const first = await deliveries({ limit: 2 });
    const second = await deliveries({ limit: 2, cursor: first.next_cursor! });
    const third = await deliveries({ limit: 2, cursor: second.next_cursor! });
    const ids = (pages: (typeof first)[]) => pages.flatMap(({ items }) => items.map(({ id }) => id));
    expect(ids([first, second, third])).toHaveLength(5);
    expect(ids([first, second, third]).toSorted()).toEqual(sent.toSorted());
    expect(third.next_cursor).toBeNull();
    expect((await deliveries({ endpoint_id: two.id })).items).toHaveLength(2);
    expect((await deliveries({ event: 'call.started' })).items).toHaveLength(2);
    expect((await deliveries({ call_id: 'call_none' })).items).toEqual([]);
    expect((await deliveries({ state: 'dead' })).items).toEqual([]);
  });

  test.each([
    [{ url: 'http://10.0.0.1/' }, 'url', '10.0.0.1 is not a public address'],
    [{ url: 'https://u:p@receiver.example/' }, 'url', 'it holds a user or password'],
    [{ url: 'https://{{host}}/' }, 'url', 'url'],
    [{ url: 'ftp://receiver.example/' }, 'url', 'url'],
    [{ format: 'vapi' }, 'format', 'format'],
    [{ events: [] }, 'events', 'events'],
    [{ events: ['call.exploded'] }, 'events[0]', 'events[0]'],
    [{ more: 1 }, 'more', 'more'],
  ])('%j is refused', async (more, path, message) => {
    const refused = await create(more).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 400, data: { path }, message: expect.stringContaining(message) });
  });

  test('an unknown agent is refused', async () => {
    await expect(create({ agent_id: 'nobody' })).rejects.toMatchObject({ status: 404 });
  });

  test('another account sees and changes nothing', async () => {
    const { key } = await anotherAccount(server.store);
    const other = apiClient({ url: server.url, key }).webhooks;
    const { id } = await create();
    const { id: sent } = await server.api.webhooks.test({ id });
    expect((await other.list({})).items).toEqual([]);
    expect((await other.deliveries({})).items).toEqual([]);
    const tries: (() => Promise<unknown>)[] = [
      () => other.get({ id }),
      () => other.secret({ id }),
      () => other.rotate({ id }),
      () => other.change({ id, enabled: false }),
      () => other.remove({ id }),
      () => other.test({ id }),
      () => other.replayDead({ id }),
      () => other.delivery({ id: sent }),
      () => other.replay({ id: sent }),
    ];
    for (const refused of tries) await expect(refused()).rejects.toMatchObject({ code: 'not_found' });
    expect(await server.api.webhooks.get({ id })).toMatchObject({ enabled: true });
  });

  describe("an agent's own webhooks", () => {
    const save = (...webhooks: object[]) =>
      server.api.agents.put({ params: { id: 'polite' }, body: { ...politeAgent, after_call: { webhooks } } as never });
    const list = async () => (await server.api.webhooks.list({})).items;

    test('become its endpoints, whose secrets the API shows', async () => {
      await save({ url: `${receiver.url}/{{clinic}}?call={{call_id}}` });
      const [endpoint] = await list();
      expect(endpoint).toMatchObject({ source: 'agent', agent_id: 'polite', include_transcript: true });
      const { secret } = await server.api.webhooks.secret({ id: endpoint!.id });
      const call = await server.call();
      call.caller.says('bye');
      await call.session.done;
      await inState('delivered');
      expect(receiver.received[0]!.path).toBe(`/hook/?call=${call.callId}`);
      expect(verified(receiver.received[0]!, secret)).toMatchObject({ transcript: expect.any(Array) });
    });

    test('keep their secret as long as the address stays, and get it back with it', async () => {
      await save({ url: receiver.url });
      const [{ id } = { id: '' }] = await list();
      const secret = await server.api.webhooks.secret({ id });
      await save({ url: receiver.url, events: ['call.started'] }, { url: 'https://other.example' });
      expect((await list()).map(({ url, events }) => [url, events])).toEqual([
        [receiver.url, ['call.started']],
        ['https://other.example', ['call.ended']],
      ]);
      await save();
      expect(await list()).toEqual([]);
      await save({ url: receiver.url });
      expect(await server.api.webhooks.secret({ id })).toEqual(secret);
      await server.api.agents.remove({ id: 'polite' });
      expect(await list()).toEqual([]);
    });

    test('are changed in the document only, but may be switched off', async () => {
      await save({ url: receiver.url });
      const [{ id } = { id: '' }] = await list();
      const refusal = { status: 409, code: 'kept_by_agent' };
      await expect(server.api.webhooks.change({ id, url: 'https://x.example' })).rejects.toMatchObject(refusal);
      await expect(server.api.webhooks.remove({ id })).rejects.toMatchObject(refusal);
      expect(await server.api.webhooks.change({ id, enabled: false })).toMatchObject({ enabled: false });
      await save({ url: receiver.url });
      expect(await list()).toMatchObject([{ id, enabled: false }]);
    });

    test("get a vendor's body where they ask for it, and nothing of events that it has none of", async () => {
      await save({ url: receiver.url, format: 'nixflex', events: ['call.started', 'call.ended'] });
      const call = await server.call();
      call.caller.says('bye');
      await call.session.done;
      await inState('delivered');
      expect(receiver.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
        expect.objectContaining({ event: 'call.completed', call_id: call.callId, ended_reason: 'completed' }),
      ]);
    });
  });
});
