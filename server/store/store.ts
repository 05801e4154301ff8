import type { Kysely } from 'kysely';
import type { Outbox } from '../../after-call/outbox.ts';
import { afterCallStore, type AfterCallWork } from './after-call.ts';
import { agentStore, type Agents } from './agents.ts';
import { type Analytics, analyticsStore } from './analytics.ts';
import { callStore, type Calls } from './calls.ts';
import { type CallOrders, callOrderStore } from './call-orders.ts';
import { type CallSteps, callStepStore } from './call-steps.ts';
import { type Credit, creditStore } from './credit.ts';
import { type Database, type DatabaseOptions, openDatabase, warn, type Where } from './database.ts';
import { type FarCallLogs, farCallStore } from './far-calls.ts';
import { type Erasure, erasureStore } from './erasure.ts';
import { jobStore, type Jobs } from './jobs.ts';
import { type Keys, keyStore } from './keys.ts';
import { migrate } from './migrate.ts';
import { outboxStore } from './outbox.ts';
import { type Samples, sampleStore } from './samples.ts';
import { type Sessions, sessionStore } from './sessions.ts';
import { type SmsWishes, smsWishStore } from './sms-wishes.ts';
import type { Tables } from './tables.ts';
import { type Webhooks, webhookStore } from './webhooks.ts';

/** Everything that outlives the process, in one database (design architecture.md, 'Storage and scale'). */
export type Store = {
  agents: Agents;
  calls: Calls;
  /** Of operators, to the node that drives a call. */
  callOrders: CallOrders;
  farCalls: FarCallLogs;
  credit: Credit;
  keys: Keys;
  sessions: Sessions;
  jobs: Jobs;
  webhooks: Webhooks;
  /** Steps after a call that failed. */
  steps: CallSteps;
  /** Steps after a call that are worked on. */
  work: AfterCallWork;
  outbox: Outbox;
  smsWishes: SmsWishes;
  erasure: Erasure;
  samples: Samples;
  analytics: Analytics;
  db: Kysely<Tables>;
  alone: Database['alone'];
  storageFull: Database['storageFull'];
  notices: Database['notices'];
  /** Stops the jobs, then closes the database. Closing twice is closing once. */
  close(): Promise<void>;
};

/**
 * Opens the database, brings its tables up to date and starts the jobs. Safe when several nodes start at once.
 * @throws BadConfig, Retryable or Terminal as openDatabase() and migrate() do.
 */
export async function openStore(where: Where, options: DatabaseOptions = {}): Promise<Store> {
  const database = await openDatabase(where, options);
  const jobs = jobStore(database, options.onError ?? warn);
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= jobs.stop().finally(() => database.close()));
  try {
    await migrate(database.db);
    await jobs.start();
  } catch (error) {
    await close();
    throw error;
  }
  const { db, alone, storageFull, notices } = database;
  const agents = agentStore(db);
  const erasure = erasureStore(db, jobs);
  return {
    agents,
    calls: callStore(db, jobs),
    callOrders: callOrderStore(db),
    farCalls: farCallStore(db),
    credit: creditStore(db),
    keys: keyStore(db),
    sessions: sessionStore(db),
    jobs,
    webhooks: webhookStore(db, jobs),
    steps: callStepStore(db, jobs),
    work: afterCallStore(db, jobs),
    outbox: outboxStore(db),
    smsWishes: smsWishStore(db),
    erasure,
    analytics: analyticsStore(db),
    samples: sampleStore(db, { agents, erasure }),
    db,
    alone,
    storageFull,
    notices,
    close,
  };
}
