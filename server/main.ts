/** The process: opens the store, takes calls, listens, and stops without cutting anybody off. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Limits } from '../engine/policy.ts';
import type { Speech, SpeechSettings } from '../lines/speech.ts';
import { type Clock, systemClock } from '../providers/clock.ts';
import { addressGuard } from '../providers/web/address-guard.ts';
import { type AfterCall, startAfterCall } from './steps/after-call.ts';
import { buildApp } from './app.ts';
import { apiCarriers } from './carriers/api-carriers.ts';
import { type Config, localUrl } from './config.ts';
import { creditMetrics } from './metrics/credit-metrics.ts';
import { watchCredit } from './calls/credit-watch.ts';
import type { ServerDeps } from './deps.ts';
import { announcedCalls } from './calls/announced-calls.ts';
import { newEventFeed } from './calls/event-feed.ts';
import { newFarCalls } from './calls/far-calls.ts';
import { firstAccount } from './first-account.ts';
import { newAuthority } from './http/authority.ts';
import { signedUrls } from './http/signed-urls.ts';
import { newStreams } from './http/streams.ts';
import { startLegWatch } from './calls/leg-watch.ts';
import { newLogger } from './logger.ts';
import { newMetrics } from './metrics/metrics.ts';
import { newNodeNotices } from './calls/node-notices.ts';
import { newOperatorOrders } from './calls/operator-orders.ts';
import { dialDesk } from './outbound/dial-desk.ts';
import { outsideTools } from './steps/outside-tools.ts';
import { dashboardFolder } from './pages/build-dashboard.ts';
import { dashboardFiles } from './pages/dashboard-files.ts';
import { startTelephone, type Telephone } from './phone/telephone.ts';
import { recordingsIn } from './calls/recordings.ts';
import { startRetention } from './calls/retention.ts';
import { listen } from './http/listen.ts';
import { writeServerFile } from './server-file.ts';
import { tellOfStarts } from './calls/started-webhooks.ts';
import { newAudioLines } from './speech/audio-lines.ts';
import { secretFor } from './store/secrets.ts';
import { strayLegs } from './calls/stray-leg.ts';
import { startSweeper } from './calls/sweeper.ts';
import { openStore, type Store } from './store/store.ts';
import { newSwitchboard, type Switchboard } from './calls/switchboard.ts';
import { lineTickets } from './sockets/line-tickets.ts';
import { webhookMetrics } from './metrics/webhook-metrics.ts';

export { firstAccount };

export type RunningServer = {
  /** As this machine reaches it. */
  url: string;
  /** Where agents answer the telephone, without an agent's name: `sip:127.0.0.1:5060`. Null without one. */
  sipUrl: string | null;
  /** The path of a one-time link to a first key; null when the account has one. */
  startPath: string | null;
  switchboard: Switchboard;
  store: Store;
  /** For the command line of this machine. */
  localKey: string;
  /**
   * Live calls go on for as long as the configuration says, or for `graceMs`, and are then ended with an apology. Asked
   * again with less grace, it hurries.
   */
  close(graceMs?: number): Promise<void>;
};

/** What tests put in the place of the real thing. */
export type ServerParts = {
  env?: Readonly<Record<string, string | undefined>>;
  clock?: Clock;
  log?: Logger;
  limits?: Partial<Limits>;
  openSpeech?: (settings: SpeechSettings) => Speech;
  /** Opened by the caller; closed with the server all the same. */
  store?: Store;
  /** Before the server listens: sample agents. */
  prepare?(store: Store): Promise<unknown>;
};

/** Throws BadConfig when the address is taken, and as openStore() does. Nothing stays open then. */
export async function startServer(config: Config, parts: ServerParts = {}): Promise<RunningServer> {
  const log = parts.log ?? newLogger(config.logLevel);
  const store = parts.store ?? (await openConfigured(config, log));
  try {
    await parts.prepare?.(store);
    return await serve(config, parts, store, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(config: Config, parts: ServerParts, store: Store, log: Logger): Promise<RunningServer> {
  const deps = await makeDeps(config, parts, store, log);
  const { switchboard, authority } = deps;
  let app: FastifyInstance | null = null;
  let afterCall: AfterCall | null = null;
  let telephone: Telephone | null = null;
  let sweeper: { stop(): Promise<void> } | null = null;
  let stopCredit: (() => void) | null = null;
  try {
    app = await buildApp(deps);
    afterCall = await startWork(deps);
    const startPath = await startPathFor(store);
    await loadHttpClient();
    const url = localUrl(config, await listen(app, config));
    telephone = await startTelephone(deps);
    sweeper = await sweep(deps, telephone);
    stopCredit = watchCredit({ credit: store.credit, switchboard, clock: deps.clock, log });
    const forget = writeServerFile(config.dataDir, { url, key: authority.localKey, pid: process.pid });
    const close = closer(deps, { app, afterCall, telephone, sweeper, stopCredit }, forget);
    return { url, sipUrl: sipUrlOf(telephone), startPath, switchboard, store, localKey: authority.localKey, close };
  } catch (error) {
    deps.operatorOrders.stop();
    stopCredit?.();
    switchboard.close();
    await sweeper?.stop();
    await telephone?.close();
    await app?.close();
    await afterCall?.stop();
    await deps.audioLines.close();
    throw error;
  }
}

async function makeDeps(config: Config, parts: ServerParts, opened: Store, log: Logger): Promise<ServerDeps> {
  const { clock = systemClock, env = process.env, limits } = parts;
  const node = `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const { callsMax } = config;
  const takesCalls = config.role === 'all' || config.role === 'calls';
  const notices = newNodeNotices({ notices: opened.notices, node, clock, log });
  const store = opened.alone ? opened : { ...opened, calls: announcedCalls(opened.calls, notices) };
  const links = signedUrls(await secretFor(store.db, 'signed_urls'));
  const switchboard = newSwitchboard({ store, clock, env, node, callsMax, takesCalls, log, ...(limits && { limits }) });
  const operatorOrders = newOperatorOrders({
    orders: store.callOrders,
    switchboard,
    notices,
    clock,
    node,
    alone: store.alone,
    log,
  });
  const authority = newAuthority({ keys: store.keys, sessions: store.sessions, clock, accountId: firstAccount });
  const tickets = lineTickets(clock);
  const streams = newStreams(config.streamsPerKey);
  const farCalls = store.alone ? null : newFarCalls({ store, notices, clock, node, log });
  const feed = newEventFeed({ switchboard, farCalls, clock });
  const webhookGuard = addressGuard(config.webhookAllow);
  const metrics = newMetrics(switchboard);
  creditMetrics({ registry: metrics.registry, clock, credit: store.credit });
  const dial = dialDesk({ store, switchboard, clock, ...config.outbound });
  const recordings = recordingsIn(config.recordingsDir);
  const { openSpeech } = parts;
  const speech = { workersMax: config.speechWorkersMax, clock, log, ...(openSpeech && { openSpeech }) };
  const audioLines = await newAudioLines({ ...speech, recordings });
  return {
    config,
    node,
    store,
    switchboard,
    notices,
    operatorOrders,
    clock,
    log,
    env,
    authority,
    links,
    tickets,
    audioLines,
    feed,
    streams,
    metrics,
    dialDesk: dial,
    webhookGuard,
    recordings,
    dashboard: config.dashboard ? dashboardFiles(dashboardFolder) : null,
  };
}

/** What goes on beside calls: the work after them, and the deletion of old ones. */
async function startWork(deps: ServerDeps): Promise<AfterCall> {
  const { role, publicUrl, retentionDays: days } = deps.config;
  const { switchboard, clock, links, metrics, webhookGuard: guard } = deps;
  const { webhooks, erasure } = deps.store;
  const onError = (error: Error): void =>
    deps.log.error({ err: error }, 'work after a call failed, and is tried again');
  tellOfStarts(switchboard, webhooks, onError);
  if (role === 'calls' || role === 'web') return { stop: async () => {} };
  const counted = webhookMetrics({ registry: metrics.registry, clock, counts: webhooks.counts });
  const store = { ...deps.store, webhooks: { ...webhooks, queue: counted(webhooks.queue) } };
  const outside = outsideTools(deps);
  const stopRecordings = deps.recordings.keepTime({ clock, onError });
  const onSwitchedOff = (endpointId: string, why: string): void =>
    deps.log.warn({ endpoint_id: endpointId, why }, 'a webhook endpoint was switched off');
  const parts = { store, clock, guard, publicUrl, links, outside, onError, onSwitchedOff };
  const afterCall = await startAfterCall(parts);
  const stopRetention = days === null ? async () => {} : startRetention({ erasure, clock, days, onError });
  return {
    async stop() {
      stopRecordings();
      await stopRetention();
      await afterCall.stop();
    },
  };
}

/** Sees to legs that nobody else sees to: of processes that died, and of calls that ended without proof. */
async function sweep(deps: ServerDeps, { phone }: Telephone): Promise<{ stop(): Promise<void> }> {
  const { store, clock, node, log, env, metrics, config } = deps;
  if (config.role === 'web') return { stop: async () => {} };
  const { held, announce } = deps.switchboard;
  const legs = strayLegs({ clock, carriers: apiCarriers(env, clock), phone });
  const stopWatch = await startLegWatch({ store, clock, log, legs, onLook: metrics.lookedForLeg });
  const sweeper = startSweeper({ store, clock, node, log, legs, held, announce, onTaken: metrics.takenOver });
  return { stop: () => sweeper.stop().then(stopWatch) };
}

function sipUrlOf({ phone }: Telephone): string | null {
  if (!phone) return null;
  return `sip:${phone.host.includes(':') ? `[${phone.host}]` : phone.host}:${phone.port}`;
}

function openConfigured({ databaseUrl, dataDir }: Config, log: Logger): Promise<Store> {
  const onError = (error: Error): void => log.error({ err: error }, 'the database failed');
  return openStore(databaseUrl ? { url: databaseUrl } : { dataDir }, { onError });
}

/** As long as nobody has a key there is a link to one; each start makes a new one, because old ones are only hashes. */
async function startPathFor({ keys }: Store): Promise<string | null> {
  const known = await keys.list(firstAccount);
  if (known.some(({ revokedAt }) => revokedAt === null)) return null;
  return `/start#token=${await keys.createLink(firstAccount)}`;
}

/** Node loads its HTTP client at the first request, and the first hang-up must not wait for that. */
async function loadHttpClient(): Promise<void> {
  await fetch('data:,').then((answer) => answer.text());
}

/** Answers the port. */
type Running = {
  app: FastifyInstance;
  afterCall: AfterCall;
  telephone: Telephone;
  sweeper: { stop(): Promise<void> };
  stopCredit(): void;
};

/** HTTP stays up while calls end: their sockets are on it, and operators may hurry them. */
function closer(
  { switchboard, operatorOrders, notices, feed, streams, store, config, log, audioLines }: ServerDeps,
  { app, afterCall, telephone, sweeper, stopCredit }: Running,
  forget: () => void,
) {
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    log.info({ live_calls: switchboard.size }, 'stopping');
    await switchboard.drain(config.stopSeconds * 1000);
    stopCredit();
    await sweeper.stop();
    await telephone.close();
    streams.closeAll();
    feed.close();
    forget();
    await app.close();
    await audioLines.close();
    operatorOrders.stop();
    notices.stop();
    switchboard.close();
    await afterCall.stop();
    await store.close();
    log.info({}, 'stopped');
  };
  return (graceMs?: number): Promise<void> => {
    if (graceMs !== undefined) void switchboard.drain(graceMs);
    return (closing ??= close());
  };
}
