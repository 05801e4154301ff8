import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Retryable } from '../../contract/errors.ts';
import type { Receiver } from '../../providers/web/testing/receiver.ts';
import { startReceiver } from '../../providers/web/testing/receiver.ts';
import { manualClock, rest } from '../store/testing/manual-clock.ts';
import type { Store } from '../store/store.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { account } from '../store/testing/samples.ts';
import { until } from '../store/testing/until.ts';
import { endCall } from '../testing/ended-call.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import { webhookMetrics } from './webhook-metrics.ts';

onEachDatabase('metrics of webhooks', (databases) => {
  let store: Store;
  let server: TestServer;
  let receiver: Receiver;
  beforeEach(async () => {
    store = await databases.store();
    receiver = await startReceiver();
    server = await testServer(store, { config: { webhookAllow: ['127.0.0.1'], requestsPerSecond: 100_000 } });
  });
  afterEach(async () => {
    await server.close();
    await receiver.close();
  });

  const metrics = async (): Promise<string> => (await server.send('/metrics')).text();
  const shows = (line: string): Promise<void> => until(async () => (await metrics()).includes(`${line}\n`));

  test('tell what was sent, what came of it and what waits', async () => {
    const order = { agentId: null, url: receiver.url, format: 'ringoff', includeTranscript: false } as const;
    const { id } = await store.webhooks.endpoints.create(account, { ...order, events: ['call.ended'] });
    await endCall(store);
    await shows('ringoff_webhook_deliveries_total{result="delivered"} 1');
    receiver.reply = () => ({ status: 503 });
    await endCall(store);
    await shows('ringoff_webhook_attempts_total{result="5xx"} 1');
    const failing = await metrics();
    expect(failing).toContain('ringoff_webhook_attempts_total{result="2xx"} 1\n');
    expect(failing).toContain('ringoff_webhook_waiting{state="pending"} 1\n');
    expect(failing).toContain('ringoff_webhook_waiting{state="dead"} 0\n');
    expect(failing).toContain('ringoff_webhook_endpoints{state="failing"} 1\n');
    receiver.reply = () => ({ status: 410 });
    await endCall(store);
    await shows('ringoff_webhook_deliveries_total{result="switched_off"} 1');
    const off = await metrics();
    expect(off).toContain('ringoff_webhook_switch_offs_total 1\n');
    expect(off).toContain('ringoff_webhook_endpoints{state="switched_off"} 1\n');
    expect(off).toContain('ringoff_webhook_waiting{state="pending"} 0\n');
    await store.db.updateTable('webhook_delivery').set({ state: 'dead' }).where('endpoint_id', '=', id).execute();
    expect(await metrics()).toContain('ringoff_webhook_waiting{state="dead"} 3\n');
  });
});

test('without the database the counts are left out, and nothing waits for them', async () => {
  const registry = new Registry();
  const clock = manualClock();
  let counts = (): Promise<never> => Promise.reject(new Retryable('away'));
  webhookMetrics({ registry, clock, counts: () => counts() });
  const away = await registry.metrics();
  expect(away).toContain('ringoff_webhook_attempts_total');
  expect(away).not.toContain('state=');
  counts = () => new Promise(() => {});
  const hung = registry.metrics();
  await rest();
  await clock.advance(2_000);
  expect(await hung).not.toContain('state=');
});
