/** What Prometheus reads of webhooks: what this process sent, and what stands in the database. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { AttemptOutcome, DeliveryQueue } from '../after-call/delivery.ts';
import type { Clock } from '../providers/clock.ts';
import type { WebhookCounts } from './store/webhook-counts.ts';

/** The other metrics do not wait longer for the database. */
const countMsMax = 2_000;

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
  gaugesOf(parts);
  return (queue) => ({
    ...queue,
    async settle(delivery, outcome, verdict) {
      await queue.settle(delivery, outcome, verdict);
      attempts.inc({ result: resultOf(outcome) });
      if (verdict.state !== 'pending') deliveries.inc({ result: verdict.state });
    },
  });
}

function resultOf({ status, error }: AttemptOutcome): string {
  return status === null ? (error ?? 'unknown') : `${Math.floor(status / 100)}xx`;
}

/** Asked for once at each reading; while the database is away they are left out. */
function gaugesOf({ registry, clock, counts }: WebhookMetricsParts): void {
  let asked: Promise<WebhookCounts | null> | null = null;
  const ask = (): Promise<WebhookCounts | null> => (asked ??= inTime(counts(), clock).finally(() => (asked = null)));
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

async function inTime(counts: Promise<WebhookCounts>, clock: Pick<Clock, 'after'>): Promise<WebhookCounts | null> {
  const late = Promise.withResolvers<null>();
  const cancel = clock.after(countMsMax, () => late.resolve(null));
  return Promise.race([counts.catch(() => null), late.promise]).finally(cancel);
}
