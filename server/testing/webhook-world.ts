/** Endpoints, a receiver and the work after calls, on an empty database, for tests. */
import { sql } from 'kysely';
import { afterEach, beforeEach } from 'vitest';
import { systemClock } from '../../providers/clock.ts';
import { addressGuard } from '../../providers/web/address-guard.ts';
import { type Received, type Receiver, startReceiver } from '../../providers/web/testing/receiver.ts';
import type { CallRecord } from '../../contract/call.ts';
import type { DeliveryState } from '../../contract/webhook-words.ts';
import { type AfterCall, type AfterCallParts, startAfterCall } from '../steps/after-call.ts';
import { newAgentReader } from '../steps/agent-reader.ts';
import { signedUrls } from '../http/signed-urls.ts';
import { runStep } from '../steps/run-step.ts';
import { afterCallQueue, deadQueue, erasureQueue, waitingQueue } from '../store/jobs.ts';
import type { Store } from '../store/store.ts';
import type { TestDatabases } from '../store/testing/databases.ts';
import { account } from '../store/testing/samples.ts';
import { until } from '../store/testing/until.ts';
import { nothingOutside } from './outside-tools.ts';
import type { WebhookAttempt, WebhookDelivery } from '../store/webhook-deliveries.ts';
import type { NewEndpoint, WebhookEndpoint } from '../store/webhook-endpoints.ts';

export type WebhookWorld = {
  store: Store;
  receiver: Receiver;
  /** Unless a test empties it, what stands here fails the test. */
  errors: Error[];
  /** Three retries without pauses; loopback is allowed. */
  start(parts?: Partial<AfterCallParts>): Promise<AfterCall>;
  endpoint(parts?: Partial<NewEndpoint>): Promise<WebhookEndpoint & { secret: string }>;
  deliveries(): Promise<WebhookDelivery[]>;
  /** Those of the newest delivery. */
  attempts(): Promise<WebhookAttempt[]>;
  untilState(state: DeliveryState, count?: number): Promise<void>;
  /** No job of an ended call waits any more. */
  untilWorked(): Promise<void>;
  /** Runs one step in this process, the first one unless another is named. */
  step(record: CallRecord, step?: string): Promise<void>;
  /** The different webhook-ids that came. */
  ids(): Set<string | undefined>;
};

/** Made anew before each test. */
export function webhookWorld(databases: TestDatabases): WebhookWorld {
  const world = {} as WebhookWorld;
  let running: AfterCall[] = [];
  beforeEach(async () => {
    const store = await databases.store();
    Object.assign(world, { store, receiver: await startReceiver(), errors: [] });
  });
  afterEach(async () => {
    await world.receiver.close(); // First, so that what hangs there does not hold the others up.
    await Promise.all(running.map((each) => each.stop()));
    running = [];
    if (world.errors[0]) throw world.errors[0];
  });
  const deliveries = () => world.store.webhooks.deliveries.list(account, { limit: 100 });
  return Object.assign(world, {
    deliveries,
    async start(parts: Partial<AfterCallParts> = {}) {
      const guard = addressGuard(['127.0.0.1']);
      const outside = nothingOutside();
      const fixed = {
        store: world.store,
        clock: systemClock,
        guard,
        publicUrl: null,
        links: signedUrls('secret'),
        retryDelaysMs: [0, 0, 0],
        outside,
      };
      const started = await startAfterCall({ ...fixed, onError: (error) => world.errors.push(error), ...parts });
      running.push(started);
      return started;
    },
    endpoint: (parts: Partial<NewEndpoint> = {}) =>
      world.store.webhooks.endpoints.create(account, {
        agentId: null,
        url: world.receiver.url,
        events: ['call.ended'],
        format: 'ringoff',
        includeTranscript: false,
        ...parts,
      }),
    attempts: async () => world.store.webhooks.deliveries.attempts(account, (await deliveries())[0]?.id ?? ''),
    untilState: (state: DeliveryState, count = 1) =>
      until(async () => (await deliveries()).filter((each) => each.state === state).length === count),
    untilWorked: () => until(async () => (await openJobs(world.store)) === 0),
    step: (record: CallRecord, step?: string) => {
      const { store } = world;
      const job = { callId: record.call_id, accountId: account, ...(step !== undefined && { step }) };
      const parts = {
        store,
        clock: systemClock,
        publicUrl: null,
        links: signedUrls('secret'),
        outside: nothingOutside(),
        readAgent: newAgentReader(),
      };
      return runStep(job, parts, new AbortController().signal);
    },
    ids: () => new Set(world.receiver.received.map(({ headers }) => headers['webhook-id'])),
  });
}

/** Jobs of steps and deletions that wait, run, or are to be tried again. */
export async function openJobs({ db }: Pick<Store, 'db'>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pgboss.job
    where name in (${afterCallQueue}, ${waitingQueue}, ${deadQueue}, ${erasureQueue}) and state in ('created', 'retry', 'active')`.execute(
    db,
  );
  return rows[0]!.count;
}

/** The event that a request tells of. */
export function eventOf({ body }: Received): string {
  return (JSON.parse(body) as { event: string }).event;
}
