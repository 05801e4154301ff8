/** Starts the work after calls in this process: the steps behind each end, and the sending of webhooks. */
import type { Job } from 'pg-boss';
import { delivery } from '../after-call/webhook.ts';
import { startDispatcher } from '../after-call/dispatcher.ts';
import { stepNamed } from '../after-call/steps.ts';
import type { CallRecord } from '../contract/call.ts';
import { Terminal } from '../contract/errors.ts';
import type { CallStarted } from '../contract/webhook.ts';
import type { Clock } from '../providers/clock.ts';
import type { AddressGuard } from '../providers/web/address-guard.ts';
import { guardedPoster, type Poster } from '../providers/web/post.ts';
import { withAddresses } from './call-addresses.ts';
import type { SignedUrls } from './http/signed-urls.ts';
import type { CallHeader } from './record.ts';
import { runStep } from './store/after-call.ts';
import { afterCallQueue, type AfterCallJob, webhookQueue, workerOptions } from './store/jobs.ts';
import type { Store } from './store/store.ts';

export type AfterCallParts = {
  store: Pick<Store, 'db' | 'jobs' | 'webhooks'>;
  clock: Clock;
  /** Where webhooks may go. */
  guard: AddressGuard;
  /** What carriers and receivers know this server by, without a slash at its end; null: unknown. */
  publicUrl: string | null;
  /** Signs what receivers may open. */
  links: Pick<SignedUrls, 'sign'>;
  onError: (error: Error) => void;
  /** For tests: in place of our own requests, and of the pauses between retries. */
  poster?: Poster;
  retryDelaysMs?: readonly number[];
};

export type AfterCall = {
  /** Takes no more work; what is under way gets 3 s, and what is not done by then is done by the next process. */
  stop(): Promise<void>;
};

/** For processes of the roles `all` and `jobs`. Stopping twice is stopping once. Several processes share the work. */
export async function startAfterCall(parts: AfterCallParts): Promise<AfterCall> {
  const { store, clock, onError } = parts;
  const { boss } = store.jobs;
  const poster = parts.poster ?? guardedPoster(parts.guard);
  const dispatcher = startDispatcher({
    queue: store.webhooks.queue,
    post: poster.post,
    clock,
    onError,
    ...(parts.retryDelaysMs && { retryDelaysMs: parts.retryDelaysMs }),
  });
  const steps = await boss.work(afterCallQueue, workerOptions, (jobs: Job<AfterCallJob>[]) =>
    Promise.all(jobs.map((job) => settled(job.id, () => work(parts, job.data), onError))).finally(dispatcher.wake),
  );
  const words = await boss.work(webhookQueue, workerOptions, async (jobs: Job[]) => {
    dispatcher.wake();
    return jobs.map(({ id }) => ({ id, status: 'completed' as const }));
  });
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await Promise.all([boss.offWork(afterCallQueue, { id: steps }), boss.offWork(webhookQueue, { id: words })]);
    await dispatcher.stop();
    await poster.close();
  };
  return { stop: () => (stopping ??= stop()) };
}

async function work(parts: AfterCallParts, job: AfterCallJob): Promise<void> {
  const step = stepNamed(job.step);
  if (!step) throw new Terminal(`This version knows no step "${job.step}"; a newer one will do it`);
  const { store, publicUrl, links } = parts;
  const complete = (record: CallRecord) =>
    publicUrl === null ? record : withAddresses(record, links, publicUrl, job.accountId);
  await runStep(store.db, store.jobs, job, step, complete);
}

/** A failed job is tried again by the queue, up to 20 times. */
async function settled(id: string, run: () => Promise<void>, onError: (error: Error) => void) {
  try {
    await run();
    return { id, status: 'completed' as const };
  } catch (error) {
    onError(error as Error);
    return { id, status: 'failed' as const, output: { error: (error as Error).message } };
  }
}

/**
 * Tells of a call that began, once its row is committed. Tried once: while the database is away nobody is told, and the
 * call goes on. Never rejects.
 */
export async function announceStarted(
  webhooks: Store['webhooks'],
  header: CallHeader,
  answeredAt: Date | null,
  onError: (error: Error) => void,
): Promise<void> {
  const { accountId, agentId, callId } = header;
  const payload = startedPayload(header, answeredAt);
  const make = (target: Parameters<typeof delivery>[0]) => delivery(target, payload);
  try {
    await webhooks.deliveries.announce({ accountId, agentId, callId, event: payload.event, make });
  } catch (error) {
    onError(error as Error);
  }
}

function startedPayload(header: CallHeader, answeredAt: Date | null): CallStarted {
  return {
    event: 'call.started',
    call_id: header.callId,
    agent_id: header.agentId,
    agent_version: header.agentVersion,
    direction: header.direction,
    from: header.from,
    to: header.to,
    started_at: header.createdAt.toISOString(),
    answered_at: answeredAt?.toISOString() ?? null,
    variables: header.variables,
    metadata: header.metadata,
  };
}
