/**
 * The relayed calls of one carrier in this process: from its question what to do with a call, over the socket that must
 * come for it, to its callbacks. Source: design lines.md "Carriers", ending.md section 10.
 */
import { randomBytes } from 'node:crypto';
import { type RelayLine, relayLine, type RelaySocket } from '../../lines/relay.ts';
import type { Carrier, LegId, LegReport } from '../../providers/carriers/carrier.ts';
import type { Clock } from '../../providers/clock.ts';
import type { LiveCall, Switchboard, SwitchboardLog } from '../switchboard.ts';

export type InboundCall = {
  accountId: string;
  agentId: string;
  agentVersion: number;
  leg: LegId;
  from: string;
  to: string;
};

export type RelayCalls = {
  /**
   * Commits the call, and answers the secret under which its socket may come: the same one when it is asked again
   * before that. Null: the call is connected already, or over. Throws what `Switchboard.open` throws.
   */
  open(call: InboundCall): Promise<string | null>;
  /** Whether the socket of a call is waited for under this secret. */
  expects(secret: string): boolean;
  /** The socket has come, and names its leg by one of these ids. False: it is not the leg that it was expected of. */
  connect(secret: string, legs: readonly LegId[], socket: RelaySocket): boolean;
  /** A verified callback. Those of unknown calls are ignored. */
  report(report: LegReport): void;
  /** Calls that are not over. */
  readonly size: number;
};

export type RelayCallsParts = {
  carrier: Carrier;
  switchboard: Pick<Switchboard, 'open'>;
  clock: Clock;
  log: Pick<SwitchboardLog, 'warn'>;
  silenceUrl: string;
};

type RelayedCall = {
  leg: LegId;
  secret: string;
  line: RelayLine;
  live: LiveCall | null;
  connected: boolean;
  /** What came before the session could hear it. */
  early: LegReport[];
  opened: Promise<void>;
  stopWaiting(): void;
};

/** Carriers open the socket at once, or never. */
const socketMsMax = 15_000;
const earlyMax = 20;
/** Legs that are over, so that a repeated question does not bring up a second call for one of them. */
const overMax = 10_000;

export function newRelayCalls(parts: RelayCallsParts): RelayCalls {
  const { clock, log } = parts;
  const byLeg = new Map<LegId, RelayedCall>();
  const bySecret = new Map<string, RelayedCall>();
  const over = new Set<LegId>();

  async function open(inbound: InboundCall): Promise<string | null> {
    const { leg } = inbound;
    if (over.has(leg)) return null;
    const call = byLeg.get(leg) ?? begin(inbound);
    await call.opened;
    return call.connected || over.has(leg) ? null : call.secret;
  }

  function begin(inbound: InboundCall): RelayedCall {
    const { leg } = inbound;
    const secret = randomBytes(24).toString('base64url');
    const line = newLine(leg, parts);
    const call: RelayedCall = {
      leg,
      secret,
      line,
      live: null,
      connected: false,
      early: [],
      opened: Promise.resolve(),
      stopWaiting: () => {},
    };
    byLeg.set(leg, call);
    call.opened = bringUp(call, inbound);
    return call;
  }

  async function bringUp(call: RelayedCall, { leg, ...who }: InboundCall): Promise<void> {
    const { carrier, switchboard } = parts;
    const order = { ...who, direction: 'inbound' as const, carrier: carrier.id, legId: leg, metadata: {} };
    try {
      call.live = await switchboard.open({ ...order, makeLine: () => call.line });
    } catch (error) {
      byLeg.delete(leg);
      throw error;
    }
    bySecret.set(call.secret, call);
    call.stopWaiting = clock.after(socketMsMax, () => giveUp(call));
    const finish = (): void => forget(call);
    call.live.session.done.then(finish, finish);
    for (const report of call.early.splice(0)) call.line.onLegStatus(report);
  }

  /** The leg may be up, with nobody to speak on it. */
  function giveUp({ secret, live }: RelayedCall): void {
    bySecret.delete(secret);
    const what = `${parts.carrier.id} opened no relay socket in ${socketMsMax / 1000} s`;
    log.warn({ call_id: live?.callId }, what);
    live?.session.endByTrouble('failure', what);
  }

  function forget({ leg, secret, stopWaiting }: RelayedCall): void {
    stopWaiting();
    bySecret.delete(secret);
    byLeg.delete(leg);
    over.add(leg);
    if (over.size > overMax) over.delete(over.values().next().value!);
  }

  return {
    open,
    expects: (secret) => bySecret.has(secret),
    connect(secret, legs, socket) {
      const call = bySecret.get(secret);
      if (!call || !legs.includes(call.leg)) return false;
      bySecret.delete(secret);
      call.stopWaiting();
      call.connected = true;
      call.line.attach(socket);
      return true;
    },
    report(report) {
      const call = byLeg.get(report.leg);
      if (call?.live) call.line.onLegStatus(report);
      else if (call && call.early.length < earlyMax) call.early.push(report);
    },
    get size() {
      return byLeg.size;
    },
  };
}

function newLine(legId: LegId, { clock, carrier, silenceUrl, log }: RelayCallsParts): RelayLine {
  const onNote = (note: object): void => log.warn({ ...note, carrier: carrier.id }, 'odd message on a relay socket');
  return relayLine({ clock, carrier, legId, silenceUrl, onNote });
}
