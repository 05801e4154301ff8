/** What the routes of a server may use. */
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../providers/clock.ts';
import type { AddressGuard } from '../providers/web/address-guard.ts';
import type { Config } from './config.ts';
import type { EventFeed } from './calls/event-feed.ts';
import type { Authority } from './http/authority.ts';
import type { SignedUrls } from './http/signed-urls.ts';
import type { SocketGuard } from './http/socket-guard.ts';
import type { Streams } from './http/streams.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { NodeNotices } from './calls/node-notices.ts';
import type { OperatorOrders } from './calls/operator-orders.ts';
import type { DashboardFiles } from './pages/dashboard-files.ts';
import type { DialDesk } from './outbound/dial-desk.ts';
import type { Recordings } from './calls/recordings.ts';
import type { AudioLines } from './speech/audio-lines.ts';
import type { Store } from './store/store.ts';
import type { Switchboard } from './calls/switchboard.ts';
import type { LineTickets } from './sockets/line-tickets.ts';

export type ServerDeps = {
  config: Config;
  /** The name of this process, which leases carry. */
  node: string;
  store: Store;
  switchboard: Switchboard;
  /** To and from the other nodes on the database. */
  notices: NodeNotices;
  /** What operators want of live calls, here and on other nodes. */
  operatorOrders: OperatorOrders;
  clock: Clock;
  log: Logger;
  /** Keys of carriers and models. */
  env: Readonly<Record<string, string | undefined>>;
  authority: Authority;
  links: SignedUrls;
  tickets: LineTickets;
  audioLines: AudioLines;
  feed: EventFeed;
  streams: Streams;
  metrics: Metrics;
  /** Where calls are ordered, and where those who can dial say so. */
  dialDesk: DialDesk;
  recordings: Recordings;
  /** Where webhooks may go. */
  webhookGuard: AddressGuard;
  /** Null: switched off. */
  dashboard: DashboardFiles | null;
};

/**
 * Adds routes, in a scope of its own: its hooks and body parsers are not those of others. A route asks for a key unless
 * its `config.access` is `open`.
 */
export type RoutePlugin = (app: FastifyInstance, deps: ServerDeps & { guard: SocketGuard }) => void | Promise<void>;
