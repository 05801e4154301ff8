/**
 * The calls of one carrier in this process: from its question what to do with a call, or our own dial, over the socket
 * that must come for it, to its callbacks. Source: design lines.md "Carriers", ending.md section 10.
 */
import { randomBytes } from 'node:crypto';
import type { Agent } from '../../contract/agent.ts';
import type { CarrierLine } from '../../contract/routes/calls.ts';
import type { Line } from '../../lines/line.ts';
import type { RelayLine } from '../../lines/relay.ts';
import type { MessageSocket } from '../../lines/socket.ts';
import { OutcomeUnknown } from '../../providers/carriers/carrier-request.ts';
import type { Carrier, DialIntent, LegId, LegReport, TransferReport } from '../../providers/carriers/carrier.ts';
import type { Clock } from '../../providers/clock.ts';
import type { LiveCall, NewCallOrder, Switchboard, SwitchboardLog } from '../calls/switchboard.ts';
import type { OrphanLegs } from './orphan-legs.ts';

/** A call's line, and how the carrier reaches it. */
export type CarriedLine = Pick<RelayLine, 'attach' | 'knowLeg' | 'neverMade' | 'onTransfer' | 'isNotBack'> & {
  kind: CarrierLine;
  line: Line;
  /** A verified callback about the leg. */
  report(report: LegReport): void;
};

/** What the carrier is to open for a call, under its secret. */
export type AwaitedSocket = { accountId: string; callId: string; kind: CarrierLine; secret: string };

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
   * Commits the call, and answers the socket that may come for it: the same one when it is asked again before that.
   * Null: the call is connected already, or over. Throws what `Switchboard.open` throws.
   */
  open(call: InboundCall): Promise<AwaitedSocket | null>;
  /** Whether the socket of a call is waited for under this secret. */
  expects(secret: string): boolean;
  /** The socket has come, and names its leg by one of these ids. False: it is not the leg that it was expected of. */
  connect(secret: string, legs: readonly LegId[], socket: MessageSocket): boolean;
  /** Dials: `make` is asked once the call has an id. Resolves when the call is committed. */
  dial(order: OutboundOrder, make: (call: NewOutbound) => Dialled): Promise<LiveCall>;
  /** The far end of a dialled call has answered, and asks what to do. Null: nobody is here for it. */
  answered(intent: string, leg: LegId): AwaitedSocket | null;
  /** A verified callback, with the intent that it was asked for. Those of unknown calls are ignored. */
  report(report: LegReport, intent: string | null): void;
  /** A verified callback about a transfer. The socket by which the far end is to come back, or null. */
  transferred(report: TransferReport): AwaitedSocket | null;
  /** The carrier will not open it. */
  notComing(socket: AwaitedSocket, why: string): void;
  /** Calls that are not over. */
  readonly size: number;
};

export type CarrierCallsParts = {
  carrier: Pick<Carrier, 'id' | 'dial'>;
  orphans: OrphanLegs;
  switchboard: Pick<Switchboard, 'open'>;
  clock: Clock;
  log: Pick<SwitchboardLog, 'warn' | 'error'>;
};

export type OutboundOrder = Omit<NewCallOrder, 'direction' | 'carrier' | 'legId' | 'makeLine'>;
export type NewOutbound = { callId: string; agent: Agent; startedAt: Date; secret: string };
export type Dialled = { carried: CarriedLine; intent: DialIntent };

type CarriedCall = {
  /** Null: dialled, and not known yet. */
  leg: LegId | null;
  intent: string | null;
  secret: string;
  carried: CarriedLine | null;
  live: LiveCall | null;
  connected: boolean;
  /** It is time for its socket. */
  waiting: boolean;
  /** What came before the session could hear it. */
  early: LegReport[];
  opened: Promise<void>;
  stopWaiting(): void;
};

/** Carriers open the socket at once, or never: after their question, or after the answer of who was called. */
const socketMsMax = 15_000;
const socketNames: Readonly<Record<CarrierLine, string>> = { relay: 'relay socket', media: 'media stream' };
const earlyMax = 20;
/** Legs that are over, so that a repeated question does not bring up a second call for one of them. */
const overMax = 10_000;

export function newCarrierCalls(parts: CarrierCallsParts): CarrierCalls {
  const { clock, log, orphans } = parts;
  const byLeg = new Map<LegId, CarriedCall>();
  const bySecret = new Map<string, CarriedCall>();
  const byIntent = new Map<string, CarriedCall>();
  const over = new Set<LegId>();

  async function open(inbound: InboundCall): Promise<AwaitedSocket | null> {
    const { leg } = inbound;
    if (over.has(leg)) return null;
    const call = byLeg.get(leg) ?? begin(inbound);
    await call.opened;
    return call.connected || over.has(leg) ? null : socketOf(call);
  }

  function begin(inbound: InboundCall): CarriedCall {
    const { leg } = inbound;
    const call = newCall(leg);
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
    awaitSocket(call);
    const finish = (): void => forget(call);
    call.live.session.done.then(finish, finish);
    for (const report of call.early.splice(0)) call.carried?.report(report);
  }

  function awaitSocket(call: CarriedCall): void {
    bySecret.set(call.secret, call);
    call.waiting = true;
    call.stopWaiting();
    call.stopWaiting = clock.after(socketMsMax, () => giveUp(call, `in ${socketMsMax / 1000} s`));
  }

  function socketOf({ carried, live, secret }: CarriedCall): AwaitedSocket | null {
    return carried && live && { accountId: live.accountId, callId: live.callId, kind: carried.kind, secret };
  }

  async function dial(order: OutboundOrder, make: (call: NewOutbound) => Dialled): Promise<LiveCall> {
    const call = newCall(null);
    let intent: DialIntent | null = null;
    const { carrier, switchboard } = parts;
    const live = await switchboard.open({
      ...order,
      direction: 'outbound',
      carrier: carrier.id,
      legId: null,
      makeLine(opened) {
        const { callId } = opened;
        const made = make({ ...opened, secret: call.secret });
        call.carried = made.carried;
        call.intent = callId;
        intent = made.intent;
        byIntent.set(callId, call);
        return made.carried.line;
      },
    });
    call.live = live;
    bySecret.set(call.secret, call);
    const finish = (): void => forget(call);
    live.session.done.then(finish, finish);
    void place(call, intent!);
    return live;
  }

  /** One request. An outcome that nobody knows is settled by the callbacks of the call, or by its time to ring. */
  async function place(call: CarriedCall, intent: DialIntent): Promise<void> {
    try {
      adopt(call, await parts.carrier.dial(intent, new AbortController().signal));
    } catch (error) {
      if (error instanceof OutcomeUnknown)
        log.warn({ call_id: intent.id, err: error }, 'nobody knows whether a call was made');
      else call.carried?.neverMade(error instanceof Error ? error.message : 'the call could not be made');
    }
  }

  function adopt(call: CarriedCall, leg: LegId): void {
    if (call.leg !== null) return;
    call.leg = leg;
    if (byIntent.get(call.intent!) !== call) return dropOrphan(leg); // Made after its call had ended.
    byLeg.set(leg, call);
    call.carried?.knowLeg(leg);
    call.live?.amend({ legId: leg }).catch((error: unknown) => {
      log.warn({ err: error, call_id: call.intent }, 'the leg of an outbound call could not be stored');
    });
  }

  function dropOrphan(leg: LegId): void {
    over.add(leg);
    orphans.drop(leg);
  }

  /** The leg may be up, with nobody to speak on it. */
  function giveUp({ secret, live, carried, stopWaiting }: CarriedCall, why: string): void {
    stopWaiting();
    bySecret.delete(secret);
    const what = `${parts.carrier.id} opened no ${carried && socketNames[carried.kind]} ${why}`;
    log.warn({ call_id: live?.callId }, what);
    live?.session.endByTrouble('failure', what);
    carried?.isNotBack();
  }

  function forget({ leg, intent, secret, stopWaiting }: CarriedCall): void {
    stopWaiting();
    bySecret.delete(secret);
    if (intent !== null) byIntent.delete(intent);
    if (leg === null) return;
    byLeg.delete(leg);
    over.add(leg);
    if (over.size > overMax) over.delete(over.values().next().value!);
  }

  return {
    open,
    expects: (secret) => bySecret.has(secret),
    connect(secret, legs, socket) {
      const call = bySecret.get(secret);
      if (!call?.carried) return false;
      if (call.leg === null) adopt(call, legs[0]!);
      if (call.leg === null || !legs.includes(call.leg)) return false;
      bySecret.delete(secret);
      call.stopWaiting();
      call.connected = true;
      call.carried.attach(socket);
      return true;
    },
    dial,
    answered(intent, leg) {
      const call = byIntent.get(intent);
      if (!call) orphans.found(intent, leg);
      if (!call || call.connected || over.has(leg)) return null;
      adopt(call, leg);
      awaitSocket(call);
      return socketOf(call);
    },
    transferred({ leg, ...report }) {
      const call = byLeg.get(leg);
      if (!call) return null;
      if (call.carried?.onTransfer(report) !== 'awaits_socket') return null;
      call.secret = newSecret();
      awaitSocket(call);
      return socketOf(call);
    },
    notComing({ secret }, why) {
      const call = bySecret.get(secret);
      if (call) giveUp(call, `(${why})`);
    },
    report(report, intent) {
      const made = intent === null ? undefined : byIntent.get(intent);
      if (made) adopt(made, report.leg);
      const call = byLeg.get(report.leg);
      const isUp = report.state === 'ringing' || report.state === 'up';
      if (intent !== null && !call && isUp && !over.has(report.leg)) orphans.found(intent, report.leg);
      if (call?.intent && report.state === 'up' && !call.connected && !call.waiting) awaitSocket(call);
      if (call?.live) call.carried?.report(report);
      else if (call && call.early.length < earlyMax) call.early.push(report);
    },
    get size() {
      return byLeg.size;
    },
  };
}

function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

function newCall(leg: LegId | null): CarriedCall {
  const nothingYet = { intent: null, carried: null, live: null, opened: Promise.resolve() };
  const notThere = { connected: false, waiting: false };
  return { ...nothingYet, ...notThere, leg, secret: newSecret(), early: [], stopWaiting: () => {} };
}
