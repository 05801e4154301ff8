/**
 * The calls of one carrier in this process: from its question what to do with a call, or our own dial, over the socket
 * that must come for it, to its callbacks. Source: design lines.md "Carriers", ending.md section 10.
 */
import { randomBytes } from 'node:crypto';
import type { Agent } from '../../contract/agent.ts';
import type { Line } from '../../lines/line.ts';
import type { RelayLine } from '../../lines/relay.ts';
import type { MessageSocket } from '../../lines/socket.ts';
import { OutcomeUnknown } from '../../providers/carriers/carrier-request.ts';
import type { Carrier, DialIntent, LegId, LegReport, TransferReport } from '../../providers/carriers/carrier.ts';
import type { Clock } from '../../providers/clock.ts';
import type { LiveCall, NewCallOrder, Switchboard, SwitchboardLog } from '../switchboard.ts';

/** A call's line, and how the carrier reaches it. */
export type CarriedLine = {
  line: Line;
  /** The carrier's socket, which carries text or sound. */
  attach(socket: MessageSocket): void;
  /** A verified callback about the leg. */
  report(report: LegReport): void;
  /** What the carrier opens the socket for: `relay socket`. */
  socketName: string;
  /** What only a line needs that can be dialled and transferred. Null: it can be neither. */
  calling: Pick<RelayLine, 'knowLeg' | 'neverMade' | 'onTransfer' | 'isNotBack'> | null;
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
  /** Dials: `make` is asked once the call has an id. Resolves when the call is committed. */
  dial(order: OutboundOrder, make: (call: NewOutbound) => Dialled): Promise<LiveCall>;
  /** The far end of a dialled call has answered: the secret for its socket, or null when nobody is here for it. */
  answered(intent: string, leg: LegId): string | null;
  /** A verified callback, with the intent that it was asked for. Those of unknown calls are ignored. */
  report(report: LegReport, intent: string | null): void;
  /** A verified callback about a transfer. The secret under which the far end may come back, or null. */
  transferred(report: TransferReport): string | null;
  /** Calls that are not over. */
  readonly size: number;
};

export type CarrierCallsParts = {
  carrier: Pick<Carrier, 'id' | 'dial' | 'hangUp'>;
  switchboard: Pick<Switchboard, 'open'>;
  clock: Clock;
  log: Pick<SwitchboardLog, 'warn' | 'error'>;
};

export type OutboundOrder = Omit<NewCallOrder, 'direction' | 'carrier' | 'legId' | 'makeLine'>;
export type NewOutbound = { callId: string; agent: Agent; secret: string };
export type Dialled = { carried: CarriedLine; intent: DialIntent };

type CarriedCall = {
  /** Null: dialled, and not known yet. */
  leg: LegId | null;
  intent: string | null;
  secret: string;
  carried: CarriedLine | null;
  live: LiveCall | null;
  connected: boolean;
  /** What came before the session could hear it. */
  early: LegReport[];
  opened: Promise<void>;
  stopWaiting(): void;
};

/** Waits before each hang-up of a leg that nobody is here for. */
const strayDropsMs = [0, 1_000, 4_000, 15_000] as const;
/** Carriers open the socket at once, or never. */
const socketMsMax = 15_000;
const earlyMax = 20;
/** Legs that are over, so that a repeated question does not bring up a second call for one of them. */
const overMax = 10_000;

export function newCarrierCalls(parts: CarrierCallsParts): CarrierCalls {
  const { clock, log } = parts;
  const byLeg = new Map<LegId, CarriedCall>();
  const bySecret = new Map<string, CarriedCall>();
  const byIntent = new Map<string, CarriedCall>();
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
    call.stopWaiting();
    call.stopWaiting = clock.after(socketMsMax, () => giveUp(call));
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
      makeLine({ callId, agent }) {
        const made = make({ callId, agent, secret: call.secret });
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
      else call.carried?.calling?.neverMade(error instanceof Error ? error.message : 'the call could not be made');
    }
  }

  function adopt(call: CarriedCall, leg: LegId): void {
    if (call.leg !== null) return;
    call.leg = leg;
    if (byIntent.get(call.intent!) !== call) return void dropStray(leg);
    byLeg.set(leg, call);
    call.carried?.calling?.knowLeg(leg);
    call.live?.amend({ legId: leg }).catch((error: unknown) => {
      log.warn({ err: error, call_id: call.intent }, 'the leg of an outbound call could not be stored');
    });
  }

  /** Made after its call had ended: it must not ring or wait for anybody. */
  async function dropStray(leg: LegId): Promise<void> {
    over.add(leg);
    for (const waitMs of strayDropsMs) {
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
      const proof = await parts.carrier.hangUp(leg, new AbortController().signal).catch(() => null);
      if (proof !== null) return;
    }
    log.error({ carrier: parts.carrier.id }, 'a call that nobody wants could not be hung up');
  }

  /** The leg may be up, with nobody to speak on it. */
  function giveUp({ secret, live, carried }: CarriedCall): void {
    bySecret.delete(secret);
    const what = `${parts.carrier.id} opened no ${carried?.socketName} in ${socketMsMax / 1000} s`;
    log.warn({ call_id: live?.callId }, what);
    live?.session.endByTrouble('failure', what);
    carried?.calling?.isNotBack();
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
      if (!call || call.connected || over.has(leg)) return null;
      adopt(call, leg);
      awaitSocket(call);
      return call.secret;
    },
    transferred({ leg, ...report }) {
      const call = byLeg.get(leg);
      if (!call) return null;
      if (call.carried?.calling?.onTransfer(report) !== 'awaits_socket') return null;
      call.secret = newSecret();
      awaitSocket(call);
      return call.secret;
    },
    report(report, intent) {
      const made = intent === null ? undefined : byIntent.get(intent);
      if (made) adopt(made, report.leg);
      const call = byLeg.get(report.leg);
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
  const nothingYet = { intent: null, carried: null, live: null, connected: false, opened: Promise.resolve() };
  return { ...nothingYet, leg, secret: newSecret(), early: [], stopWaiting: () => {} };
}
