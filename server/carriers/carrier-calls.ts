/**
 * The calls of one carrier in this process: from its question what to do with a call, over the socket that must come for
 * it, to its callbacks. Source: design lines.md "Carriers", ending.md section 10.
 */
import { randomBytes } from 'node:crypto';
import type { Agent } from '../../contract/agent.ts';
import type { Line } from '../../lines/line.ts';
import type { MessageSocket } from '../../lines/socket.ts';
import type { Carrier, LegId, LegReport } from '../../providers/carriers/carrier.ts';
import type { Clock } from '../../providers/clock.ts';
import type { LiveCall, Switchboard, SwitchboardLog } from '../switchboard.ts';

/** A call's line, and how the carrier reaches it. */
export type CarriedLine = {
  line: Line;
  /** The carrier's socket, which carries text or sound. */
  attach(socket: MessageSocket): void;
  /** A verified callback about the leg. */
  report(report: LegReport): void;
  /** What the carrier opens the socket for: `relay socket`. */
  socketName: string;
};

export type InboundCall = {
  accountId: string;
  agentId: string;
  agentVersion: number;
  leg: LegId;
  from: string;
  to: string;
  /** Made once the call is committed. `secret`: under which its socket may come. */
  makeLine(call: { callId: string; agent: Agent; startedAt: Date; secret: string }): CarriedLine;
};

export type CarrierCalls = {
  /**
   * Commits the call, and answers the secret under which its socket may come: the same one when it is asked again
   * before that. Null: the call is connected already, or over. Throws what `Switchboard.open` throws.
   */
  open(call: InboundCall): Promise<string | null>;
  /** Whether the socket of a call is waited for under this secret. */
  expects(secret: string): boolean;
  /** The socket has come, and names its leg by one of these ids. False: it is not the leg that it was expected of. */
  connect(secret: string, legs: readonly LegId[], socket: MessageSocket): boolean;
  /** A verified callback. Those of unknown calls are ignored. */
  report(report: LegReport): void;
  /** Calls that are not over. */
  readonly size: number;
};

export type CarrierCallsParts = {
  carrier: Pick<Carrier, 'id'>;
  switchboard: Pick<Switchboard, 'open'>;
  clock: Clock;
  log: Pick<SwitchboardLog, 'warn'>;
};

type CarriedCall = {
  leg: LegId;
  secret: string;
  carried: CarriedLine | null;
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

export function newCarrierCalls(parts: CarrierCallsParts): CarrierCalls {
  const { clock, log } = parts;
  const byLeg = new Map<LegId, CarriedCall>();
  const bySecret = new Map<string, CarriedCall>();
  const over = new Set<LegId>();

  async function open(inbound: InboundCall): Promise<string | null> {
    const { leg } = inbound;
    if (over.has(leg)) return null;
    const call = byLeg.get(leg) ?? begin(inbound);
    await call.opened;
    return call.connected || over.has(leg) ? null : call.secret;
  }

  function begin(inbound: InboundCall): CarriedCall {
    const { leg } = inbound;
    const secret = randomBytes(24).toString('base64url');
    const call: CarriedCall = {
      leg,
      secret,
      carried: null,
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

  async function bringUp(call: CarriedCall, { leg, makeLine, ...who }: InboundCall): Promise<void> {
    const { carrier, switchboard } = parts;
    const order = { ...who, direction: 'inbound' as const, carrier: carrier.id, legId: leg, metadata: {} };
    try {
      call.live = await switchboard.open({
        ...order,
        makeLine(opened) {
          call.carried = makeLine({ ...opened, secret: call.secret });
          return call.carried.line;
        },
      });
    } catch (error) {
      byLeg.delete(leg);
      throw error;
    }
    bySecret.set(call.secret, call);
    call.stopWaiting = clock.after(socketMsMax, () => giveUp(call));
    const finish = (): void => forget(call);
    call.live.session.done.then(finish, finish);
    for (const report of call.early.splice(0)) call.carried?.report(report);
  }

  /** The leg may be up, with nobody to speak on it. */
  function giveUp({ secret, live, carried }: CarriedCall): void {
    bySecret.delete(secret);
    const what = `${parts.carrier.id} opened no ${carried?.socketName} in ${socketMsMax / 1000} s`;
    log.warn({ call_id: live?.callId }, what);
    live?.session.endByTrouble('failure', what);
  }

  function forget({ leg, secret, stopWaiting }: CarriedCall): void {
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
      if (!call?.carried || !legs.includes(call.leg)) return false;
      bySecret.delete(secret);
      call.stopWaiting();
      call.connected = true;
      call.carried.attach(socket);
      return true;
    },
    report(report) {
      const call = byLeg.get(report.leg);
      if (call?.live) call.carried?.report(report);
      else if (call && call.early.length < earlyMax) call.early.push(report);
    },
    get size() {
      return byLeg.size;
    },
  };
}
