/** How a SIP user agent is set up. */
import type { Clock } from '../../clock.ts';
import type { AdmissionLimits } from './admission.ts';
import type { InboundCall } from './call.ts';
import type { Credentials } from './digest-client.ts';
import type { DigestAlgorithm } from './digest.ts';
import type { Resolve } from './resolve.ts';
import type { OnBytes, TransportName, Wire } from './wire.ts';

export type SipAgentOptions = {
  /** UDP and TCP at the same port; port 0 takes a free one. */
  listen: { address: string; port: number };
  transports?: readonly TransportName[];
  /** The host that others reach us at, in Via and Contact; needed when `listen` is a wildcard address. */
  host?: string;
  onInvite(call: InboundCall): void;
  /** What callers get who are neither `trusted` nor have an account with us. */
  unknown: 'silent' | 'refuse' | 'challenge' | 'answer';
  /** Whether this source address is a trunk or PBX of ours. */
  trusted?(address: string): boolean;
  /** The password of a caller who answers our challenge. */
  passwordOf?(username: string): string | null;
  realm?: string;
  algorithms?: readonly DigestAlgorithm[];
  /** Our own accounts elsewhere, by name; a snapshot holds only the name. */
  accounts?: Readonly<Record<string, Credentials>>;
  /** Whether a redirect of an outbound call may lead to this URI. Nowhere, unless given. */
  mayRedirect?(uri: string): boolean;
  /** A flood beyond the limits gets 503, or silence. */
  excess?: 'silent' | 'refuse';
  limits?: Partial<SipLimits>;
  userAgent?: string;
  clock?: Clock;
  resolve?: Resolve;
  /** Opens what carries messages; the network, unless a test brings its own. */
  openWires?(onBytes: OnBytes): Promise<Wire[]>;
};

export type SipLimits = AdmissionLimits & {
  callsMax: number;
  /** Inbound calls at once from one address. */
  callsPerSourceMax: number;
  transactionsMax: number;
};

export const defaultLimits: SipLimits = {
  callsMax: 500,
  callsPerSourceMax: 100,
  transactionsMax: 5_000,
  newPerSecondMax: 50,
  newBurstMax: 100,
  newPerSecondTotalMax: 500,
  messagesPerSecondMax: 2_000,
};
