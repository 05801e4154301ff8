import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stepNamed } from '../after-call/steps.ts';
import { callEndedPayload } from '../contract/webhook.ts';
import type { DeliveryState, WebhookEvent } from '../contract/webhook-words.ts';
import { systemClock } from '../providers/clock.ts';
import { addressGuard } from '../providers/web/address-guard.ts';
import { guardedPoster } from '../providers/web/post.ts';
import { type AfterCall, type AfterCallParts, announceStarted, startAfterCall } from './after-call.ts';
import { runStep } from './store/after-call.ts';
import { afterCallQueue, webhookQueue } from './store/jobs.ts';
import type { Store } from './store/store.ts';
import { onEachDatabase } from './store/testing/databases.ts';
import { account, sampleCall } from './store/testing/samples.ts';
import { until } from './store/testing/until.ts';
import type { NewEndpoint } from './store/webhook-endpoints.ts';
import { endCall } from './testing/ended-call.ts';
import { type Received, type Receiver, startReceiver, verified } from '../providers/web/testing/receiver.ts';

onEachDatabase('webhooks after a call', (databases) => {
  let store: Store;
  let receiver: Receiver;
  let running: AfterCall[] = [];
  const errors: Error[] = [];

  beforeEach(async () => {
    store = await databases.store();
    receiver = await startReceiver();
    errors.length = 0;
  });
  afterEach(async () => {
    await receiver.close(); // First, so that what hangs there does not hold the others up.
    await Promise.all(running.map((each) => each.stop()));
    running = [];
    if (errors[0]) throw errors[0];
  });

  const start = async (parts: Partial<AfterCallParts> = {}): Promise<AfterCall> => {
    const guard = addressGuard(['127.0.0.1']);
    const fixed = { store, clock: systemClock, guard, publicUrl: null, retryDelaysMs: [0, 0, 0] };
    const started = await startAfterCall({ ...fixed, onError: (error) => errors.push(error), ...parts });
    running.push(started);
    return started;
  };
  const endpoint = (parts: Partial<NewEndpoint> = {}) =>
    store.webhooks.endpoints.create(account, {
      agentId: null,
      url: receiver.url,
      events: ['call.ended'],
      format: 'ringoff',
      includeTranscript: false,
      ...parts,
    });
  const deliveries = () => store.webhooks.deliveries.list(account, { limit: 100 });
  const untilState = (state: DeliveryState, count = 1) =>
    until(async () => (await deliveries()).filter((each) => each.state === state).length === count);
  const attempts = async () => store.webhooks.deliveries.attempts(account, (await deliveries())[0]?.id ?? '');
  const ids = () => new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
  const eventOf = ({ body }: Received): string => JSON.parse(body).event;

  test('the end is told, signed, with the documented payload', async () => {
    const { id, secret } = await endpoint({ includeTranscript: true });
    await start({ publicUrl: 'https://calls.example' });
    const record = await endCall(store);
    await untilState('delivered');
    const [request] = receiver.received as [Received];
    const transcript_url = `https://calls.example/v1/calls/${record.call_id}/transcript`;
    const payload = callEndedPayload({ ...record, transcript_url }, true);
    expect(verified(request, secret)).toEqual(payload);
    expect(Object.keys(JSON.parse(request.body))).toEqual(Object.keys(payload));
    expect(request.headers).toMatchObject({ 'content-type': 'application/json' });
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ id: request.headers['webhook-id'], endpointId: id, callId: record.call_id });
    expect(delivery!.id).toMatch(/^msg_[0-9a-f]{24}$/);
    expect(await attempts()).toMatchObject([{ number: 1, status: 200, error: null, answer: 'thank you' }]);
  });

  test('retries keep the webhook-id, and every attempt is stored', async () => {
    const { secret } = await endpoint();
    receiver.replies = [500, 'reset', 'hang'];
    await start({ poster: guardedPoster(addressGuard(['127.0.0.1']), 300) });
    await endCall(store);
    await untilState('delivered');
    expect(receiver.received).toHaveLength(4);
    expect(ids().size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    for (const request of receiver.received) verified(request, secret);
    const told = (await attempts()).map(({ number, status, error }) => [number, status ?? error]);
    expect(told).toEqual([
      [1, 500],
      [2, 'connection_lost'],
      [3, 'timed_out'],
      [4, 200],
    ]);
    expect(await store.webhooks.endpoints.list(account)).toMatchObject([{ failingSince: null }]);
  });

  test('after the last retry it is dead, until it is replayed', async () => {
    const { id } = await endpoint();
    receiver.replies = [500, 503, 404, 400];
    await start();
    await endCall(store);
    await untilState('dead');
    expect(receiver.received).toHaveLength(4);
    const [delivery] = await deliveries();
    receiver.replies = [500];
    expect(await store.webhooks.deliveries.replay(account, delivery!.id)).toBe('replayed');
    await untilState('delivered');
    expect(receiver.received).toHaveLength(6);
    expect(ids().size).toBe(1);
    expect((await attempts()).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await store.webhooks.deliveries.replayDead(account, id)).toBe(0);
  });

  test('all dead ones of an endpoint are replayed at once', async () => {
    const { id } = await endpoint();
    receiver.reply = () => 500;
    await start({ retryDelaysMs: [] });
    for (let calls = 0; calls < 3; calls++) await endCall(store);
    await untilState('dead', 3);
    receiver.reply = null;
    expect(await store.webhooks.deliveries.replayDead(account, id)).toBe(3);
    await untilState('delivered', 3);
    expect(ids().size).toBe(3);
  });

  test('a failed one waits for its time', async () => {
    await endpoint();
    receiver.replies = [{ status: 503, headers: { 'retry-after': '3600' } }];
    await start({ retryDelaysMs: [60_000] });
    await endCall(store);
    await until(async () => (await attempts())[0]?.status === 503);
    const [{ nextAttemptAt } = {}] = await deliveries();
    expect(nextAttemptAt!.getTime() - Date.now()).toBeGreaterThan(3_590_000);
    await sql`update webhook_delivery set next_attempt_at = now()`.execute(store.db);
    await store.jobs.boss.send(webhookQueue, {});
    await untilState('delivered');
  });

  test('410 switches the endpoint off, with all that waits for it', async () => {
    const { id } = await endpoint();
    receiver.reply = () => 500;
    await start({ retryDelaysMs: [60_000] });
    await endCall(store);
    await until(async () => (await attempts())[0]?.status === 500);
    receiver.reply = () => 410;
    await endCall(store);
    await untilState('switched_off', 2);
    expect(await store.webhooks.endpoints.get(account, id)).toMatchObject({
      enabled: false,
      switchedOffAt: expect.any(Date),
      switchedOffWhy: 'it answered 410 Gone',
    });
    const sent = receiver.received.length;
    const last = await endCall(store);
    await until(async () => (await store.jobs.boss.findJobs(afterCallQueue, { queued: true })).length === 0);
    expect(await store.webhooks.deliveries.list(account, { limit: 9, callId: last.call_id })).toEqual([]);
    expect(await store.webhooks.deliveries.replayDead(account, id)).toBe('off');
    receiver.reply = null;
    await store.webhooks.endpoints.change(account, id, { enabled: true });
    expect(await store.webhooks.deliveries.replayDead(account, id)).toBe(2);
    await untilState('delivered', 2);
    expect(receiver.received).toHaveLength(sent + 2);
  });

  test('a redirect is not followed', async () => {
    await endpoint();
    receiver.reply = () => ({ status: 307, headers: { location: '/elsewhere' } });
    await start({ retryDelaysMs: [] });
    await endCall(store);
    await untilState('dead');
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
    expect(await attempts()).toMatchObject([{ status: 307 }]);
  });

  test('an address inside the network is refused', async () => {
    await endpoint();
    await start({ guard: addressGuard(), retryDelaysMs: [] });
    await endCall(store);
    await untilState('dead');
    expect(await attempts()).toMatchObject([{ status: null, error: 'address_refused' }]);
    expect(receiver.received).toEqual([]);
  });

  test('a job that is repeated doubles nothing', async () => {
    await endpoint();
    await start();
    const record = await endCall(store);
    await untilState('delivered');
    const job = { callId: record.call_id, accountId: account };
    await runStep(store.db, store.jobs, job, stepNamed(undefined)!, (same) => same);
    await store.jobs.boss.send(afterCallQueue, job);
    await until(async () => (await store.jobs.boss.findJobs(afterCallQueue, { queued: true })).length === 0);
    expect(await deliveries()).toHaveLength(1);
    expect(receiver.received).toHaveLength(1);
  });

  test('endpoints hear of their events, agent and account only', async () => {
    await store.db.insertInto('account').values({ id: 'acc_other', name: 'Other' }).execute();
    await store.agents.put('acc_other', 'agent_sample', { name: 'Other' });
    const other = { ...(await sampleCall(store)), accountId: 'acc_other' };
    await store.agents.put(account, 'agent_two', { name: 'Two' });
    const at = (name: string, parts: Partial<NewEndpoint> = {}) =>
      endpoint({ ...parts, url: `${receiver.url}/${name}` });
    await at('all');
    await at('mine', { agentId: 'agent_sample' });
    await at('two', { agentId: 'agent_two' });
    await at('started', { events: ['call.started'] });
    await at('off').then(({ id }) => store.webhooks.endpoints.change(account, id, { enabled: false }));
    await at('gone').then(({ id }) => store.webhooks.endpoints.remove(account, id));
    await start();
    await endCall(store);
    await endCall(store, other);
    await untilState('delivered', 2);
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(['/hook/all', '/hook/mine']);
    await until(async () => (await store.jobs.boss.findJobs(afterCallQueue, { queued: true })).length === 0);
    expect(await store.webhooks.deliveries.list('acc_other', { limit: 9 })).toEqual([]);
    const [{ id } = { id: '' }] = await deliveries();
    expect(await store.webhooks.deliveries.get('acc_other', id)).toBeNull();
    expect(await store.webhooks.deliveries.attempts('acc_other', id)).toEqual([]);
    expect(await store.webhooks.deliveries.replay('acc_other', id)).toBe('unknown');
  });

  test('while two secrets live, both sign', async () => {
    const { id, secret } = await endpoint();
    const rotated = await store.webhooks.endpoints.rotate(account, id, 3_600);
    await start();
    await endCall(store);
    await untilState('delivered');
    expect(rotated).toMatchObject({ previous: secret, previousUntil: expect.any(Date) });
    verified(receiver.received[0]!, secret);
    verified(receiver.received[0]!, rotated!.current);
    await sql`update webhook_endpoint set previous_until = now()`.execute(store.db);
    await endCall(store);
    await untilState('delivered', 2);
    verified(receiver.received[1]!, rotated!.current);
    expect(() => verified(receiver.received[1]!, secret)).toThrow('No matching signature');
    expect(await store.webhooks.endpoints.secrets(account, id)).toMatchObject({ previous: null });
  });

  describe('when a process dies', () => {
    test('between the commit and the sending, the next one sends', async () => {
      await endpoint();
      const record = await endCall(store);
      const job = { callId: record.call_id, accountId: account };
      await runStep(store.db, store.jobs, job, stepNamed(undefined)!, (same) => same);
      expect(await deliveries()).toMatchObject([{ state: 'pending', attempts: 0 }]);
      await start();
      await untilState('delivered');
      expect(receiver.received).toHaveLength(1);
    });

    test('with a delivery under way, it is tried again with the same id', async () => {
      await endpoint();
      const limits = { limit: 9, perEndpoint: 9, perFailingEndpoint: 9, busy: new Map(), claimMs: 12_000 };
      const record = await endCall(store);
      const job = { callId: record.call_id, accountId: account };
      await runStep(store.db, store.jobs, job, stepNamed(undefined)!, (same) => same);
      const [claimed] = await store.webhooks.queue.claim(limits);
      expect(await store.webhooks.queue.claim(limits)).toEqual([]);
      expect(await attempts()).toMatchObject([{ number: 1, ms: null, error: null }]);
      await sql`update webhook_delivery set claimed_until = now()`.execute(store.db);
      await start();
      await untilState('delivered');
      expect([...ids()]).toEqual([claimed!.id]);
      expect(await attempts()).toMatchObject([{ error: 'interrupted' }, { status: 200 }]);
      const late = { status: 500, error: null, ms: 1, answer: '', retryAfterMs: null };
      await store.webhooks.queue.settle(claimed!, late, { state: 'dead' });
      expect(await deliveries()).toMatchObject([{ state: 'delivered' }]);
    });
  });

  test('stopping gives back what hangs', async () => {
    await endpoint();
    receiver.replies = ['hang'];
    const clock = { ...systemClock, after: (_ms: number, run: () => void) => systemClock.after(0, run) };
    const first = await start({ clock });
    await endCall(store);
    await receiver.count(1);
    await Promise.all([first.stop(), first.stop()]);
    expect(await deliveries()).toMatchObject([{ state: 'pending', attempts: 1 }]);
    await start();
    await untilState('delivered');
    expect(ids().size).toBe(1);
  });

  test('an endpoint that hangs keeps no other waiting', async () => {
    await endpoint({ url: `${receiver.url}/dead` });
    await endpoint({ url: `${receiver.url}/living` });
    receiver.reply = ({ path }) => (path.endsWith('dead') ? 'hang' : 200);
    await start();
    for (let calls = 0; calls < 25; calls++) await endCall(store);
    await untilState('delivered', 25);
    expect(receiver.received.filter(({ path }) => path.endsWith('dead'))).toHaveLength(10);
  });

  test('the start is told to those who want it, once', async () => {
    const { secret } = await endpoint({ events: ['call.started', 'call.ended'] });
    await start();
    const record = await endCall(store);
    const { call_id: callId, agent_id: agentId, from, to } = record;
    const header = { callId, agentId, from, to, accountId: account, agentVersion: 1, direction: 'inbound' as const };
    const more = { createdAt: new Date(record.started_at), variables: {}, metadata: {} };
    const onError = (error: Error) => errors.push(error);
    for (let told = 0; told < 2; told++) await announceStarted(store.webhooks, { ...header, ...more }, null, onError);
    await untilState('delivered', 2);
    const request = receiver.received.find((each) => eventOf(each) === 'call.started')!;
    expect(verified(request, secret)).toMatchObject({ event: 'call.started', call_id: callId, answered_at: null });
    expect(receiver.received.map(eventOf).toSorted()).toEqual<WebhookEvent[]>(['call.ended', 'call.started']);
  });
});
