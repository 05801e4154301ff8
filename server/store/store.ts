import type { Kysely } from 'kysely';
import type { Outbox } from '../../after-call/outbox.ts';
import { agentStore, type Agents } from './agents.ts';
import { callStore, type Calls } from './calls.ts';
import { type CallSteps, callStepStore } from './call-steps.ts';
import { type Database, type DatabaseOptions, openDatabase, warn, type Where } from './database.ts';
import { type Erasure, erasureStore } from './erasure.ts';
import { jobStore, type Jobs } from './jobs.ts';
import { type Keys, keyStore } from './keys.ts';
import { migrate } from './migrate.ts';
import { outboxStore } from './outbox.ts';
import { type Sessions, sessionStore } from './sessions.ts';
import { type SmsWishes, smsWishStore } from './sms-wishes.ts';
import type { Tables } from './tables.ts';
import { type Webhooks, webhookStore } from './webhooks.ts';

/** Everything that outlives the process, in one database (design architecture.md, 'Storage and scale'). */
export type Store = {
  agents: Agents;
  calls: Calls;
  keys: Keys;
  sessions: Sessions;
  jobs: Jobs;
  webhooks: Webhooks;
  /** Steps after a call that failed. */
  steps: CallSteps;
  outbox: Outbox;
  smsWishes: SmsWishes;
  erasure: Erasure;
  db: Kysely<Tables>;
  alone: Database['alone'];
  storageFull: Database['storageFull'];
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
  const { db, alone, storageFull } = database;
  return {
    agents: agentStore(db),
    calls: callStore(db, jobs),
    keys: keyStore(db),
    sessions: sessionStore(db),
    jobs,
    webhooks: webhookStore(db, jobs),
    steps: callStepStore(db, jobs),
    outbox: outboxStore(db),
    smsWishes: smsWishStore(db),
    erasure: erasureStore(db, jobs),
    db,
    alone,
    storageFull,
    close,
  };
}
