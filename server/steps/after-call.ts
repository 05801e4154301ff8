/** Starts the work after calls in this process: the steps behind each end, and the sending of webhooks. */
import type { JobResult } from 'pg-boss';
import { startDispatcher } from '../../after-call/dispatcher.ts';
import type { StepTools } from '../../after-call/step.ts';
import { stepNamed } from '../../after-call/steps.ts';
import { BadConfig, Terminal } from '../../contract/errors.ts';
import type { Clock } from '../../providers/clock.ts';
import type { AddressGuard } from '../../providers/web/address-guard.ts';
import { guardedPoster, type Poster } from '../../providers/web/post.ts';
import type { SignedUrls } from '../http/signed-urls.ts';
import { newAgentReader } from './agent-reader.ts';
import { runStep, type StepParts } from './run-step.ts';
import {
  afterCallQueue,
  type AfterCallJob,
  deadQueue,
  erasureQueue,
  type ErasureJob,
  waitingQueue,
  waitingWorkerOptions,
  webhookQueue,
  workerOptions,
} from '../store/jobs.ts';
import type { Store } from '../store/store.ts';

export type AfterCallParts = {
  store: Pick<Store, 'work' | 'jobs' | 'webhooks' | 'steps' | 'outbox' | 'smsWishes'>;
  clock: Clock;
  /** Where webhooks may go. */
  guard: AddressGuard;
  /** What carriers and receivers know this server by, without a slash at its end; null: unknown. */
  publicUrl: string | null;
  /** Signs what receivers may open. */
  links: Pick<SignedUrls, 'sign'>;
  /** Models, messengers, the mail server, and files. */
  outside: OutsideTools;
  onError: (error: Error) => void;
  /** Nothing is sent to an endpoint any more. */
  onSwitchedOff?: (endpointId: string, why: string) => void;
  /** For tests: in place of our own requests, and of the pauses between retries. */
  poster?: Poster;
  retryDelaysMs?: readonly number[];
};

export type OutsideTools = Pick<StepTools, 'modelOf' | 'smsSenderOf' | 'mailer' | 'dataLog'> & {
  /** Each deletes what it keeps of these calls; doing it twice is doing it once. */
  erasers: readonly Eraser[];
};

export type Eraser = (callIds: readonly string[]) => Promise<void>;

export type AfterCall = {
  /** Takes no more work; what is under way gets 3 s, and what is not done by then is done by the next process. */
  stop(): Promise<void>;
};

type Queued<Data> = { id: string; data: Data };

/** For processes of the roles `all` and `jobs`. Stopping twice is stopping once. Several processes share the work. */
export async function startAfterCall(parts: AfterCallParts): Promise<AfterCall> {
  const { store, clock, onError } = parts;
  const working = { ...parts, readAgent: newAgentReader() };
  const { boss } = store.jobs;
  const poster = parts.poster ?? guardedPoster(parts.guard);
  const stopping = new AbortController();
  const dispatcher = startDispatcher({
    queue: store.webhooks.queue,
    post: poster.post,
    clock,
    onError,
    onSwitchedOff: parts.onSwitchedOff,
    ...(parts.retryDelaysMs && { retryDelaysMs: parts.retryDelaysMs }),
  });
  const step = (jobs: Queued<AfterCallJob>[]): Promise<JobResult[]> =>
    Promise.all(jobs.map((job) => tried(job, working, stopping.signal))).finally(dispatcher.wake);
  const workers = [
    [afterCallQueue, await boss.work(afterCallQueue, workerOptions, step)],
    [waitingQueue, await boss.work(waitingQueue, waitingWorkerOptions, step)],
    [deadQueue, await boss.work(deadQueue, workerOptions, each(onError, buried(store)))],
    [erasureQueue, await boss.work(erasureQueue, workerOptions, each(onError, erased(parts)))],
    [
      webhookQueue,
      await boss.work(
        webhookQueue,
        workerOptions,
        each(onError, async () => dispatcher.wake()),
      ),
    ],
  ] as const;
  let stopped: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    stopping.abort();
    await Promise.all(workers.map(([queue, id]) => boss.offWork(queue, { id })));
    await dispatcher.stop();
    await poster.close();
  };
  return { stop: () => (stopped ??= stop()) };
}

/**
 * One attempt at a step. What no retry can mend is dead at once; everything else is tried again by the queue, up to 20
 * times, and dead then.
 */
async function tried(
  { id, data }: Queued<AfterCallJob>,
  parts: StepParts & Pick<AfterCallParts, 'onError'>,
  signal: AbortSignal,
): Promise<JobResult> {
  const { store, onError } = parts;
  const name = data.step ?? stepNamed(undefined)!.name;
  try {
    await runStep(data, parts, signal);
    return { id, status: 'completed' };
  } catch (error) {
    const { message } = error as Error;
    if (signal.aborted) return { id, status: 'failed', output: { error: message } };
    onError(error as Error);
    const final = error instanceof Terminal || error instanceof BadConfig;
    const noted = final ? store.steps.died(data, name, message) : store.steps.failed(data, name, message);
    const written = await noted.then(
      () => true,
      () => false,
    );
    return final && written ? { id, status: 'completed' } : { id, status: 'failed', output: { error: message } };
  }
}

/** A job that failed for good leaves a dead step, also where its process died each time and could write nothing. */
function buried({ steps }: Pick<Store, 'steps'>) {
  return ({ data }: Queued<AfterCallJob>): Promise<void> => steps.died(data, data.step ?? stepNamed(undefined)!.name);
}

function erased({ outside }: AfterCallParts) {
  return async ({ data }: Queued<ErasureJob>): Promise<void> => {
    for (const erase of outside.erasers) await erase(data.callIds);
  };
}

function each<Data>(onError: (error: Error) => void, work: (job: Queued<Data>) => Promise<void>) {
  return (jobs: Queued<Data>[]): Promise<JobResult[]> =>
    Promise.all(
      jobs.map(async (job): Promise<JobResult> => {
        try {
          await work(job);
          return { id: job.id, status: 'completed' };
        } catch (error) {
          onError(error as Error);
          return { id: job.id, status: 'failed', output: { error: (error as Error).message } };
        }
      }),
    );
}
