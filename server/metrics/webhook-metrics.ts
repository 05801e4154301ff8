/** What Prometheus reads of webhooks: what this process sent, and what stands in the database. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { AttemptOutcome, DeliveryQueue } from '../../after-call/delivery.ts';
import type { Clock } from '../../providers/clock.ts';
import { askedInTime } from './asked-in-time.ts';
import type { WebhookCounts } from '../store/webhook-counts.ts';

export type WebhookMetricsParts = {
  registry: Registry;
  clock: Pick<Clock, 'after'>;
  counts(): Promise<WebhookCounts>;
};

/** Answers a queue that counts what is settled in it. */
export function webhookMetrics(parts: WebhookMetricsParts): (queue: DeliveryQueue) => DeliveryQueue {
  const registers = [parts.registry];
  const attempts = new Counter({
    name: 'ringoff_webhook_attempts_total',
    help: 'Attempts to deliver a webhook, by the class of the status or why none came.',
    labelNames: ['result'],
    registers,
  });
  const deliveries = new Counter({
    name: 'ringoff_webhook_deliveries_total',
    help: 'Deliveries that came to an end: delivered, dead (given up), switched_off (the endpoint answered 410).',
    labelNames: ['result'],
    registers,
  });
  const switchOffs = new Counter({
    name: 'ringoff_webhook_switch_offs_total',
    help: 'Endpoints that were switched off because they took nothing for days, or answered 410.',
    registers,
  });
  gaugesOf(parts);
  return (queue) => ({
    ...queue,
    async settle(delivery, outcome, verdict) {
      const switchedOff = await queue.settle(delivery, outcome, verdict);
      attempts.inc({ result: resultOf(outcome) });
      if (verdict.state !== 'pending') deliveries.inc({ result: verdict.state });
      if (switchedOff !== null) switchOffs.inc();
      return switchedOff;
    },
  });
}

function resultOf({ status, error }: AttemptOutcome): string {
  return status === null ? (error ?? 'unknown') : `${Math.floor(status / 100)}xx`;
}

/** Asked for once at each reading; while the database is away they are left out. */
function gaugesOf({ registry, clock, counts }: WebhookMetricsParts): void {
  const ask = askedInTime(counts, clock);
  const gauge = (name: string, help: string, read: (found: WebhookCounts) => Record<string, number>): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['state'],
      registers: [registry],
      async collect() {
        const found = await ask();
        this.reset();
        if (found) for (const [state, value] of Object.entries(read(found))) this.set({ state }, value);
      },
    });
  gauge('ringoff_webhook_endpoints', 'Endpoints in the database, by state.', ({ on, failing, switchedOff }) => ({
    on,
    failing,
    switched_off: switchedOff,
  }));
  gauge(
    'ringoff_webhook_waiting',
    'Deliveries in the database that wait or are dead letters.',
    ({ pending, dead }) => ({
      pending,
      dead,
    }),
  );
}
