import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../providers/clock.ts';
import { addressGuard } from '../../providers/web/address-guard.ts';
import { guardedPoster } from '../../providers/web/post.ts';
import { verified } from '../../providers/web/testing/receiver.ts';
import { webhookQueue } from '../store/jobs.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { account } from '../store/testing/samples.ts';
import { until } from '../store/testing/until.ts';
import { endCall } from '../testing/ended-call.ts';
import { webhookWorld } from '../testing/webhook-world.ts';

onEachDatabase('webhooks that do not arrive at once', (databases) => {
  const world = webhookWorld(databases);

  test('retries keep the webhook-id, and every attempt is stored', async () => {
    const { secret } = await world.endpoint();
    world.receiver.replies = [500, 'reset', 'hang'];
    await world.start({ poster: guardedPoster(addressGuard(['127.0.0.1']), 300) });
    await endCall(world.store);
    await world.untilState('delivered');
    expect(world.receiver.received).toHaveLength(4);
    expect(world.ids().size).toBe(1);
    expect(new Set(world.receiver.received.map(({ body }) => body)).size).toBe(1);
    for (const request of world.receiver.received) verified(request, secret);
    const told = (await world.attempts()).map(({ number, status, error }) => [number, status ?? error]);
    expect(told).toEqual([
      [1, 500],
      [2, 'connection_lost'],
      [3, 'timed_out'],
      [4, 200],
    ]);
    expect(await world.store.webhooks.endpoints.list(account)).toMatchObject([{ failingSince: null }]);
  });

  test('after the last retry it is dead, until it is replayed', async () => {
    const { id } = await world.endpoint();
    world.receiver.replies = [500, 503, 404, 400];
    await world.start();
    await endCall(world.store);
    await world.untilState('dead');
    expect(world.receiver.received).toHaveLength(4);
    const [delivery] = await world.deliveries();
    world.receiver.replies = [500];
    expect(await world.store.webhooks.deliveries.replay(account, delivery!.id)).toBe('replayed');
    await world.untilState('delivered');
    expect(world.receiver.received).toHaveLength(6);
    expect(world.ids().size).toBe(1);
    expect((await world.attempts()).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await world.store.webhooks.deliveries.replayDead(account, id)).toBe(0);
  });

  test('all dead ones of an endpoint are replayed at once', async () => {
    const { id } = await world.endpoint();
    world.receiver.reply = () => 500;
    await world.start({ retryDelaysMs: [] });
    for (let calls = 0; calls < 3; calls++) await endCall(world.store);
    await world.untilState('dead', 3);
    world.receiver.reply = null;
    expect(await world.store.webhooks.deliveries.replayDead(account, id)).toBe(3);
    await world.untilState('delivered', 3);
    expect(world.ids().size).toBe(3);
  });

  test('a failed one waits for its time', async () => {
    await world.endpoint();
    world.receiver.replies = [{ status: 503, headers: { 'retry-after': '3600' } }];
    await world.start({ retryDelaysMs: [60_000] });
    await endCall(world.store);
    await until(async () => (await world.attempts())[0]?.status === 503);
    const [{ nextAttemptAt } = {}] = await world.deliveries();
    expect(nextAttemptAt!.getTime() - Date.now()).toBeGreaterThan(3_590_000);
    await sql`update webhook_delivery set next_attempt_at = now()`.execute(world.store.db);
    await world.store.jobs.boss.send(webhookQueue, {});
    await world.untilState('delivered');
  });

  test('410 switches the endpoint off, with all that waits for it', async () => {
    const { id } = await world.endpoint();
    world.receiver.reply = () => 500;
    await world.start({ retryDelaysMs: [60_000] });
    await endCall(world.store);
    await until(async () => (await world.attempts())[0]?.status === 500);
    world.receiver.reply = () => 410;
    await endCall(world.store);
    await world.untilState('switched_off', 2);
    expect(await world.store.webhooks.endpoints.get(account, id)).toMatchObject({
      enabled: false,
      switchedOffAt: expect.any(Date),
      switchedOffWhy: 'it answered 410 Gone',
    });
    const sent = world.receiver.received.length;
    const last = await endCall(world.store);
    await world.untilWorked();
    expect(await world.store.webhooks.deliveries.list(account, { limit: 9, callId: last.call_id })).toEqual([]);
    expect(await world.store.webhooks.deliveries.replayDead(account, id)).toBe('off');
    world.receiver.reply = null;
    await world.store.webhooks.endpoints.change(account, id, { enabled: true });
    expect(await world.store.webhooks.deliveries.replayDead(account, id)).toBe(2);
    await world.untilState('delivered', 2);
    expect(world.receiver.received).toHaveLength(sent + 2);
  });

  test('an endpoint that takes nothing for days is switched off, and the others are told', async () => {
    const { id } = await world.endpoint({ url: `${world.receiver.url}/dead?key=1` });
    const told = await world.endpoint({ url: `${world.receiver.url}/told`, events: ['endpoint.switched_off'] });
    await world.endpoint({ url: `${world.receiver.url}/deaf` });
    world.receiver.reply = ({ path }) => (path.includes('dead') ? 500 : 200);
    const switchedOff: [string, string][] = [];
    await world.start({ retryDelaysMs: [60_000], onSwitchedOff: (...off) => switchedOff.push(off) });
    await endCall(world.store);
    const triedTimes = (count: number) =>
      until(async () => {
        const { rows } = await sql`select 1 from webhook_attempt join webhook_delivery d on d.id = delivery_id
          where endpoint_id = ${id} and status = 500`.execute(world.store.db);
        return rows.length === count;
      });
    await triedTimes(1);
    const failingFor = (hours: number) =>
      sql`update webhook_endpoint set failing_since = now() - make_interval(hours => ${hours}) where id = ${id}`.execute(
        world.store.db,
      );
    await failingFor(119);
    await endCall(world.store);
    await triedTimes(2);
    expect(await world.store.webhooks.endpoints.get(account, id)).toMatchObject({ enabled: true });
    await failingFor(121);
    await endCall(world.store);
    await world.untilState('switched_off', 3);
    await world.untilState('delivered', 4);
    const why = 'nothing arrived for 5 days';
    expect(switchedOff).toEqual([[id, why]]);
    expect(await world.store.webhooks.endpoints.get(account, id)).toMatchObject({
      enabled: false,
      switchedOffWhy: why,
    });
    const notice = world.receiver.received.filter(({ path }) => path.includes('told'));
    expect(notice.map((request) => verified(request, told.secret))).toEqual([
      {
        event: 'endpoint.switched_off',
        endpoint_id: id,
        agent_id: null,
        host: new URL(world.receiver.url).host,
        why,
        failing_since: expect.any(String),
        switched_off_at: expect.any(String),
        waiting: 3,
      },
    ]);
  });

  test('endpoints that hang by the dozen leave room for one that lives', async () => {
    for (let dead = 0; dead < 40; dead++) await world.endpoint({ url: `${world.receiver.url}/dead${dead}` });
    await sql`update webhook_endpoint set failing_since = now()`.execute(world.store.db);
    const { id: endpointId } = await world.endpoint({ url: `${world.receiver.url}/living` });
    world.receiver.reply = ({ path }) => (path.includes('dead') ? 'hang' : 200);
    for (let calls = 0; calls < 6; calls++) await endCall(world.store);
    await world.start();
    const { list } = world.store.webhooks.deliveries;
    await until(async () => (await list(account, { limit: 9, endpointId, state: 'delivered' })).length === 6);
    await world.receiver.count(66);
    expect(world.receiver.received.filter(({ path }) => path.includes('dead'))).toHaveLength(60);
  });

  describe('when a process dies', () => {
    test('between the commit and the sending, the next one sends', async () => {
      await world.endpoint();
      const record = await endCall(world.store);
      await world.step(record);
      expect(await world.deliveries()).toMatchObject([{ state: 'pending', attempts: 0 }]);
      await world.start();
      await world.untilState('delivered');
      expect(world.receiver.received).toHaveLength(1);
    });

    test('with a delivery under way, it is tried again with the same id', async () => {
      await world.endpoint();
      const limits = { limit: 9, perEndpoint: 9, perFailingEndpoint: 9, failing: 9, busy: new Map(), claimMs: 12_000 };
      const record = await endCall(world.store);
      await world.step(record);
      const [claimed] = await world.store.webhooks.queue.claim(limits);
      expect(await world.store.webhooks.queue.claim(limits)).toEqual([]);
      expect(await world.attempts()).toMatchObject([{ number: 1, ms: null, error: null }]);
      await sql`update webhook_delivery set claimed_until = now()`.execute(world.store.db);
      await world.start();
      await world.untilState('delivered');
      expect([...world.ids()]).toEqual([claimed!.id]);
      expect(await world.attempts()).toMatchObject([{ error: 'interrupted' }, { status: 200 }]);
      const late = { status: 500, error: null, ms: 1, answer: '', retryAfterMs: null };
      await world.store.webhooks.queue.settle(claimed!, late, { state: 'dead' });
      expect(await world.deliveries()).toMatchObject([{ state: 'delivered' }]);
    });
  });

  test('stopping gives back what hangs', async () => {
    await world.endpoint();
    world.receiver.replies = ['hang'];
    const clock = { ...systemClock, after: (_ms: number, run: () => void) => systemClock.after(0, run) };
    const first = await world.start({ clock });
    await endCall(world.store);
    await world.receiver.count(1);
    await Promise.all([first.stop(), first.stop()]);
    expect(await world.deliveries()).toMatchObject([{ state: 'pending', attempts: 1 }]);
    await world.start();
    await world.untilState('delivered');
    expect(world.ids().size).toBe(1);
  });

  test('an endpoint that hangs keeps no other waiting', async () => {
    await world.endpoint({ url: `${world.receiver.url}/dead` });
    await world.endpoint({ url: `${world.receiver.url}/living` });
    world.receiver.reply = ({ path }) => (path.endsWith('dead') ? 'hang' : 200);
    await world.start();
    for (let calls = 0; calls < 25; calls++) await endCall(world.store);
    await world.untilState('delivered', 25);
    expect(world.receiver.received.filter(({ path }) => path.endsWith('dead'))).toHaveLength(10);
  });
});
