import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { callEndedPayload } from '../../contract/webhook.ts';
import type { WebhookEvent } from '../../contract/webhook-words.ts';
import { addressGuard } from '../../providers/web/address-guard.ts';
import { type Received, verified } from '../../providers/web/testing/receiver.ts';
import { announceStarted } from '../calls/announce-started.ts';
import { signedUrls } from '../http/signed-urls.ts';
import { afterCallQueue } from '../store/jobs.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { account, sampleCall } from '../store/testing/samples.ts';
import type { NewEndpoint } from '../store/webhook-endpoints.ts';
import { endCall } from '../testing/ended-call.ts';
import { eventOf, webhookWorld } from '../testing/webhook-world.ts';

onEachDatabase('webhooks after a call', (databases) => {
  const world = webhookWorld(databases);

  test('the end is told, signed, with the documented payload', async () => {
    const { id, secret } = await world.endpoint({ includeTranscript: true });
    const links = signedUrls('secret', () => 0);
    await world.start({ publicUrl: 'https://calls.example', links });
    const record = await endCall(world.store);
    await world.untilState('delivered');
    const [request] = world.receiver.received as [Received];
    const transcript_url = links.sign('https://calls.example', account, `/v1/calls/${record.call_id}/transcript`);
    const payload = callEndedPayload({ ...record, transcript_url }, true);
    expect(verified(request, secret)).toEqual(payload);
    expect(Object.keys(JSON.parse(request.body))).toEqual(Object.keys(payload));
    expect(request.headers).toMatchObject({ 'content-type': 'application/json' });
    const [delivery] = await world.deliveries();
    expect(delivery).toMatchObject({ id: request.headers['webhook-id'], endpointId: id, callId: record.call_id });
    expect(delivery!.id).toMatch(/^msg_[0-9a-f]{24}$/);
    expect(await world.attempts()).toMatchObject([{ number: 1, status: 200, error: null, answer: 'thank you' }]);
  });

  test('a redirect is not followed', async () => {
    await world.endpoint();
    world.receiver.reply = () => ({ status: 307, headers: { location: '/elsewhere' } });
    await world.start({ retryDelaysMs: [] });
    await endCall(world.store);
    await world.untilState('dead');
    expect(world.receiver.received.map(({ path }) => path)).toEqual(['/hook']);
    expect(await world.attempts()).toMatchObject([{ status: 307 }]);
  });

  test('an address inside the network is refused', async () => {
    await world.endpoint();
    await world.start({ guard: addressGuard(), retryDelaysMs: [] });
    await endCall(world.store);
    await world.untilState('dead');
    expect(await world.attempts()).toMatchObject([{ status: null, error: 'address_refused' }]);
    expect(world.receiver.received).toEqual([]);
  });

  test('a job that is repeated doubles nothing', async () => {
    await world.endpoint();
    await world.start();
    const record = await endCall(world.store);
    await world.untilState('delivered');
    const job = { callId: record.call_id, accountId: account };
    await world.step(record);
    await world.store.jobs.boss.send(afterCallQueue, job);
    await world.untilWorked();
    expect(await world.deliveries()).toHaveLength(1);
    expect(world.receiver.received).toHaveLength(1);
  });

  test('endpoints hear of their events, agent and account only', async () => {
    await world.store.db.insertInto('account').values({ id: 'acc_other', name: 'Other' }).execute();
    await world.store.agents.put('acc_other', 'agent_sample', { name: 'Other' });
    const other = { ...(await sampleCall(world.store)), accountId: 'acc_other' };
    await world.store.agents.put(account, 'agent_two', { name: 'Two' });
    const at = (name: string, parts: Partial<NewEndpoint> = {}) =>
      world.endpoint({ ...parts, url: `${world.receiver.url}/${name}` });
    await at('all');
    await at('mine', { agentId: 'agent_sample' });
    await at('two', { agentId: 'agent_two' });
    await at('started', { events: ['call.started'] });
    await at('off').then(({ id }) => world.store.webhooks.endpoints.change(account, id, { enabled: false }));
    await at('gone').then(({ id }) => world.store.webhooks.endpoints.remove(account, id));
    await world.start();
    await endCall(world.store);
    await endCall(world.store, other);
    await world.untilState('delivered', 2);
    expect(world.receiver.received.map(({ path }) => path).toSorted()).toEqual(['/hook/all', '/hook/mine']);
    await world.untilWorked();
    expect(await world.store.webhooks.deliveries.list('acc_other', { limit: 9 })).toEqual([]);
    const [{ id } = { id: '' }] = await world.deliveries();
    expect(await world.store.webhooks.deliveries.get('acc_other', id)).toBeNull();
    expect(await world.store.webhooks.deliveries.attempts('acc_other', id)).toEqual([]);
    expect(await world.store.webhooks.deliveries.replay('acc_other', id)).toBe('unknown');
  });

  test('while two secrets live, both sign', async () => {
    const { id, secret } = await world.endpoint();
    const rotated = await world.store.webhooks.endpoints.rotate(account, id, 3_600);
    await world.start();
    await endCall(world.store);
    await world.untilState('delivered');
    expect(rotated).toMatchObject({ previous: secret, previousUntil: expect.any(Date) });
    verified(world.receiver.received[0]!, secret);
    verified(world.receiver.received[0]!, rotated!.current);
    await sql`update webhook_endpoint set previous_until = now()`.execute(world.store.db);
    await endCall(world.store);
    await world.untilState('delivered', 2);
    verified(world.receiver.received[1]!, rotated!.current);
    expect(() => verified(world.receiver.received[1]!, secret)).toThrow('No matching signature');
    expect(await world.store.webhooks.endpoints.secrets(account, id)).toMatchObject({ previous: null });
  });

  test('the start is told to those who want it, once', async () => {
    const { secret } = await world.endpoint({ events: ['call.started', 'call.ended'] });
    await world.start();
    const record = await endCall(world.store);
    const { call_id: callId, agent_id: agentId, from, to } = record;
    const header = { callId, agentId, from, to, accountId: account, agentVersion: 1, direction: 'inbound' as const };
    const more = { createdAt: new Date(record.started_at), variables: {}, metadata: {} };
    const onError = (error: Error) => world.errors.push(error);
    for (let told = 0; told < 2; told++)
      await announceStarted(world.store.webhooks, { ...header, ...more }, null, onError);
    await world.untilState('delivered', 2);
    const request = world.receiver.received.find((each) => eventOf(each) === 'call.started')!;
    expect(verified(request, secret)).toMatchObject({ event: 'call.started', call_id: callId, answered_at: null });
    expect(world.receiver.received.map(eventOf).toSorted()).toEqual<WebhookEvent[]>(['call.ended', 'call.started']);
  });
});
