import type { Transaction } from 'kysely';
import { type ConstructorOptions, fromKysely, PgBoss, type Queue, type WorkOptions } from 'pg-boss';
import { Terminal } from '../../contract/errors.ts';
import { databaseError } from './database-errors.ts';
import type { Database } from './database.ts';
import { lastingCarriers, watchQueue, watchQueueOptions } from './leg-watch.ts';
import type { Tables } from './tables.ts';

/** The queue of the first after-call job, which is sent in the transaction that ends the call. */
export const afterCallQueue = 'after_call';
/** Without a step it is the first one. */
export type AfterCallJob = { callId: string; accountId: string; step?: string };

/** Of the steps that wait for models and providers, so that none of them holds up a step that does not. */
export const waitingQueue = 'after_call_waiting';
/** Where pg-boss puts jobs of both that failed for good. */
export const deadQueue = 'after_call_dead';
/** Deleted calls whose files are still to be deleted. */
export const erasureQueue = 'erasure';
export type ErasureJob = { callIds: readonly string[] };

/**
 * Tells the nodes that send webhooks that there is something new. The deliveries themselves are rows with their own
 * times (webhook-queue.ts), so a lost word costs seconds and nothing else.
 */
export const webhookQueue = 'webhook_delivery';

/** Jobs and timers in the same database (pg-boss), so that an end and its job are one transaction. */
export type Jobs = {
  /** For workers and for sends outside transactions. Never `flow()`, whose fan-in is polled for seconds. */
  boss: PgBoss;
  /** Starting and stopping twice is normal; a stopped one may start again. */
  start(): Promise<void>;
  /** Waits up to 10 s for running jobs. */
  stop(): Promise<void>;
  /** Makes a queue, or brings its options up to date. Outside transactions only. */
  queue(name: string, options?: QueueOptions): Promise<void>;
  /** One job for each of `data`. They exist if and when the transaction commits. */
  sendInTransaction(trx: Transaction<Tables>, queue: string, ...data: object[]): Promise<void>;
};

export type QueueOptions = Omit<Queue, 'name' | 'policy' | 'partition'>;

const stopMsMax = 10_000;

/**
 * For `boss.work`. New jobs are notified; retries, delayed jobs and those of a dead worker wait for the next poll, which
 * pg-boss sets at 30 s unless told otherwise.
 */
export const workerOptions = {
  batchSize: 10,
  perJobResults: true,
  notifyPollingIntervalSeconds: 2,
  burstWhenBatchFull: true, // Else the eleventh of many jobs waits for the next poll.
} as const satisfies WorkOptions;

/** A batch is done when its slowest job is: several batches at once, so that one slow model does not stop them all. */
export const waitingWorkerOptions = { ...workerOptions, localConcurrency: 4 } as const satisfies WorkOptions;

/**
 * A job of a dead worker resumes when its heartbeat is missed; for that the supervisor must look often. Its own two
 * intervals both count: the shorter one alone leaves the other at a minute. Each look counts every row of the table, so
 * that jobs which are done must not stay in it: a week of them would keep the embedded database busy for nothing.
 */
const bossOptions = {
  schema: 'pgboss',
  useListenNotify: true,
  superviseIntervalSeconds: 2,
  monitorIntervalSeconds: 2,
  maintenanceIntervalSeconds: 60,
  schedule: false, // Cron is not used; delayed jobs do not need it.
} satisfies ConstructorOptions;

const queueOptions = {
  notify: true,
  heartbeatSeconds: 10,
  retryLimit: 20,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  deleteAfterSeconds: 60,
} satisfies QueueOptions;

export function jobStore(database: Database, onError: (error: Error) => void): Jobs {
  const boss = new PgBoss({ ...bossOptions, ...database.boss });
  let running = false;
  boss.on('error', (error) => {
    if (running) onError(databaseError(error, 'server')); // Its connections close after its end.
  });

  const queue: Jobs['queue'] = async (name, options = {}) => {
    const settled = { ...queueOptions, ...options };
    await boss.createQueue(name, settled);
    await boss.updateQueue(name, settled);
    await touch(boss, name);
  };

  return {
    boss,
    queue,
    start: async () => {
      running = true;
      await boss.start();
      await queue(deadQueue);
      await queue(afterCallQueue, { deadLetter: deadQueue });
      await queue(waitingQueue, { deadLetter: deadQueue });
      await queue(erasureQueue);
      await queue(webhookQueue);
      for (const carrier of lastingCarriers) await queue(watchQueue(carrier), watchQueueOptions);
    },
    stop: async () => {
      await boss.stop({ timeout: stopMsMax });
      running = false;
    },
    sendInTransaction: async (trx, name, ...data) => {
      const jobs = data.map((each) => ({ data: each }));
      const ids = await boss.insert(name, jobs, { db: fromKysely(trx), returnId: true });
      if (ids?.length !== jobs.length) throw new Terminal(`The queue ${name} did not take every job`);
    },
  };
}

/**
 * The first `send` to a queue reads its description on a connection of its own. Inside a transaction on a database with
 * one connection that would wait for itself (stack.md, trap 6): so it is read now.
 */
async function touch(boss: PgBoss, queue: string): Promise<void> {
  await boss.findJobs(queue, { id: '00000000-0000-0000-0000-000000000000' });
}
